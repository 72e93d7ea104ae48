// @ts-check
/** The topic `menu`, from where the page was made: what changed since, and what changes now. */
import { openShopFeed } from "../site/shop-feed.js";
import { applyEvent, applySnapshot, changedAfter } from "./menu-state.js";

/** @typedef {import("./menu-state.js").Product} Product */

/** Pages that must be made anew do not all ask in the same moment. */
const RELOAD_WITHIN_MS = 3_000;

/**
 * @param {HTMLElement} page carries data-epoch and data-version
 * @param {object} told
 * @param {(product: Product) => void} told.onProduct a product as it is now
 * @param {() => void} [told.onListing] pages hold other products now, or in another order
 * @returns {(version: number) => void} says again what was told after this version: of a page read again meanwhile
 */
export function watchMenu(page, { onProduct, onListing = () => {} }) {
  let state = applySnapshot({ changed: [] });
  openShopFeed().subscribe("menu", {
    epoch: page.dataset.epoch ?? "",
    version: Number(page.dataset.version),
    onSnapshot(snapshot, { version }) {
      state = applySnapshot(snapshot, version);
      if (state.reload) setTimeout(() => location.reload(), Math.random() * RELOAD_WITHIN_MS);
      state.changed.forEach(onProduct);
      if (state.listing) onListing();
    },
    onEvent(event, data, { version }) {
      if (event === "opening.changed") document.dispatchEvent(new Event("opening-changed")); // site/opening.js listens
      state = applyEvent(state, event, data, version);
      changedAfter(state, version - 1).forEach(onProduct);
      if (event === "listing.changed") onListing();
    },
  });
  return (version) => changedAfter(state, version).forEach(onProduct);
}
