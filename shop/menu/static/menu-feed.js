// @ts-check
/** The topic `menu`, from where the page was made: what changed since, and what changes now. */
import { openFeed } from "../site/live-feed.js";
import { applyEvent, applySnapshot } from "./menu-state.js";

/** @typedef {import("./menu-state.js").Product} Product */

/** Pages that must be made anew do not all ask in the same moment. */
const RELOAD_WITHIN_MS = 3_000;

/**
 * @param {HTMLElement} page carries data-epoch and data-version
 * @param {(product: Product) => void} onProduct a product as it is now
 */
export function watchMenu(page, onProduct) {
  let state = applySnapshot({ changed: [] });
  openFeed().subscribe("menu", {
    epoch: page.dataset.epoch ?? "",
    version: Number(page.dataset.version),
    onSnapshot(snapshot) {
      state = applySnapshot(snapshot);
      if (state.reload) setTimeout(() => location.reload(), Math.random() * RELOAD_WITHIN_MS);
      state.changed.forEach(onProduct);
    },
    onEvent(event, data) {
      if (event === "opening.changed") document.dispatchEvent(new Event("opening-changed")); // site/opening.js listens
      state = applyEvent(state, event, data);
      const changed = state.changed.find((product) => product.id === data.product?.id);
      if (changed !== undefined) onProduct(changed);
    },
  });
}
