// @ts-check
/** Wires the kitchen wall: the feed into the state, the state onto the screen, keys and taps into commands. */
import { openFeed } from "../site/live-feed.js";
import { moveOrder } from "./commands.js";
import { press, select } from "./keys-state.js";
import { NOTHING, applyEvent, applySnapshot, findRecallable, layOut, settle, touch } from "./kitchen-state.js";
import { STATUS_OF, describeTicket } from "./slack-state.js";
import { startRecall } from "./recall.js";
import { startScale } from "./scale.js";
import { soundFor } from "./alarms.js";
import { mutedSeconds, toggleMute } from "./sounds.js";
import { startShift } from "./shift.js";
import { element, fill, write } from "./ticket.js";
import { WallView, get } from "./wall-view.js";

/** @typedef {import("./slack-state.js").Order} Order */
/** @typedef {{version: number, step: string, until: number}} Pending */
/** @typedef {{id: string, number: string, before: string, step: string, version: number, at: number}} LastStep */

const UNDO_MS = 10_000;
/** A tap whose outcome the feed does not show by then is no longer waited for. */
const PENDING_MS = 6_000;
const TOAST_MS = 4_000;
const NO_WAY_BACK = ["accept", "money"];

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
/** @type {Map<string, Pending>} */
const pending = new Map();
/** @type {LastStep | null} */
let lastStep = null;
let drawnBefore = "";

const feed = openFeed({ onState: draw, onEnded: () => location.reload() });

function now() {
  return feed.freshness.state === "load" ? Date.now() + loadedAhead : feed.now();
}

function draw() {
  const at = now();
  wall = settle(wall, at, rule);
  for (const [id, { until }] of pending) if (Date.now() > until) pending.delete(id);
  const fresh = feed.freshness;
  const layout = view.draw(wall, { now: at, pending: new Set(pending.keys()), fresh });
  if (layout.page !== wall.page) wall = { ...wall, page: layout.page };
  showUndo();
  showMute();
  soundFor(wall, at, fresh.state, rule);
  const drawn = view.drawn();
  if (JSON.stringify(drawn) !== drawnBefore && fresh.state !== "load") {
    drawnBefore = JSON.stringify(drawn);
    feed.seen("kitchen", drawn);
  }
}

/** What a tap waited for has come, or the ticket has moved on without it. @param {Order[]} orders */
function clearPending(orders) {
  for (const order of orders) {
    const waits = pending.get(order.id);
    if (waits === undefined) continue;
    if (order.version > waits.version || (waits.step === "accept" && order.accepted_at !== null)) pending.delete(order.id);
  }
  for (const id of pending.keys()) if (wall.orders[id] === undefined && !wall.gone.some((gone) => gone.id === id)) pending.delete(id);
}

/** @param {string} sentence @param {Record<string, string | number>} [values] */
function toast(sentence, values = {}) {
  const shown = element("p", "k-toast", fill(sentence, values));
  get("[data-toasts]").replaceChildren(shown);
  setTimeout(() => shown.remove(), TOAST_MS);
}

/**
 * Send one step; the screen waits for the feed.
 * @param {Order} order
 * @param {string} step a step's name, or "back"
 * @param {string} status "" accepts
 * @returns {Promise<boolean>}
 */
async function send(order, step, status) {
  const { id, number, version } = order;
  if (pending.has(id)) {
    toast(words.toast_waiting, { number });
    return false;
  }
  pending.set(id, { version, step, until: Date.now() + PENDING_MS + 16_000 });
  draw();
  const { outcome, order: answered } = await moveOrder(csrf, id, status, version, now());
  const what = words.did[answered?.status ?? ""] ?? "";
  if (outcome === "done") {
    lastStep = { id, number, before: order.status, step, version: answered?.version ?? version, at: Date.now() };
    const waits = pending.get(id);
    if (waits !== undefined) waits.until = Date.now() + PENDING_MS;
  } else {
    pending.delete(id);
    const sentences = { moved: words.toast_moved, impossible: words.toast_not_possible, gone: words.toast_gone, refused: words.toast_refused };
    toast(sentences[/** @type {"moved"} */ (outcome)] ?? words.toast_failed, { number, what });
  }
  draw();
  return outcome === "done";
}

