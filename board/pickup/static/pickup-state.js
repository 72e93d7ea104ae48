// @ts-check
/**
 * The pickup board's state without a page: which numbers stand where, for how long, and which do not fit.
 * The wire says when an order should be ready, not when it became so: this board remembers when it saw it.
 */

/**
 * @typedef {{number: string, first_name: string | null, status: string, placed_at: number, ready_at: number | null, version: number}} BoardOrder
 * @typedef {{orders: BoardOrder[], readySince: Record<string, number>}} BoardState
 *   `orders` oldest first; `readySince` epoch milliseconds by number, for those that are ready
 * @typedef {{shape: "roomy" | "dense", newest: BoardOrder | null, ready: BoardOrder[], readyPage: number, readyPages: number,
 *   preparing: BoardOrder[], preparingPage: number, preparingPages: number, ask: BoardOrder[], empty: boolean}} Layout
 */

export const HIGHLIGHTED_MS = 8_000;
/** After this long a number asks for its owner at the counter; it never just goes. */
export const ASK_AFTER_MS = 10 * 60_000;
const SHOWN = ["ordered", "paid", "in_progress", "ready"];
/** How many signs fit at full size and one step smaller, alone and below a highlighted one. */
const ROOMY = { alone: 6, below: 4 };
const DENSE = { alone: 12, below: 9 };
const PREPARING = 8;

/** @type {BoardState} */
export const NOTHING = { orders: [], readySince: {} };

/**
 * @param {BoardState} before
 * @param {{orders: BoardOrder[]}} state a snapshot's
 * @param {number} now epoch milliseconds by the server's clock
 * @param {Record<string, number>} [known] when numbers became ready, where that is known better
 * @returns {BoardState}
 */
export function applySnapshot(before, state, now, known = {}) {
  return remember(before, sorted(state.orders.filter((order) => SHOWN.includes(order.status))), now, known);
}

/**
 * @param {BoardState} before
 * @param {string} event
 * @param {{order?: BoardOrder}} body the event's data
 * @param {number} now
 * @returns {BoardState}
 */
export function applyEvent(before, event, body, now) {
  const changed = body.order;
  if (event !== "order.changed" || changed === undefined) return before;
  const others = before.orders.filter((order) => order.number !== changed.number);
  return remember(before, sorted(SHOWN.includes(changed.status) ? [...others, changed] : others), now, {});
}

/** Numbers that are ready now and were not before. @param {BoardState} before @param {BoardState} after */
export function findNewlyReady(before, after) {
  return Object.keys(after.readySince).filter((number) => before.readySince[number] === undefined);
}

/**
 * Where everything stands now. What does not fit at the smaller size takes turns; nothing is clipped.
 * @param {BoardState} state
 * @param {number} now
 * @param {number} turn which page, counted up as time goes; wraps around
 * @param {boolean} scrolls on a phone everything is listed and nothing takes turns
 * @returns {Layout}
 */
export function layOut(state, now, turn, scrolls = false) {
  const since = (/** @type {BoardOrder} */ order) => state.readySince[order.number] ?? now;
  const ready = state.orders.filter((order) => order.status === "ready").sort((a, b) => since(b) - since(a));
  const waiting = ready.filter((order) => now - since(order) < ASK_AFTER_MS);
  const ask = ready.filter((order) => now - since(order) >= ASK_AFTER_MS).reverse();
  const newest = waiting.length > 0 && now - since(waiting[0]) < HIGHLIGHTED_MS ? waiting[0] : null;
  const rest = newest === null ? waiting : waiting.slice(1);
  const place = newest === null ? "alone" : "below";
  const shape = rest.length <= ROOMY[place] ? "roomy" : "dense";
  const readyPages = paged(rest, scrolls ? Infinity : (shape === "roomy" ? ROOMY : DENSE)[place], turn);
  const preparing = paged(state.orders.filter((order) => order.status !== "ready"), scrolls ? Infinity : PREPARING, turn);
  return {
    shape,
    newest,
    ready: readyPages.shown,
    readyPage: readyPages.page,
    readyPages: readyPages.pages,
    preparing: preparing.shown,
    preparingPage: preparing.page,
    preparingPages: preparing.pages,
    ask,
    empty: state.orders.length === 0,
  };
}

/** @param {BoardOrder[]} orders @param {number} capacity @param {number} turn */
function paged(orders, capacity, turn) {
  const pages = Math.max(1, Math.ceil(orders.length / capacity));
  const page = turn % pages;
  const from = page === 0 ? 0 : page * capacity; // 0 × Infinity is no number
  return { shown: orders.slice(from, from + capacity), page: page + 1, pages };
}

/** @param {BoardOrder[]} orders */
function sorted(orders) {
  return [...orders].sort((a, b) => a.placed_at - b.placed_at || (a.number < b.number ? -1 : 1));
}

/** @param {BoardState} before @param {BoardOrder[]} orders @param {number} now @param {Record<string, number>} known @returns {BoardState} */
function remember(before, orders, now, known) {
  /** @type {Record<string, number>} */
  const readySince = {};
  for (const { number, status } of orders) {
    if (status === "ready") readySince[number] = before.readySince[number] ?? known[number] ?? now;
  }
  return { orders, readySince };
}
