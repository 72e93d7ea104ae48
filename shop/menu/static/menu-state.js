// @ts-check
/** What is known to have changed on the menu since the page was made, and how a product then shows. Pure. */

/**
 * @typedef {{id: number, title: string, price: number, sale_price: number | null, available: boolean, stock: number | null,
 *   retired: boolean, looks: string, options: {id: number, title: string, price: number, stock: number | null, available?: boolean}[]}} Product
 * @typedef {{changed: Product[], listing?: boolean, reload?: boolean, at?: Record<number, number>}} MenuState `at`: by
 *   product, the topic's version that told of it
 * @typedef {{price: string, out: boolean, gone: boolean}} ProductView
 */

/** Digits after the point and symbols, as in server/orders/money.py. @type {Record<string, number>} */
const DIGITS = { JPY: 0, KRW: 0, VND: 0, CLP: 0, ISK: 0, KWD: 3, BHD: 3, JOD: 3, TND: 3 };
/** @type {Record<string, string>} */
const SYMBOLS = { USD: "$", EUR: "€", GBP: "£", CHF: "CHF ", JPY: "¥" };

/**
 * An amount as a person reads it, the same text the server writes: 1606 → $16.06.
 * @param {number} minor
 * @param {string} currency
 */
export function moneyText(minor, currency) {
  const digits = DIGITS[currency] ?? 2;
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = (digits === 0 ? text : text.slice(0, -digits)).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = digits === 0 ? "" : `.${text.slice(-digits)}`;
  return `${minor < 0 ? "−" : ""}${SYMBOLS[currency] ?? `${currency} `}${whole}${fraction}`;
}

/** @param {MenuState} snapshot @param {number} [version] the topic's @returns {MenuState} */
export function applySnapshot(snapshot, version = 0) {
  const at = Object.fromEntries(snapshot.changed.map((product) => [product.id, version]));
  return { ...snapshot, changed: [...snapshot.changed].sort((a, b) => a.id - b.id), at };
}

/**
 * @param {MenuState} state
 * @param {string} event
 * @param {{product: Product}} data
 * @param {number} [version] the topic's
 * @returns {MenuState}
 */
export function applyEvent(state, event, data, version = 0) {
  if (event === "listing.changed") return { ...state, listing: true };
  if (event !== "product.changed") return state;
  const others = state.changed.filter((product) => product.id !== data.product.id);
  const at = { ...state.at, [data.product.id]: version };
  return { ...state, changed: [...others, data.product].sort((a, b) => a.id - b.id), at };
}

/** What was told after this version of the topic. @param {MenuState} state @param {number} version @returns {Product[]} */
export function changedAfter(state, version) {
  return state.changed.filter((product) => (state.at?.[product.id] ?? 0) > version);
}

/** @param {Product} product @param {string} currency @returns {ProductView} */
export function viewOf(product, currency) {
  return { price: moneyText(product.sale_price ?? product.price, currency), out: !product.available, gone: product.retired };
}

/**
 * What the chosen option, choices and number cost together; never below nothing each.
 * @param {number} price @param {number[]} differences @param {number} quantity
 */
export function sumOf(price, differences, quantity) {
  return Math.max(0, price + differences.reduce((sum, difference) => sum + difference, 0)) * quantity;
}

/** How many things a cart holds. @param {{lines: {quantity: number}[]}} cart */
export function countItems(cart) {
  return cart.lines.reduce((sum, line) => sum + line.quantity, 0);
}
