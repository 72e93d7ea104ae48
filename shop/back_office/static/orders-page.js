// @ts-check
/**
 * One order's page in the back office follows the order: when the topic says it changed, the part that shows it is
 * fetched again as the server draws it. Steps are taken and refunds recorded in place.
 */
import { setBusy, showFieldError } from "../site/forms.js";
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
      // not location.href: a form that came back stands on its own address
      const answer = await fetch(`/admin/orders/${shown().dataset.orderLive}`, { headers: { Accept: "text/html" } });
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
  const fresh = document.importNode(made, true);
  keepTyped(shown(), fresh);
  shown().replaceWith(fresh);
  // the button that was pressed may be gone: the reader stays in the order
  if (held) document.getElementById("main")?.focus();
}

/**
 * What somebody is typing outlives what happens to the order meanwhile; a form that was taken is empty again.
 * @param {HTMLElement} before @param {HTMLElement} after
 */
function keepTyped(before, after) {
  for (const typed of before.querySelectorAll("input[id]")) {
    const again = after.querySelector(`#${CSS.escape(typed.id)}`);
    if (!(typed instanceof HTMLInputElement) || !(again instanceof HTMLInputElement)) continue;
    if (typed.value !== typed.defaultValue) again.value = typed.value;
  }
  for (const open of before.querySelectorAll("details[id][open]")) after.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
}

/**
 * @param {HTMLFormElement} form
 * @param {{errors?: Record<string, string[]>, detail?: string}} problem
 */
function sayWhy(form, problem) {
  for (const [name, [sentence]] of Object.entries(problem.errors ?? {})) {
    const control = form.querySelector(`[data-field] [name="${name}"]`);
    if (!(control instanceof HTMLInputElement)) continue;
    showFieldError(control, sentence);
    control.focus();
    return;
  }
  showToast(problem.errors?.tracking_url?.[0] ?? problem.detail ?? shown().dataset.failed ?? "");
}

/** @param {SubmitEvent} event */
async function takeStep(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || (form.dataset.step ?? form.dataset.refund) === undefined) return;
  event.preventDefault();
  const button = event.submitter;
  if (button?.getAttribute("aria-busy") === "true") return;
  if (button instanceof HTMLButtonElement) setBusy(button, true);
  try {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) body.append(name, String(value));
    const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body });
    if (answer.ok) {
      form.reset();
      form.closest("details")?.removeAttribute("open");
    } else sayWhy(form, await answer.json().catch(() => ({})));
    // what was typed wrong is typed again where it stands
    if (answer.status !== 422) await refresh();
  } catch {
    showToast(shown().dataset.failed ?? "");
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
