// @ts-check
/** Wires the kitchen wall: the feed into the state, the state onto the screen, keys and taps into commands. */
import { openFeed } from "../site/live-feed.js";
import { findLine } from "./items-state.js";
import { press, select } from "./keys-state.js";
import { NOTHING, applyEvent, applySnapshot, findRecallable, layOut, settle, touch } from "./kitchen-state.js";
import { startRecall } from "./recall.js";
import { startScale } from "./scale.js";
import { soundFor } from "./alarms.js";
import { mutedSeconds, toggleMute } from "./sounds.js";
import { startShift } from "./shift.js";
import { Taps } from "./taps.js";
import { element, fill, write } from "./ticket.js";
import { WallView, get } from "./wall-view.js";

const TOAST_MS = 4_000;
/** Between a finger on an item and the form it sends. */
const TAP_MS = 1_000;
/** In a rush a word for every change would be more than a socket may say; the next draw says the rest. */
const SEEN_EVERY_MS = 900;

const body = document.body.dataset;
/** @type {{[name: string]: any}} */
const words = JSON.parse(body.words ?? "{}");
/** @type {import("./slack-state.js").Rule} */
const rule = JSON.parse(body.rule ?? "{}");
const csrf = body.csrf ?? "";
const view = new WallView({ words, rule, csrf, zone: body.zone ?? "UTC" });
const loadedAhead = Date.parse(body.now ?? "") - Date.now();

/** @type {import("./kitchen-state.js").Wall} */
let wall = NOTHING;
let drawnBefore = "";
let seenAt = 0;
let tappedAt = 0;

const feed = openFeed({ onState: draw, onEnded: () => location.reload() });
const taps = new Taps({ words, rule, csrf, now, wall: () => wall, draw, toast });

function now() {
  return feed.freshness.state === "load" ? Date.now() + loadedAhead : feed.now();
}

function draw() {
  const at = now();
  wall = settle(wall, at, rule);
  const fresh = feed.freshness;
  const layout = view.draw(wall, { now: at, pending: taps.waiting(), fresh });
  if (layout.page !== wall.page) wall = { ...wall, page: layout.page };
  showUndo();
  showMute();
  soundFor(wall, at, fresh.state, rule);
  const drawn = view.drawn();
  if (JSON.stringify(drawn) !== drawnBefore && fresh.state !== "load" && performance.now() - seenAt >= SEEN_EVERY_MS) {
    drawnBefore = JSON.stringify(drawn);
    seenAt = performance.now();
    feed.seen("kitchen", drawn);
  }
}

/** @param {string} sentence @param {Record<string, string | number>} [values] */
function toast(sentence, values = {}) {
  const shown = element("p", "k-toast", fill(sentence, values));
  get("[data-toasts]").replaceChildren(shown);
  setTimeout(() => shown.remove(), TOAST_MS);
}

function showUndo() {
  const undo = taps.describeUndo();
  get("[data-undo-frame]").hidden = undo === null;
  if (undo !== null) write(document, "[data-undo-words]", fill(undo.sentence, undo.values));
}

function showMute() {
  const seconds = mutedSeconds();
  const place = get("[data-muted]");
  place.hidden = seconds === 0;
  place.textContent = fill(words.muted, { seconds });
}

const legend = /** @type {HTMLDialogElement} */ (get("[data-legend]"));
const recallDialog = startRecall({
  words,
  clock: view.clock,
  list: () => findRecallable(wall, now()),
  learn: (recent) => {
    wall = { ...wall, gone: recent.filter((order) => wall.orders[order.id] === undefined) };
  },
  recall: (order) => taps.recall(order),
});

function showRail() {
  const rail = get("[data-rail]");
  rail.hidden = !rail.hidden;
  document.body.toggleAttribute("data-without-rail", rail.hidden);
  view.resize();
  toast(rail.hidden ? words.toast_no_rail : words.toast_rail);
}

/** @param {import("./keys-state.js").Wish} wish */
function grant(wish) {
  const order = "id" in wish ? wall.orders[wish.id] : undefined;
  const number = order?.number ?? "";
  switch (wish.kind) {
    case "advance": return taps.advance(wish.id);
    case "back": return taps.stepBack(wish.id);
    case "tick": return taps.tick(wish.id, wish.line, wish.status);
    case "item-selected": return order && toast(words.toast_item_selected, { number, item: findLine(order, wish.line)?.kitchen_title ?? "" });
    case "all-done": return toast(words.toast_all_done, { number });
    case "selected": return toast(words.toast_selected, { number });
    case "empty-slot": return toast(words.toast_empty, { slot: wish.slot });
    case "nothing-selected": return toast(words.toast_none);
    case "undo": return void taps.undo();
    case "recall": return void recallDialog.open();
    case "rail": return showRail();
    case "mute": return toast(toggleMute() ? words.muted_now : words.unmuted);
    case "legend": return legend.showModal();
    case "close": return get("[data-toasts]").replaceChildren();
    case "scale-up": case "scale-down":
      toast(words.toast_scale, { percent: scale.change(wish.kind === "scale-up" ? 1 : -1) });
      view.resize();
  }
}

