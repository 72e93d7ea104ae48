// @ts-check
/**
 * One order's page in the back office follows the order: when the topic says it changed, the part that shows it is
 * fetched again as the server draws it. Steps are taken in place.
 */
import { setBusy } from "../site/forms.js";
import "../site/freshness.js";
import { openFeed } from "../site/live-feed.js";
import { showToast } from "../site/toast.js";

/** @typedef {import("../site/freshness.js").LiveFreshness} LiveFreshness */

const shown = () => /** @type {HTMLElement} */ (document.querySelector("[data-order-live]"));
const fresh = /** @type {LiveFreshness} */ (document.querySelector("live-freshness"));

let wanted = false;
let fetching = false;

/** Draw it again; changes that come meanwhile make one more round. */
async function refresh() {
  wanted = true;
  if (fetching) return;
  fetching = true;
  while (wanted) {
    wanted = false;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) draw(await answer.text());
    } catch {
      // the light says that we are not live; the next event or snapshot asks again
    }
  }
  fetching = false;
}

/** @param {string} page */
function draw(page) {
  const made = new DOMParser().parseFromString(page, "text/html").querySelector("[data-order-live]");
  if (made === null || made.outerHTML === shown().outerHTML) return;
  const held = shown().contains(document.activeElement);
  shown().replaceWith(document.importNode(made, true));
  // the button that was pressed may be gone: the reader stays in the order
  if (held) document.getElementById("main")?.focus();
}

/** @param {SubmitEvent} event */
async function takeStep(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.step === undefined) return;
  event.preventDefault();
  const button = event.submitter;
  if (button?.getAttribute("aria-busy") === "true") return;
  if (button instanceof HTMLButtonElement) setBusy(button, true);
  const failed = shown().dataset.failed ?? "";
  try {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) body.append(name, String(value));
    const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body });
    if (!answer.ok) {
      const problem = await answer.json().catch(() => ({}));
      showToast(problem.errors?.tracking_url?.[0] ?? problem.detail ?? failed);
    }
    await refresh();
  } catch {
    showToast(failed);
  } finally {
    if (button instanceof HTMLButtonElement) setBusy(button, false);
  }
}

// before the site's own handler on document, which would mark the form as sent
document.getElementById("main")?.addEventListener("submit", takeStep);
const feed = openFeed({ onState: (freshness) => fresh.show(freshness), onEnded: () => location.reload() });
fresh.feed = feed;
let first = true;
feed.subscribe(`order:${shown().dataset.orderLive}`, {
  onSnapshot({ order }) {
    // the first one usually says what the page was made from
    if (!first || String(order.version) !== shown().dataset.version) void refresh();
    first = false;
  },
  onEvent: () => void refresh(),
});
