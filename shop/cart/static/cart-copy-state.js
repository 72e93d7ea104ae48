// @ts-check
/** A guest's cart as the browser keeps it, should the server have lost it. Pure. */

/**
 * @typedef {{product: string, option: string, choices: string[], quantity: string, title: string}} CopiedLine
 */

/** What is in the browser's storage as lines; anything unreadable is nothing. @param {string | null} text @returns {CopiedLine[]} */
export function readCopy(text) {
  try {
    const lines = JSON.parse(text ?? "[]");
    if (!Array.isArray(lines)) return [];
    return lines.filter((line) => line !== null && typeof line === "object" && /^\d+$/.test(line.product) && /^\d+$/.test(line.quantity));
  } catch {
    return [];
  }
}

/**
 * Whether an empty cart is a loss: the copy holds something, and nobody emptied the cart on this page.
 * @param {CopiedLine[]} copy
 * @param {{lines: number, removed: number}} shown what the page shows
 */
export function isLost(copy, shown) {
  return copy.length > 0 && shown.lines === 0 && shown.removed === 0;
}

/** A copied line as the fields of the form that adds it. @param {CopiedLine} line @param {string} csrfToken @returns {[string, string][]} */
export function fieldsOf(line, csrfToken) {
  /** @type {[string, string][]} */
  const fields = [["csrf_token", csrfToken], ["product_id", line.product], ["quantity", line.quantity]];
  if (line.option !== "") fields.push(["option_id", line.option]);
  for (const choice of line.choices ?? []) fields.push(["choice_id", choice]);
  return fields;
}
