// @ts-check
/** A page of the menu in place of the one shown: cards that stay the same stay, so nothing flickers or loses the focus. */

/**
 * @param {HTMLElement} menu
 * @returns {HTMLElement[]}
 */
function cardsOf(menu) {
  return [...menu.querySelectorAll("[data-product]")].filter((card) => card instanceof HTMLElement);
}

/** @param {Element} menu @param {HTMLElement} card */
function findCard(menu, card) {
  return menu.querySelector(`[data-product="${card.dataset.product}"]`);
}

/** How to find what has the focus in another version of its card. @param {HTMLElement} menu */
function focusedPlace(menu) {
  const active = document.activeElement;
  const card = active?.closest("[data-product]");
  if (!(active instanceof HTMLElement) || !(card instanceof HTMLElement) || !menu.contains(card)) return null;
  return { active, selector: `[data-product="${card.dataset.product}"] ${active.matches(".card__add *") ? ".card__add .round" : "h3 a"}` };
}

/**
 * Show the listing of another page; what the reader looks at stays where it is on the screen.
 * @param {HTMLElement} menu
 * @param {Document} page
 * @returns {number | null} the menu's version it was made at; null when it is no page of the menu
 */
export function showListing(menu, page) {
  const made = page.querySelector("[data-menu]");
  if (!(made instanceof HTMLElement)) return null;
  const focused = focusedPlace(menu);
  const seen = cardsOf(menu).find((card) => card.getBoundingClientRect().bottom > 0 && findCard(made, card) !== null);
  const top = seen?.getBoundingClientRect().top ?? 0;

  const fresh = document.importNode(made, true);
  for (const card of cardsOf(fresh)) {
    const old = findCard(menu, card);
    if (old?.isEqualNode(card)) card.replaceWith(old);
  }
  menu.replaceChildren(...fresh.childNodes);
  for (const name of ["title", "types", "pages"]) {
    const [old, now] = [document, page].map((root) => root.querySelector(`[data-part="${name}"]`));
    if (old && now && !old.isEqualNode(now)) old.replaceWith(document.importNode(now, true));
  }

  const again = seen === undefined ? null : findCard(menu, seen);
  if (again !== null) scrollBy(0, again.getBoundingClientRect().top - top);
  if (focused !== null && document.activeElement !== focused.active) {
    const place = focused.active.isConnected ? focused.active : menu.querySelector(focused.selector);
    if (place instanceof HTMLElement) place.focus({ preventScroll: true });
  }
  return Number(made.dataset.version);
}
