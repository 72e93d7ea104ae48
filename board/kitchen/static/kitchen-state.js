// @ts-check
/**
 * The wall's state without a page: which tickets there are, in which slot, on which page, and what is selected.
 *
 * A slot is a place in a row of ids. A ticket that leaves keeps its slot as a gap, a new one comes last, and only after
 * two seconds without input the row closes its gaps and is put in order: nothing moves under a hand.
 */
import { describeTicket, readySince } from "./slack-state.js";

/**
 * @typedef {import("./slack-state.js").Order} Order
 * @typedef {import("./slack-state.js").Rule} Rule
 * @typedef {import("./slack-state.js").Slack} Slack
 * @typedef {{product_id: number, option_id: number | null, title: string, until: number | null}} SoldOut
 * @typedef {{orders: Record<string, Order>, soldOut: SoldOut[], gone: Order[], slots: string[], selected: string | null,
 *   item: {id: string, line: number} | null, page: number, touchedAt: number, digit: {slot: number, at: number} | null}} Wall
 *   `slots` holds ids, of gaps too; `gone` recently collected or shipped, newest first; `touchedAt` the last input
 * @typedef {{columns: number, rows: number, wide: Set<string>}} Shape what fits, and which tickets need two cells
 * @typedef {{id: string, slot: number, row: number, column: number, wide: boolean, gap: boolean}} Place `slot` from 1
 * @typedef {{page: number, pages: number, places: Place[], hidden: {count: number, worst: Slack | "", worstCount: number}}} Layout
 * @typedef {{title: string, total: number, due: number, started: number, notes: {text: string, count: number}[]}} AllDay
 */

export const QUIET_MS = 2_000;
export const RECALL_MS = 60 * 60_000;
const DUE_MS = 10 * 60_000;
const GONE_AT_MOST = 30;
const ON_THE_WALL = ["ordered", "paid", "in_progress", "ready"];
/** From worst: what a screen may not hide in silence. @type {Slack[]} */
const WORST_FIRST = ["late", "new", "risk", "ready", "track", "scheduled"];

/** @type {Wall} */
export const NOTHING = { orders: {}, soldOut: [], gone: [], slots: [], selected: null, item: null, page: 0, touchedAt: 0, digit: null };

/**
 * @param {Wall} wall
 * @param {{orders: Order[], sold_out: SoldOut[], recent?: Order[]}} state a snapshot's; `recent` is known to the page only
 * @param {number} now
 * @param {Rule} rule
 * @returns {Wall}
 */
export function applySnapshot(wall, state, now, rule) {
  const here = state.orders.filter((order) => ON_THE_WALL.includes(order.status));
  const orders = Object.fromEntries(here.map((order) => [order.id, order]));
  const gone = (state.recent ?? wall.gone).filter((order) => orders[order.id] === undefined);
  const slots = [...wall.slots, ...inOrder(here, now, rule).filter((id) => !wall.slots.includes(id))];
  return settle({ ...wall, orders, gone, soldOut: state.sold_out, slots }, now, rule);
}

/**
 * @param {Wall} wall
 * @param {string} event
 * @param {{order?: Order, sold_out?: SoldOut[]}} body the event's data
 * @param {number} now
 * @param {Rule} rule
 * @returns {Wall}
 */
export function applyEvent(wall, event, body, now, rule) {
  if (event === "sold_out.changed" && body.sold_out !== undefined) return { ...wall, soldOut: body.sold_out };
  const order = body.order;
  if (event !== "order.changed" || order === undefined) return wall;
  const { [order.id]: _before, ...others } = wall.orders;
  const gone = wall.gone.filter((left) => left.id !== order.id);
  if (!ON_THE_WALL.includes(order.status)) {
    if (order.status !== "cancelled") gone.unshift(order);
    return settle({ ...wall, orders: others, gone: gone.slice(0, GONE_AT_MOST) }, now, rule);
  }
  const slots = wall.slots.includes(order.id) ? wall.slots : [...wall.slots, order.id];
  return settle({ ...wall, orders: { ...others, [order.id]: order }, gone, slots }, now, rule);
}

/** A hand is at the screen: nothing moves for two seconds. @param {Wall} wall @param {number} now @returns {Wall} */
export function touch(wall, now) {
  return { ...wall, touchedAt: now };
}

/**
 * After two quiet seconds gaps close and the row is in order; a selection on a gap goes to what took its place.
 * @param {Wall} wall
 * @param {number} now
 * @param {Rule} rule
 * @returns {Wall}
 */
export function settle(wall, now, rule) {
  if (now - wall.touchedAt < QUIET_MS) return wall;
  const slots = inOrder(Object.values(wall.orders), now, rule);
  const { selected } = wall;
  if (selected !== null && wall.orders[selected] !== undefined) return { ...wall, slots };
  const place = selected === null ? 0 : Math.max(0, wall.slots.indexOf(selected));
  return { ...wall, slots, selected: slots[Math.min(place, slots.length - 1)] ?? null };
}

/**
 * Ids by latest safe start; what is on the shelf behind what is to be made, what is for later at the end.
 * @param {Order[]} orders
 * @param {number} now
 * @param {Rule} rule
 */
