// @ts-check
/**
 * What was typed into a form stays in its tab until it was taken: something that sells out meanwhile, a session that ends
 * or a reload loses nothing. It is its owner's alone: whoever else logs in there finds nothing, and a log-out ends it.
 */

/** @typedef {{owner: string, sent: boolean, fields: Record<string, string>}} Kept */

/** @param {string} name @returns {Kept | null} */
function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? "null");
  } catch {
    return null; // storage may be closed to the page: then nothing is kept
  }
}

/** @param {string} name @param {Kept | null} kept */
function write(name, kept) {
  try {
    if (kept === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(kept));
  } catch {
    // likewise
  }
}

/**
 * Keep these fields of a form from now on; where the server filled nothing in, put back what was typed before.
 * @param {HTMLFormElement} form
 * @param {{name: string, owner: string, fields: string[], untouched: boolean}} what
 */
export function keepForm(form, { name, owner, fields, untouched }) {
  const kept = read(name);
  if (kept !== null && kept.owner !== owner) write(name, null);
  else if (kept !== null && untouched) putBack(form, kept.fields);
  const keep = (/** @type {boolean} */ sent) => {
    const typed = [...new FormData(form)].filter(([field]) => fields.includes(field));
    write(name, { owner, sent, fields: Object.fromEntries(typed.map(([field, value]) => [field, String(value)])) });
  };
  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", () => keep(true));
}

/** It was sent, and here is what came of it. @param {string} name */
export function forgetSentForm(name) {
  if (read(name)?.sent) write(name, null);
}

/** @param {HTMLFormElement} form @param {Record<string, string>} fields */
function putBack(form, fields) {
  for (const control of form.elements) {
    if (!(control instanceof HTMLInputElement || control instanceof HTMLSelectElement || control instanceof HTMLTextAreaElement)) continue;
    const value = fields[control.name];
    if (value === undefined || control.disabled) continue;
    if (control instanceof HTMLInputElement && ["radio", "checkbox"].includes(control.type)) {
      if (control.value === value) control.checked = true;
    } else if (!(control instanceof HTMLSelectElement) || [...control.options].some((one) => one.value === value && !one.disabled)) {
      control.value = value;
    }
  }
}
