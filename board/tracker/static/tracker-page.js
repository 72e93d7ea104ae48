// @ts-check
/** The order page kept true: every change within a second, the countdown by the server's clock, stale said aloud. */
import { icon } from "../site/icon.js";
import { forgetSentForm } from "../site/kept-form.js";
import { openFeed } from "../site/live-feed.js";
import { showRing } from "../site/ring.js";
import { applyEvent, applySnapshot, countDays, describeProgress } from "./tracker-state.js";

/** @typedef {import("./tracker-state.js").Order} Order */
/** @typedef {import("./tracker-state.js").Progress} Progress */
/** @typedef {import("../site/live-feed.js").Freshness} Freshness */

const root = /** @type {HTMLElement} */ (document.querySelector("[data-tracker]"));
/** @type {Record<string, string>} */
const words = JSON.parse(root.dataset.words ?? "{}");
const zone = root.dataset.zone ?? "UTC";
const minutes = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const seconds = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const days = new Intl.DateTimeFormat("en-US", { timeZone: zone, day: "numeric", month: "short", year: "numeric" });
const dates = new Intl.DateTimeFormat("en-CA", { timeZone: zone, day: "2-digit", month: "2-digit", year: "numeric" }); // 2026-11-28
const currency = new Intl.NumberFormat("en-US", { style: "currency", currency: root.dataset.currency ?? "USD" });
const minorUnits = 10 ** (currency.resolvedOptions().maximumFractionDigits ?? 2);
let state = { order: /** @type {Order | null} */ (JSON.parse(root.dataset.order ?? "null")) };
/** @type {Freshness} */
let freshness = { state: "load", heardAt: Date.parse(root.dataset.now ?? ""), retryAt: null, now: Date.now };
/** What is on the page now, so that nothing is written twice and nothing is read aloud for no change. @type {Map<string, string>} */
const shown = new Map();

/** @param {string} name @returns {HTMLElement} */
const part = (name) => /** @type {HTMLElement} */ (root.querySelector(`[data-${name}]`));

/** @param {number} at */
const clock = (at) => minutes.format(at);

/** «28 Nov 2026», as the server writes it. @param {number} at */
function dateText(at) {
  /** @type {Record<string, string>} */
  const parts = Object.fromEntries(days.formatToParts(at).map((part) => [part.type, part.value]));
  return `${parts.day} ${parts.month} ${parts.year}`;
}

/** @param {number} amount in minor units */
const money = (amount) => currency.format(amount / minorUnits);