/** @param {string} id */
function advance(id) {
  const order = wall.orders[id];
  if (order === undefined) return;
  const { step } = describeTicket(order, now(), rule);
  if (step === null) return toast(words.toast_no_step, { number: order.number });
  toast(words.toast_sending, { number: order.number, step: words.steps[step] });
  void send(order, step, STATUS_OF[step]);
}

/** @param {string} id */
function stepBack(id) {
  const order = wall.orders[id];
  if (order === undefined) return;
  const { back } = describeTicket(order, now(), rule);
  if (back === null) return toast(words.toast_no_back, { number: order.number });
  toast(words.toast_back, { number: order.number });
  void send(order, "back", back);
}

async function undo() {
  const last = lastStep;
  if (last === null || Date.now() - last.at > UNDO_MS) return toast(words.toast_no_undo);
  const { id, number } = last;
  if (NO_WAY_BACK.includes(last.step)) return toast(last.step === "accept" ? words.toast_undo_accept : words.toast_undo_money, { number });
  const order = wall.orders[id] ?? wall.gone.find((gone) => gone.id === id);
  if (order === undefined) return toast(words.toast_gone, { number });
  lastStep = null;
  // against the version this screen made: if somebody has moved it since, the server says so and nothing is lost
  if (await send({ ...order, version: last.version }, "undo", last.before)) {
    lastStep = null;
    toast(words.toast_undone, { number });
    draw();
  }
}

function showUndo() {
  const seconds = lastStep === null ? 0 : Math.ceil((lastStep.at + UNDO_MS - Date.now()) / 1000);
  const shown = lastStep !== null && seconds > 0 && !NO_WAY_BACK.includes(lastStep.step);
  get("[data-undo-frame]").hidden = !shown;
  if (!shown || lastStep === null) return;
  const status = (wall.orders[lastStep.id] ?? wall.gone.find(({ id }) => id === lastStep?.id))?.status ?? "";
  write(document, "[data-undo-words]", fill(words.undo_left, { number: lastStep.number, what: words.did[status] ?? "", seconds }));
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
  recall: async (order) => {
    const back = describeTicket(order, now(), rule).back ?? "";
    if (await send(order, "recall", back)) toast(words.toast_back_again, { number: order.number });
  },
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
  const number = "id" in wish ? (wall.orders[wish.id]?.number ?? "") : "";
  switch (wish.kind) {
    case "advance": return advance(wish.id);
    case "back": return stepBack(wish.id);
    case "selected": return toast(words.toast_selected, { number });
    case "empty-slot": return toast(words.toast_empty, { slot: wish.slot });
    case "nothing-selected": return toast(words.toast_none);
    case "undo": return void undo();
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
  const { wall: next, wish, known } = press(wall, { key: event.key, repeat: event.repeat }, view.shape(), now(), rule);
  if (!known) return;
  event.preventDefault();
  // a button that kept the focus would catch the next Enter for another ticket
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  wall = next;
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
  if (form.dataset.move === "step") advance(id);
  else if (form.dataset.move === "back") stepBack(id);
  else {
    toast(words.toast_sending, { number: order.number, step: words.steps.money });
    void send(order, "money", STATUS_OF.money);
  }
}

/** @param {PointerEvent} event */
function hearTap(event) {
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
get("[data-undo]").addEventListener("click", () => void undo());
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
    clearPending(state.orders);
    draw();
  },
  onEvent(event, data) {
    wall = applyEvent(wall, event, data, now(), rule);
    if (data.order !== undefined) clearPending([data.order]);
    draw();
  },
  onResumed: draw,
});
setInterval(draw, 1_000);
draw();
