// @ts-check
/** A page that shows the notes of `board`: each version it applied, snapshots as `=version`. */
import { openFeed } from "../site/live-feed.js";
import { LiveFreshness } from "../site/freshness.js";

const light = /** @type {LiveFreshness} */ (document.querySelector("live-freshness"));
const notes = /** @type {HTMLElement} */ (document.getElementById("notes"));
const ended = /** @type {HTMLElement} */ (document.getElementById("ended"));

/** @param {string} words */
function add(words) {
  const item = document.createElement("li");
  item.textContent = words;
  notes.append(item);
}

const feed = openFeed({
  onState: (freshness) => light.show(freshness),
  onEnded: () => (ended.textContent = "session ended"),
});
light.feed = feed;
feed.subscribe("board", {
  onSnapshot(state, { version }) {
    notes.replaceChildren();
    add(`=${version}`);
  },
  onEvent(event, data, { version }) {
    if (data.note === "poison" && !document.body.dataset.poisoned) {
      document.body.dataset.poisoned = "";
      throw new Error("a page's mistake");
    }
    add(String(version));
  },
});
Object.assign(window, { feed });
