// @ts-check
/** What the answers to adding say. Pure. */

/** How many things are in a cart. @param {{lines: {quantity: number}[]}} cart */
export function countItems(cart) {
  return cart.lines.reduce((sum, line) => sum + line.quantity, 0);
}

/**
 * The sentences of a problem: by field, and the one to say where no field is.
 * @param {{detail?: string, errors?: Record<string, string[]>}} problem
 * @returns {{fields: [string, string][], other: string}}
 */
export function findSentences(problem) {
  /** @type {[string, string][]} */
  const fields = Object.entries(problem.errors ?? {}).map(([name, sentences]) => [name, sentences[0] ?? ""]);
  return { fields, other: fields[0]?.[1] ?? problem.detail ?? "" };
}