/** @param {KeyboardEvent} event */
function hearKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const button = event.target instanceof Element ? event.target.closest("button, a") : null;
  const activates = event.key === "Enter" || event.key === " ";
  if (shift.waits() && event.key === "Enter" && !event.repeat) {
    event.preventDefault();
    return void shift.start();
  }
  if (recallDialog.isOpen()) return recallDialog.hearKey(event);
  if (legend.open) return event.key === "?" && !event.repeat ? legend.close() : undefined;
  if (button !== null && activates) {
    if (event.repeat) event.preventDefault();
    return; // a button in focus is pressed by the browser
  }
  // a key means the items as this screen's taps will leave them: two in a row are two ticks
  const meant = { ...wall, orders: taps.meant(wall.orders) };
  const { wall: next, wish, known } = press(meant, { key: event.key, repeat: event.repeat }, view.shape(), now(), rule);
  if (!known) return;
  event.preventDefault();
  // a button that kept the focus would catch the next Enter for another ticket
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  wall = { ...next, orders: wall.orders };
  if (wish !== null) grant(wish);
  draw();
}

/** @param {SubmitEvent} event */
function hearForm(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.move === undefined) return;
  event.preventDefault();
  const id = form.closest(".ticket")?.getAttribute("data-id") ?? "";
  const order = wall.orders[id];
  if (order === undefined) return;
  wall = touch(select(wall, id, view.shape()), now());
  switch (form.dataset.move) {
    case "step": return taps.advance(id);
    case "back": return taps.stepBack(id);
    case "money": return taps.takeMoney(order);
    case "item":
      // the next Enter is meant for the ticket, not for the item a finger has just left
      if (Date.now() - tappedAt < TAP_MS && document.activeElement instanceof HTMLElement) document.activeElement.blur();
      return taps.tick(id, Number(form.dataset.line));
  }
}

/** @param {PointerEvent} event */
function hearTap(event) {
  tappedAt = Date.now();
  wall = touch(wall, now());
  const ticket = event.target instanceof Element ? event.target.closest(".ticket") : null;
  const id = ticket?.getAttribute("data-id") ?? "";
  if (wall.orders[id] !== undefined) wall = select(wall, id, view.shape());
  draw();
}

const scale = startScale();
const shift = startShift(words);
wall = applySnapshot(wall, JSON.parse(get("[data-grid]").dataset.wallState ?? "{}"), now(), rule);
document.body.toggleAttribute("data-live", true);
for (const hint of document.querySelectorAll("[data-key-hint], [data-recall-open], [data-legend-open]")) hint.toggleAttribute("hidden", false);
document.addEventListener("keydown", hearKey);
document.addEventListener("submit", hearForm);
document.addEventListener("pointerdown", hearTap);
document.addEventListener("click", (event) => {
  // what a full ticket has left out comes to the front
  const more = event.target instanceof Element ? event.target.closest("[data-more-from]") : null;
  const id = more?.closest(".ticket")?.getAttribute("data-id") ?? "";
  if (!(more instanceof HTMLElement) || wall.orders[id] === undefined) return;
  wall = { ...select(wall, id, view.shape()), item: { id, line: Number(more.dataset.moreFrom) } };
  draw();
});
get("[data-undo]").addEventListener("click", () => void taps.undo());
get("[data-recall-open]").addEventListener("click", () => void recallDialog.open());
get("[data-legend-open]").addEventListener("click", () => legend.showModal());
get("[data-more]").addEventListener("click", () => {
  const { page, pages } = layOut(wall, view.shape(), now(), rule);
  const key = page + 1 < pages ? "PageDown" : "PageUp";
  wall = press(wall, { key, repeat: false }, view.shape(), now(), rule).wall;
  draw();
});
addEventListener("resize", () => {
  view.resize();
  draw();
});
feed.subscribe("kitchen", {
  epoch: body.epoch,
  version: Number(body.version),
  onSnapshot(state) {
    wall = applySnapshot(wall, state, now(), rule);
    taps.clear(state.orders);
    draw();
  },
  onEvent(event, data) {
    wall = applyEvent(wall, event, data, now(), rule);
    if (data.order !== undefined) taps.clear([data.order]);
    draw();
  },
  onResumed: draw,
});
setInterval(draw, 1_000);
draw();
