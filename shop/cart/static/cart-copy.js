// @ts-check
/** Keeps a guest's cart in the browser's storage and offers it back when the server has lost it (CART-6). */
import { fieldsOf, isLost, readCopy } from "./cart-copy-state.js";

const NAME = "orderboard.cart";

/** @param {Element} cart the element [data-cart] @returns {import("./cart-copy-state.js").CopiedLine[]} */
function linesOf(cart) {
  return [...cart.querySelectorAll("[data-line]")].map((row) => {
    const { product = "", option = "", choices = "", quantity = "", title = "" } = /** @type {HTMLElement} */ (row).dataset;
    return { product, option, choices: choices.split(" ").filter((id) => id !== ""), quantity, title };
  });
}

/** @returns {string | null} */
function stored() {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null; // storage may be closed to the page: then there is no copy
  }
}

/** @param {string} text */
function store(text) {
  try {
    localStorage.setItem(NAME, text);
  } catch {
    // likewise
  }
}

/** Remember what the page shows; a loss is not remembered. @param {HTMLElement} cart */
export function keepCopy(cart) {
  if (cart.dataset.away !== undefined) return;
  if (cart.dataset.guest === undefined) {
    store("[]"); // logged in: the account keeps the cart
    return;
  }
  const lines = linesOf(cart);
  const removed = cart.querySelectorAll("[data-restore-form]").length;
  if (!isLost(readCopy(stored()), { lines: lines.length, removed })) store(JSON.stringify(lines));
}

/**
 * Offer what was lost, and put it back on one touch.
 * @param {HTMLElement} cart
 * @param {(address: string, fields: FormData) => Promise<void>} send
 */
export function offerCopy(cart, send) {
  const offer = cart.querySelector("[data-cart-copy]");
  const copy = readCopy(stored());
  const shown = { lines: linesOf(cart).length, removed: cart.querySelectorAll("[data-restore-form]").length };
  if (!(offer instanceof HTMLElement) || cart.dataset.away !== undefined || !isLost(copy, shown)) return;
  const words = offer.querySelector("p");
  if (words !== null) words.textContent = (offer.dataset.words ?? "").replace("{titles}", copy.map((line) => line.title).join(", "));
  offer.hidden = false;
  offer.querySelector("button")?.addEventListener("click", async () => {
    const token = cart.dataset.csrfToken ?? "";
    for (const line of copy) {
      const fields = new FormData();
      for (const [name, value] of fieldsOf(line, token)) fields.append(name, value);
      await send("/cart/items", fields);
    }
  });
}
