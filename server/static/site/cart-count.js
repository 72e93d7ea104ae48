// @ts-check
/** The number on the bag in the header, and the words a reader hears for it. */

/** @param {number} count how many things are in the cart: the sum of quantities */
export function showCartCount(count) {
  for (const link of document.querySelectorAll("[data-cart-link]")) {
    if (!(link instanceof HTMLElement)) continue;
    const { labelNone = "", labelOne = "", labelMany = "" } = link.dataset;
    link.setAttribute("aria-label", count === 0 ? labelNone : count === 1 ? labelOne : labelMany.replace("{count}", String(count)));
    const number = link.querySelector("[data-cart-count]");
    if (!(number instanceof HTMLElement)) continue;
    number.textContent = String(count);
    number.hidden = count === 0;
  }
}