/** @param {string} name @param {Record<string, string | number>} [values] */
function say(name, values = {}) {
  return (words[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
}

/** @param {string} name @param {string} text */
function write(name, text) {
  if (shown.get(name) === text) return;
  shown.set(name, text);
  const element = part(name);
  if (element.textContent !== text) element.textContent = text;
}

/** @param {string} name @param {boolean} visible */
function show(name, visible) {
  part(name).hidden = !visible;
}

/** @param {Progress} progress @param {Order} order @param {boolean} lost */
function drawDial(progress, order, lost) {
  const { dial } = progress;
  const running = dial === "minutes" || dial === "clock" || dial === "soon";
  const at = order.ready_at === null ? "" : clock(order.ready_at);
  const stale = lost && running;
  write("dial-above", say(stale ? "above_lost" : `above_${dial}`));
  write("dial-big", stale || dial === "clock" ? at : dial === "soon" ? words.big_soon : String(progress.minutes ?? ""));
  show("dial-big-frame", running);
  part("dial-big-frame").classList.toggle("dial__big--words", stale || dial !== "minutes");
  show("dial-unit", dial === "minutes" && !stale);
  show("dial-tick", dial === "done");
  show("dial-cross", dial === "cancelled");
  write("dial-below", stale ? words.below_lost : running ? below(progress, order, at) : "");
  const ring = root.querySelector("[data-ring]");
  const look = stale ? "lost" : dial === "done" ? "done" : "run";
  if (ring !== null && shown.get("ring") !== `${look} ${progress.percent}`) {
    shown.set("ring", `${look} ${progress.percent}`);
    showRing(ring, progress.percent, look);
  }
}

/** @param {Progress} progress @param {Order} order @param {string} at */
function below(progress, order, at) {
  if (progress.dial === "soon") return order.promised_at === null ? "" : say("below_soon", { at: clock(order.promised_at) });
  if (order.ready_range !== null) return say("below_range", { from: clock(order.ready_range[0]), to: clock(order.ready_range[1]) });
  return progress.dial === "minutes" ? say("below_at", { at }) : otherDay(order.ready_at ?? 0);
}

/** On which day, when it is not today. @param {number} at */
function otherDay(at) {
  const away = countDays(dates.format(freshness.now()), dates.format(at));
  return away === 0 ? "" : away === 1 ? words.below_tomorrow : say("below_on", { day: dateText(at) });
}

/** @param {Progress} progress @param {boolean} lost */
function drawSteps(progress, lost) {
  const key = JSON.stringify([progress.steps, progress.dial === "done", lost]);
  if (shown.get("steps") === key) return;
  shown.set("steps", key);
  const list = part("steps");
  list.classList.toggle("steps--ready", progress.dial === "done");
  list.replaceChildren(...progress.steps.map((step) => {
    const item = document.createElement("li");
    item.dataset.step = step.key;
    if (step.state !== "") item.className = step.state;
    if (step.state === "now") item.setAttribute("aria-current", "step");
    const [dot, name, time] = ["i", "span", "time"].map((tag) => document.createElement(tag));
    const ticked = step.state === "past" || (step.state === "now" && progress.dial === "done");
    if (ticked) dot.append(icon("check"));
    else if (step.state === "now") dot.append(icon(step.key === "cancelled" ? "x" : "clock"));
    name.textContent = words[`step_${step.key}`];
    if (step.at !== null) time.textContent = clock(step.at);
    else if (step.expected !== null) time.textContent = lost ? words.step_unknown : say("step_about", { at: clock(step.expected) });
    item.append(dot, name, time);
    return item;
  }));
}

/** @param {Progress} progress @param {Order} order */
function drawNotices(progress, order) {
  const later = progress.later_minutes;
  const count = Math.abs(later);
  show("moved", later !== 0);
  if (later !== 0) {
    write("moved-words", say(`moved_${later > 0 ? "later" : "sooner"}_${count === 1 ? "one" : "many"}`, { count }));
    write("moved-now", say("moved_now", { at: clock(order.ready_at ?? 0) }));
    write("reason", order.reason ?? "");
  }
  drawRefund(progress, order);
  show("due", progress.money === "due");
  show("paid", progress.money === "paid");
  show("returned", progress.money === "returned");
  show("unpaid", progress.money === "unpaid");
  write("finished", progress.finished_at === null ? "" : say(`finished_${progress.heading}`, { at: clock(progress.finished_at) }));
  show("tracking", order.tracking_url !== null);
  // only on its owner's page: what the kitchen has started is no longer theirs to cancel
  const cancel = root.querySelector("[data-cancel]");
  if (cancel instanceof HTMLElement) cancel.hidden = order.status !== "ordered" && order.status !== "paid";
  const promise = root.querySelector("[data-cancel-paid]");
  const back = order.paid ? (order.total ?? 0) - progress.returned : 0;
  if (promise instanceof HTMLElement) {
    promise.hidden = back === 0;
    promise.textContent = back === 0 ? "" : say("cancel_paid", { amount: money(back) });
  }
  if (order.tracking_url !== null) part("tracking-link").setAttribute("href", order.tracking_url);
}

/** @param {Progress} progress @param {Order} order */
function drawRefund(progress, order) {
  const { refund, owed, returned, returned_at: returnedAt } = progress;
  show("refund", refund !== "");
  part("refund").classList.toggle("notice--ready", refund === "returned");
  part("refund").classList.toggle("notice--warn", refund !== "returned");
  if (refund === "") return;
  const [at, day] = returnedAt === null ? ["", ""] : [clock(returnedAt), dateText(returnedAt)];
  const when = day === "" || day === dateText(order.placed_at) ? at : say("refund_at_on", { at, day });
  write("refund-words", say(`refund_${refund}`, { owed: money(owed), returned: money(returned), at: when }));
}

/** @param {Progress} progress @param {Order} order @param {boolean} lost */
function drawTitle(progress, order, lost) {
  const first =
    progress.dial === "minutes" ? say("title_minutes", { count: progress.minutes ?? 0 })
    : progress.dial === "clock" && order.ready_at !== null ? clock(order.ready_at)
    : progress.dial === "soon" ? words.title_soon
    : progress.heading === "ready" ? words.title_ready
    : (words[`step_${progress.heading}`] ?? words[`heading_${progress.heading}`]);
  const parts = lost ? [order.number, words.title_lost] : [first, order.number];
  const title = [...parts, root.dataset.shop].join(", ");
  if (document.title !== title) document.title = title;
}

function draw() {
  const { order } = state;
  if (order === null) return;
  const now = freshness.now();
  const progress = describeProgress(order, now);
  const lost = freshness.state === "lost";
  const final = progress.finished_at !== null;
  const blind = lost && !final && progress.heading !== "ready";
  drawDial(progress, order, lost);
  drawSteps(progress, blind);
  drawNotices(progress, order);
  write("heading", words[blind ? "heading_lost" : `heading_${progress.heading}`]);
  const at = progress.since === null ? "" : clock(progress.since);
  write("sub", blind ? words.sub_lost : say(`sub_${progress.sub}`, { count: progress.ahead, at }));
  part("band").classList.toggle("ready-band", progress.heading === "ready");
  root.classList.toggle("stale", lost);
  const plate = part("plate");
  if (progress.heading === "ready") plate.dataset.state = "ready";
  else if (final) plate.dataset.state = "quiet";
  else delete plate.dataset.state;
  drawTitle(progress, order, blind);
  drawFreshness(lost);
}

/** @param {boolean} lost */
function drawFreshness(lost) {
  const at = seconds.format(freshness.heardAt);
  const light = part("fresh");
  light.classList.toggle("fresh--load", freshness.state === "load");
  if (freshness.state === "slow" || lost) light.dataset.state = freshness.state;
  else delete light.dataset.state;
  write("fresh-words", say(freshness.state === "load" ? "as_of" : `fresh_${freshness.state}`, { at }));
  show("banner", lost);
  if (lost) write("banner-since", say("lost_since", { at }));
}

forgetSentForm("orderboard.checkout");
if (state.order !== null) {
  const feed = openFeed({
    onState(next) {
      if (next.state !== "load") freshness = next;
      draw();
    },
    onEnded: () => location.reload(),
  });
  feed.subscribe(`order:${state.order.id}`, {
    onSnapshot(snapshot) {
      if (snapshot.order !== null) state = applySnapshot(snapshot);
      draw();
    },
    onEvent(event, body) {
      state = applyEvent(state, event, body);
      draw();
    },
  });
  part("retry").addEventListener("click", () => feed.retry());
  setInterval(draw, 1000);
}
