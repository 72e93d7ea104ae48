// @ts-check
/**
 * The notice about opening hours on pages that stay open: asks again when the time it names has come, when the page is
 * looked at again, and when the menu's topic says that hours or a pause have changed (`opening-changed` on document).
 */

const LOOKS_AHEAD_MS = 12 * 60 * 60 * 1000; // longer timers are not kept faithfully
/** Many pages wait for the same moment. */
const SPREAD_MS = 1_500;
const AGAIN_MS = 15_000;
const EARLY_MS = 1_000;
let early = EARLY_MS;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @returns {HTMLElement | null} */
const notice = () => document.querySelector("[data-opening]");

/** @param {number} pause */
function askIn(pause) {
  clearTimeout(timer);
  timer = setTimeout(ask, pause);
}

function wait() {
  const at = Date.parse(notice()?.dataset.changesAt ?? "");
  if (!Number.isNaN(at)) askIn(Math.min(Math.max(0, at - Date.now()) + Math.random() * SPREAD_MS, LOOKS_AHEAD_MS));
}

async function ask() {
  const old = notice();
  if (old === null) return;
  try {
    const answer = await fetch("/opening", { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const made = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-opening]");
    if (made instanceof HTMLElement) {
      const fresh = document.importNode(made, true);
      // asking a moment too early is mended soon; a clock that goes far ahead must not become a storm
      const same = fresh.dataset.changesAt !== undefined && fresh.dataset.changesAt === old.dataset.changesAt;
      if (same && Date.parse(fresh.dataset.changesAt ?? "") <= Date.now()) {
        askIn(early);
        early = Math.min(2 * early, AGAIN_MS);
      } else {
        early = EARLY_MS;
      }
      if (fresh.dataset.opening !== old.dataset.opening || !same) old.replaceWith(fresh);
      if (!same) wait();
    }
  } catch {
    askIn(AGAIN_MS);
  }
}

document.addEventListener("opening-changed", () => askIn(Math.random() * SPREAD_MS));
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) askIn(0);
});
wait();
