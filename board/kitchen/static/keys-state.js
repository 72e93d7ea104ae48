// @ts-check
/**
 * What a key means on the wall: the next state, and what is wanted. Pure. A USB bump bar is a keyboard.
 * A held key never advances twice.
 */
import { findTick, walkItems } from "./items-state.js";
import { findPage, layOut, touch } from "./kitchen-state.js";

/**
 * @typedef {import("./kitchen-state.js").Wall} Wall
 * @typedef {import("./kitchen-state.js").Shape} Shape
 * @typedef {import("./kitchen-state.js").Layout} Layout
 * @typedef {import("./slack-state.js").Rule} Rule
 * @typedef {{kind: "advance" | "back" | "selected" | "all-done", id: string} | {kind: "empty-slot", slot: number}
 *   | {kind: "item-selected", id: string, line: number} | {kind: "tick", id: string, line: number, status: string}
 *   | {kind: "undo" | "recall" | "rail" | "mute" | "legend" | "close" | "nothing-selected" | "scale-up" | "scale-down"}} Wish
 * @typedef {{wall: Wall, wish: Wish | null, known: boolean}} Pressed `known` whether the key means anything here
 */

const AGAIN_MS = 1_000;
/** Keys of an item, and what each makes of it. @type {Record<string, "started" | "done">} */
const ITEM_KEYS = { i: "done", o: "started" };
/** @type {Record<string, Wish>} */
const PLAIN = {
  u: { kind: "undo" },
  r: { kind: "recall" },
  a: { kind: "rail" },
  m: { kind: "mute" },
  "?": { kind: "legend" },
  "+": { kind: "scale-up" },
  "=": { kind: "scale-up" },
  "-": { kind: "scale-down" },
  "−": { kind: "scale-down" },
  Escape: { kind: "close" },
};

/**
 * @param {Wall} before
 * @param {{key: string, repeat: boolean}} press
 * @param {Shape} shape
 * @param {number} now
 * @param {Rule} rule
 * @returns {Pressed}
 */
export function press(before, { key, repeat }, shape, now, rule) {
  const wall = touch(before, now);
  const layout = layOut(wall, shape, now, rule);
  if (/^[0-9]$/.test(key)) return repeat ? nothing(wall) : pressDigit(wall, key === "0" ? 10 : Number(key), layout, now);
  if (key === "Enter" || key === " ") return repeat ? nothing(wall) : act(wall, "advance");
  if (key === "Backspace") return repeat ? nothing(wall) : act(wall, "back");
  const letter = key.length === 1 ? key.toLowerCase() : key;
  if (ITEM_KEYS[letter] !== undefined) return repeat ? nothing(wall) : tick(wall, ITEM_KEYS[letter]);
  const moved = move(wall, key, layout, shape);
  if (moved !== null) return moved;
  const wish = PLAIN[letter];
  if (wish === undefined) return { wall: before, wish: null, known: false };
  const zooms = wish.kind === "scale-up" || wish.kind === "scale-down";
  if (repeat && !zooms) return nothing(wall);
  return { wall: wish.kind === "close" ? { ...wall, item: null } : wall, wish, known: true };
}

/**
 * Select one ticket, as a tap on it does.
 * @param {Wall} wall
 * @param {string} id
 * @param {Shape} shape
 * @returns {Wall}
 */
export function select(wall, id, shape) {
  return { ...wall, selected: id, item: null, page: findPage(wall, shape, id) };
}

/** @param {Wall} wall @returns {Pressed} */
function nothing(wall) {
  return { wall, wish: null, known: true };
}

/** @param {Wall} wall @param {"advance" | "back"} kind @returns {Pressed} */
function act(wall, kind) {
  const id = wall.selected;
  // on a gap nothing is done: the ticket one meant has just left
  const wish = id !== null && wall.orders[id] !== undefined ? { kind, id } : { kind: /** @type {const} */ ("nothing-selected") };
  return { wall: { ...wall, digit: null, item: null }, wish, known: true };
}

/** @param {Wall} wall @param {"started" | "done"} wanted @returns {Pressed} */
function tick(wall, wanted) {
  const order = wall.selected === null ? undefined : wall.orders[wall.selected];
  if (order === undefined) return { wall, wish: { kind: "nothing-selected" }, known: true };
  const found = findTick(wall, order, wanted);
  return { wall, wish: found === null ? { kind: "all-done", id: order.id } : { kind: "tick", id: order.id, ...found }, known: true };
}

