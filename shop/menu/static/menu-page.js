// @ts-check
/**
 * The menu made better where script runs: adding leaves the page standing; prices and sold out change as they happen, and
 * what a card cannot change by itself (a new product, a photo, a title) is taken from the page as it is made now.
 * Without it each card is an ordinary form.
 */
import { tellTabs } from "../cart/cart-tabs.js";
import { setBusy } from "../site/forms.js";
import { showCartCount } from "../site/cart-count.js";
import { showToast } from "../site/toast.js";
import { readsAgain } from "./menu-again.js";
import { watchMenu } from "./menu-feed.js";
import { showListing } from "./menu-listing.js";
import { countItems, viewOf } from "./menu-state.js";

const menu = /** @type {HTMLElement} */ (document.querySelector("[data-menu]"));

/** @param {number} count */
function showCount(count) {
  showCartCount(count);
  const bar = document.querySelector("[data-cart-bar]");
  if (!(bar instanceof HTMLElement)) return;
  bar.hidden = count === 0;
  const number = bar.querySelector("[data-cart-count]");
  if (number !== null) number.textContent = String(count);
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement} button */
async function add(form, button) {
  setBusy(button, true);
  try {
    const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
    const told = await answer.json();
    if (answer.ok) {
      showCount(countItems(told));
      const added = (menu.dataset.added ?? "").replace("{title}", form.closest("article")?.querySelector("h3")?.textContent ?? "");
      tellTabs({ version: told.version, ...(told.notices.length > 0 ? { news: told.notices } : {}) });
      showToast([added, ...told.notices].join(" ")); // a notice is answered once: whoever added reads it here
    } else if (answer.status === 403) {
      location.reload(); // the session has ended: its token is of no use any more
    } else {
      showToast(told.detail ?? menu.dataset.notAdded ?? "");
    }
  } catch {
    showToast(menu.dataset.notAdded ?? "");
  } finally {
    setBusy(button, false);
  }
}

// before the site's own listener on the document, which would hold the form as sent
menu.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.addToCart === undefined) return;
  event.preventDefault();
  const button = form.querySelector("button");
  if (button !== null && button.getAttribute("aria-busy") !== "true") void add(form, button);
});

/** @param {import("./menu-state.js").Product} product */
function showProduct(product) {
  const card = menu.querySelector(`[data-product="${product.id}"]`);
  if (!(card instanceof HTMLElement)) return;
  if (card.dataset.looks !== product.looks) readSoon();
  const view = viewOf(product, menu.dataset.currency ?? "USD");
  const price = card.querySelector("[data-price]");
  if (price !== null) price.textContent = view.price;
  card.classList.toggle("card--out", view.out);
  const add = card.querySelector(".card__add");
  if (add instanceof HTMLElement) add.hidden = view.out;
  const tag = card.querySelector(".tag--out");
  if (!view.out) tag?.remove();
  else if (tag === null) {
    const words = document.createElement("span");
    words.className = "tag tag--out";
    words.textContent = menu.dataset.soldOut ?? "";
    card.querySelector(".tile")?.append(words);
  }
}

const readSoon = readsAgain(
  (page) => {
    const version = showListing(menu, page);
    if (version === null) location.reload();
    else showAgain(version);
  },
  () => {
    // the last page has emptied: the one before it is the last now
    const before = document.querySelector("[data-part=pages] a[rel=prev]");
    location.replace(before instanceof HTMLAnchorElement ? before.href : "/");
  },
);
const showAgain = watchMenu(menu, { onProduct: showProduct, onListing: readSoon });