function inOrder(orders, now, rule) {
  const groups = { ready: 1, scheduled: 2 };
  return orders
    .map((order) => {
      const { state, safe_start } = describeTicket(order, now, rule);
      const group = groups[/** @type {"ready" | "scheduled"} */ (state)] ?? 0;
      return { id: order.id, group, at: group === 1 ? readySince(order) : safe_start, placed: order.placed_at };
    })
    .sort((a, b) => a.group - b.group || a.at - b.at || a.placed - b.placed || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}

/**
 * Where everything stands on the present page, and the worst of what does not.
 * @param {Wall} wall
 * @param {Shape} shape
 * @param {number} now
 * @param {Rule} rule
 * @returns {Layout}
 */
export function layOut(wall, shape, now, rule) {
  const pages = divide(wall.slots, shape);
  const page = Math.min(Math.max(0, wall.page), pages.length - 1);
  const places = pages[page].map((place) => ({ ...place, gap: wall.orders[place.id] === undefined }));
  const shown = new Set(places.map((place) => place.id));
  const states = wall.slots
    .filter((id) => !shown.has(id) && wall.orders[id] !== undefined)
    .map((id) => describeTicket(wall.orders[id], now, rule))
    .map(({ state, late }) => (late ? "late" : state));
  const worst = WORST_FIRST.find((state) => states.includes(state)) ?? "";
  const worstCount = states.filter((state) => state === worst).length;
  return { page, pages: pages.length, places, hidden: { count: states.length, worst, worstCount } };
}

/** @param {string[]} ids @param {Shape} shape */
function divide(ids, { columns, rows, wide }) {
  /** @type {Place[][]} */
  const pages = [[]];
  let cell = 0;
  for (const id of ids) {
    const width = wide.has(id) && columns > 1 ? 2 : 1;
    // a wide ticket does not break over the edge of a row
    if ((cell % columns) + width > columns) cell += columns - (cell % columns);
    if (cell + width > columns * rows) {
      pages.push([]);
      cell = 0;
    }
    const places = pages[pages.length - 1];
    const place = { id, slot: places.length + 1, row: Math.floor(cell / columns), column: cell % columns };
    places.push({ ...place, wide: width === 2, gap: false });
    cell += width;
  }
  return pages;
}

/** The page a ticket is on. @param {Wall} wall @param {Shape} shape @param {string} id */
export function findPage(wall, shape, id) {
  return Math.max(0, divide(wall.slots, shape).findIndex((places) => places.some((place) => place.id === id)));
}

/**
 * New, cooking, at risk, late, ready: an order that is new or cooking and late counts as both.
 * @param {Wall} wall
 * @param {number} now
 * @param {Rule} rule
 */
export function countStates(wall, now, rule) {
  const counts = { new: 0, cooking: 0, risk: 0, late: 0, ready: 0 };
  for (const order of Object.values(wall.orders)) {
    const { state, late } = describeTicket(order, now, rule);
    if (order.status === "in_progress") counts.cooking += 1;
    if (late) counts.late += 1;
    if (state in counts && state !== "late") counts[/** @type {"new" | "risk" | "ready"} */ (state)] += 1;
  }
  return counts;
}

/** What a guest who orders now is told, in minutes: the house rule for one quick thing. @param {Wall} wall @param {Rule} rule */
export function findQuote(wall, rule) {
  const queue = Object.values(wall.orders).filter((order) => order.status === "paid" || order.status === "in_progress");
  return rule.prep_default + queue.length * rule.queue_minutes;
}

/**
 * How much of everything is still to be made, most first, by product and option.
 * @param {Wall} wall
 * @param {number} now
 * @param {Rule} rule
 * @returns {AllDay[]}
 */
export function countAllDay(wall, now, rule) {
  /** @type {Map<string, AllDay>} */
  const rows = new Map();
  for (const order of Object.values(wall.orders)) {
    if (order.status === "ready") continue;
    const due = describeTicket(order, now, rule).promise - now <= DUE_MS;
    // a kitchen that ticks nothing has started the whole of a started ticket
    const ticked = order.lines.some(({ status }) => status !== "open");
    for (const line of order.lines.filter(({ status }) => status !== "done")) {
      const title = line.option === null ? line.kitchen_title : `${line.kitchen_title}, ${line.option}`;
      const row = rows.get(title) ?? { title, total: 0, due: 0, started: 0, notes: [] };
      rows.set(title, row);
      row.total += line.quantity;
      if (due) row.due += line.quantity;
      if (order.status === "in_progress" && (line.status === "started" || !ticked)) row.started += line.quantity;
    }
  }
  return [...rows.values()].sort((a, b) => b.total - a.total || (a.title < b.title ? -1 : 1));
}

/** The oldest ticket nobody has accepted: the only one that pulses. @param {Wall} wall */
export function findOldestNew(wall) {
  const waiting = Object.values(wall.orders).filter(
    (order) => order.accepted_at === null && (order.status === "ordered" || order.status === "paid"),
  );
  return waiting.sort((a, b) => a.placed_at - b.placed_at)[0]?.id ?? null;
}

/** What left within the last hour and may come back, newest first. @param {Wall} wall @param {number} now */
export function findRecallable(wall, now) {
  return wall.gone.filter((order) => {
    const last = order.history[order.history.length - 1];
    return ["collected", "shipped"].includes(order.status) && last !== undefined && now - last.at < RECALL_MS;
  });
}
