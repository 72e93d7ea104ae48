// @ts-check
/**
 * The feed of a page one shops on. Its light (site/quiet-light.html) is dark while all is well: who buys a coffee reads
 * prices, not connections. When the page may be wrong it says so, as every other screen does.
 */
import { LiveFreshness } from "./freshness.js";
import { openFeed } from "./live-feed.js";

/** @returns {import("./live-feed.js").Feed} */
export function openShopFeed() {
  const light = document.querySelector("live-freshness");
  if (!(light instanceof LiveFreshness)) return openFeed();
  light.feed = openFeed({ onState: (freshness) => light.show(freshness) });
  return light.feed;
}
