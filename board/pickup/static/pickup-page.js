// @ts-check
/** The pickup board kept true: newest on top, chimed; what was ready for long asks at the counter; stale is grey. */
import { openFeed } from "../site/live-feed.js";
import { isUnlocked, playChime, playLost, unlockChime } from "./chime.js";
import { NOTHING, applyEvent, applySnapshot, findNewlyReady, layOut } from "./pickup-state.js";

/** @typedef {import("./pickup-state.js").BoardOrder} BoardOrder */
/** @typedef {import("./pickup-state.js").BoardState} BoardState */
/** @typedef {import("./pickup-state.js").Layout} Layout */
/** @typedef {import("../site/live-feed.js").Freshness} Freshness */

const TURN_MS = 7_000;
/** Guests sit beside it: often enough for somebody to look, rarely enough to bear. */
const LOST_AGAIN_MS = 60_000;
const board = document.body;
/** @type {Record<string, string>} */
const words = JSON.parse(board.dataset.words ?? "{}");
const zone = board.dataset.zone ?? "UTC";
const minutes = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const seconds = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const phone = matchMedia("(max-width: 48em)");
/** When each number became ready, as the server knew at load: also those it had no room for. @type {Record<string, number>} */
const known = JSON.parse(board.querySelector("[data-ready]")?.getAttribute("data-since") ?? "{}");
/** @type {BoardState | null} null until the first snapshot: until then the server's own page stands */
let state = null;
/** @type {Freshness} */
let freshness = { state: "load", heardAt: Date.parse(board.dataset.now ?? ""), retryAt: null, now: Date.now };
let drawn = "";
/** When the loss was last heard. @type {number | null} */
let lostSoundedAt = null;

/** @param {string} name @returns {HTMLElement} */
const part = (name) => /** @type {HTMLElement} */ (document.querySelector(`[data-${name}]`));
const now = () => freshness.now();

/** @param {string} name @param {Record<string, string | number>} values */
function say(name, values) {
  return (words[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
}

/** @param {string} name @param {string} number @returns {HTMLElement} */
function copyOf(name, number) {
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector(`template[data-${name}]`));
  const copy = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
  copy.dataset.number = number;
  return copy;
}

/** @param {BoardOrder} order @param {boolean} newest */
function signOf(order, newest) {
  const sign = copyOf("sign", order.number);
  const [number, name] = [/** @type {Element} */ (sign.querySelector("b")), /** @type {HTMLElement} */ (sign.querySelector("span"))];
  number.textContent = order.number;
  /** @type {Element} */ (sign.querySelector("[data-name]")).textContent = order.first_name ?? "";
  /** @type {HTMLElement} */ (sign.querySelector("em")).hidden = !newest;
  name.hidden = order.first_name === null && !newest;
  sign.classList.toggle("b-sign--new", newest);
  return sign;
}

/** @param {BoardOrder} order */
function preparedOf(order) {
  const item = copyOf("prepared", order.number);
  /** @type {Element} */ (item.querySelector("span")).textContent = order.number;
  /** @type {Element} */ (item.querySelector("small")).textContent = order.first_name ?? "";
  return item;
}

/** @param {Layout} layout */
function drawOrders(layout) {
  const ready = part("ready");
  ready.dataset.shape = layout.shape;
  ready.toggleAttribute("data-new", layout.newest !== null);
  const newest = layout.newest === null ? [] : [signOf(layout.newest, true)];
  ready.replaceChildren(...newest, ...layout.ready.map((order) => signOf(order, false)));
  part("preparing").replaceChildren(...layout.preparing.map(preparedOf));
  part("ask").replaceChildren(...layout.ask.map((order) => {
    const number = document.createElement("b");
    number.dataset.number = order.number;
    number.textContent = order.number;
    return number;
  }));
  part("ask-frame").hidden = layout.ask.length === 0;
  part("ready-page").textContent = layout.readyPages > 1 ? say("page", { page: layout.readyPage, pages: layout.readyPages }) : "";
  part("preparing-page").textContent =
    layout.preparingPages > 1 ? say("page", { page: layout.preparingPage, pages: layout.preparingPages }) : "";
}

function draw() {
  const at = now();
  const lost = freshness.state === "lost";
  part("clock").textContent = minutes.format(at);
  if (state !== null) {
    const layout = layOut(state, at, Math.floor(at / TURN_MS), phone.matches);
    const next = JSON.stringify(layout);
    if (next !== drawn) drawOrders(layout);
    drawn = next;
    // an empty board is shown only while somebody is heard: silence is not "nothing to do"
    part("empty").hidden = !(layout.empty && (freshness.state === "live" || freshness.state === "slow"));
  }
  board.toggleAttribute("data-stale", lost);
  soundLost(lost);
  part("lost").hidden = !lost;
  const heard = seconds.format(freshness.heardAt);
  const lostSince = say("lost_since", { at: heard });
  if (lost && part("lost-since").textContent !== lostSince) part("lost-since").textContent = lostSince;
  if (freshness.state !== "load") {
    const light = part("fresh");
    light.dataset.state = freshness.state;
    light.textContent = say(freshness.state, { at: heard });
  }
}

/** @param {boolean} lost */
function soundLost(lost) {
  if (!lost) lostSoundedAt = null;
  else if (isUnlocked() && (lostSoundedAt === null || Date.now() - lostSoundedAt >= LOST_AGAIN_MS)) {
    lostSoundedAt = Date.now();
    playLost();
  }
}

/** @param {BoardState} next */
function take(next) {
  const before = state;
  state = next;
  if (before !== null && findNewlyReady(before, next).length > 0) playChime();
  draw();
}

function drawSound() {
  const button = part("sound");
  button.hidden = false;
  button.setAttribute("aria-pressed", String(isUnlocked()));
  part("sound-words").textContent = words[isUnlocked() ? "chime_on" : "chime_off"];
}

part("sound").addEventListener("click", async () => {
  if (await unlockChime()) playChime();
  drawSound();
});
const feed = openFeed({
  onState(next) {
    if (next.state !== "load") freshness = next;
    draw();
  },
});
feed.subscribe("board", {
  onSnapshot: (snapshot) => take(applySnapshot(state ?? NOTHING, snapshot, feed.now(), state === null ? known : {})),
  onEvent: (event, body) => take(applyEvent(state ?? NOTHING, event, body, feed.now())),
});
drawSound();
setInterval(draw, 1000);
phone.addEventListener("change", draw);