/** @param {Wall} wall @param {number} slot @param {Layout} layout @param {number} now @returns {Pressed} */
function pressDigit(wall, slot, layout, now) {
  const place = layout.places.find((candidate) => candidate.slot === slot);
  if (place === undefined || place.gap) return { wall: { ...wall, digit: null }, wish: { kind: "empty-slot", slot }, known: true };
  const again = wall.digit !== null && wall.digit.slot === slot && now - wall.digit.at < AGAIN_MS && wall.selected === place.id;
  const next = { ...wall, selected: place.id, item: null, page: layout.page, digit: { slot, at: now } };
  return { wall: next, wish: { kind: again ? "advance" : "selected", id: place.id }, known: true };
}

/** @param {Wall} wall @param {string} key @param {Layout} layout @param {Shape} shape @returns {Pressed | null} */
function move(wall, key, layout, shape) {
  const last = layout.pages - 1;
  if (key === "PageDown" || key === "PageUp") {
    const page = Math.min(last, Math.max(0, layout.page + (key === "PageDown" ? 1 : -1)));
    return page === layout.page ? stay(wall) : arrive(wall, shape, page, "first");
  }
  if (key === "Home") return arrive(wall, shape, 0, "first");
  if (key === "End") return arrive(wall, shape, last, "last");
  if (!key.startsWith("Arrow")) return null;
  const inside = key === "ArrowDown" || key === "ArrowUp" ? walkItems(wall, key === "ArrowDown" ? "down" : "up") : null;
  if (inside !== null) return entered({ ...inside, page: layout.page });
  const tickets = layout.places.filter((place) => !place.gap);
  const here = layout.places.find((place) => place.id === wall.selected);
  const target = here === undefined ? tickets[0] : findNeighbour(tickets, here, key);
  if (target !== undefined) return chosen({ ...wall, selected: target.id, page: layout.page });
  if (key === "ArrowRight" && layout.page < last) return arrive(wall, shape, layout.page + 1, "first");
  if (key === "ArrowLeft" && layout.page > 0) return arrive(wall, shape, layout.page - 1, "last");
  return stay(wall);
}

/** @param {import("./kitchen-state.js").Place[]} tickets @param {import("./kitchen-state.js").Place} here @param {string} key */
function findNeighbour(tickets, here, key) {
  if (key === "ArrowRight") return tickets.find((place) => place.slot > here.slot);
  if (key === "ArrowLeft") return tickets.filter((place) => place.slot < here.slot).at(-1);
  const row = here.row + (key === "ArrowDown" ? 1 : -1);
  const beside = tickets.filter((place) => place.row === row);
  return beside.sort((a, b) => Math.abs(a.column - here.column) - Math.abs(b.column - here.column))[0];
}

/** @param {Wall} wall @param {Shape} shape @param {number} page @param {"first" | "last"} end @returns {Pressed} */
function arrive(wall, shape, page, end) {
  const ids = wall.slots.filter((id) => wall.orders[id] !== undefined && findPage(wall, shape, id) === page);
  const id = end === "first" ? ids[0] : ids.at(-1);
  return id === undefined ? stay({ ...wall, page }) : chosen({ ...wall, page, selected: id });
}

/** There is no further way: the key says where one is. @param {Wall} wall @returns {Pressed} */
function stay(wall) {
  const id = wall.selected;
  if (id === null || wall.orders[id] === undefined) return { wall, wish: { kind: "nothing-selected" }, known: true };
  return { wall, wish: { kind: "selected", id }, known: true };
}

/** @param {Wall} wall @returns {Pressed} */
function entered(wall) {
  if (wall.item === null) return chosen(wall);
  return { wall: { ...wall, digit: null }, wish: { kind: "item-selected", ...wall.item }, known: true };
}

/** @param {Wall} wall @returns {Pressed} */
function chosen(wall) {
  const wish = wall.selected === null ? null : { kind: /** @type {const} */ ("selected"), id: wall.selected };
  return { wall: { ...wall, digit: null, item: null }, wish, known: true };
}
