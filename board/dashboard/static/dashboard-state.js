// @ts-check
/**
 * The dashboard's state without a page: what snapshots and events make of it, and what its rows say.
 * The server's page follows the same rules (board/dashboard/listing.py); both are held to one golden table.
 */

/**
 * @typedef {{id: string, number: string, first_name: string, version: number, status: string, paid: boolean, payment: string,
 *   fulfilment: string, placed_at: number, promised_at: number | null, ready_at: number | null, total: number, due: number,
 *   allergy: string, note: string, purchaser: {full_name: string, email: string} | null,
 *   lines: {quantity: number}[], history: {status: string, at: number}[]}} AdminOrder
 * @typedef {{count: number, orders: {id: string, number: string, amount: number, asked_at: number}[]}} Owed
 *   orders that hand-taken money is owed to: how many, and those that wait longest
 * @typedef {{counts: Record<string, number>, orders: AdminOrder[], today: object, screens: object[], deliveries: object,
 *   owed: Owed, finished: AdminOrder[], newest: {id: string, at: number} | null}} DashboardState
 *   `orders` not yet final, oldest first; `finished` those seen to become final, latest first; `newest` the last change seen
 */

const MINUTE = 60_000;
const BEFORE_READY = ["ordered", "paid", "in_progress"];
export const LIVE = ["ordered", "paid", "in_progress", "ready", "shipped"];
export const FINISHED = ["collected", "delivered", "cancelled"];
export const HIGHLIGHTED_MS = 8_000;
const MOST_FINISHED = 50;

/** @type {DashboardState} */
export const NOTHING = { counts: {}, orders: [], today: {}, screens: [], deliveries: {}, owed: { count: 0, orders: [] }, finished: [], newest: null };

/**
 * @param {DashboardState} before
 * @param {Pick<DashboardState, "counts" | "orders" | "today" | "screens" | "deliveries" | "owed">} state a snapshot's
 * @returns {DashboardState}
 */
export function applySnapshot(before, state) {
  const { counts, today, screens, deliveries, owed } = state;
  const living = new Set(state.orders.map((order) => order.id));
  const finished = before.finished.filter((order) => !living.has(order.id));
  return { counts, orders: oldestFirst(state.orders), today, screens, deliveries, owed, finished, newest: before.newest };
}

/**
 * @param {DashboardState} before
 * @param {string} event
 * @param {{order?: AdminOrder, counts?: Record<string, number>, owed?: Owed}} body the event's data
 * @param {number} now
 * @returns {DashboardState}
 */
export function applyEvent(before, event, body, now) {
  if (event === "counts.changed" && body.counts !== undefined) return { ...before, counts: body.counts };
  if (event === "owed.changed" && body.owed !== undefined) return { ...before, owed: body.owed };
  const changed = body.order;
  if (event !== "order.changed" || changed === undefined) return before;
  const orders = before.orders.filter((order) => order.id !== changed.id);
  const finished = before.finished.filter((order) => order.id !== changed.id);
  const newest = { id: changed.id, at: now };
  if (LIVE.includes(changed.status)) return { ...before, orders: oldestFirst([...orders, changed]), finished, newest };
  return { ...before, orders, finished: [changed, ...finished].slice(0, MOST_FINISHED), newest };
}

/**
 * What a filter shows, late first.
 * @param {DashboardState} state @param {string} wanted all, late or a status @param {number} now
 * @returns {AdminOrder[]}
 */
export function listRows(state, wanted, now) {
  return sortRows(filterRows([...state.orders, ...state.finished], wanted, now), now);
}

/** @param {AdminOrder[]} orders @param {string} wanted @param {number} now @returns {AdminOrder[]} */
export function filterRows(orders, wanted, now) {
  if (wanted === "all") return orders.filter((order) => LIVE.includes(order.status));
  if (wanted === "late") return orders.filter((order) => lateMinutes(order, now) > 0);
  return orders.filter((order) => order.status === wanted);
}

/** @param {AdminOrder[]} orders @param {number} now @returns {AdminOrder[]} */
export function sortRows(orders, now) {
  /** @param {AdminOrder} order @returns {[number, number, number]} */
  const place = (order) => {
    if (FINISHED.includes(order.status)) return [2, -order.history[order.history.length - 1].at, 0];
    return [lateMinutes(order, now) > 0 ? 0 : 1, order.promised_at ?? order.placed_at, order.placed_at];
  };
  return [...orders].sort((one, other) => {
    const [a, b] = [place(one), place(other)];
    return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || (one.number < other.number ? -1 : 1);
  });
}

/** Started minutes past the promise, while it is not ready. @param {AdminOrder} order @param {number} now */
export function lateMinutes(order, now) {
  const promised = order.promised_at;
  if (promised === null || !BEFORE_READY.includes(order.status) || now <= promised) return 0;
  return Math.ceil((now - promised) / MINUTE);
}

/** Which words and colour the row's tag has. @param {AdminOrder} order @param {number} now */
export function nameState(order, now) {
  if (lateMinutes(order, now) > 0) return "late";
  if (order.status === "ordered") return order.payment === "card" ? "unpaid" : "pay_at_counter";
  return order.status;
}

/** Time left to the promise while the kitchen has it: 8:05, 12 m, −3:10. @param {AdminOrder} order @param {number} now */
export function leftText(order, now) {
  const promised = order.promised_at;
  if (promised === null || !BEFORE_READY.includes(order.status)) return "";
  const left = Math.floor((promised - now) / 1000);
  const seconds = Math.abs(left);
  const sign = left < 0 ? "−" : "";
  const minutes = Math.floor(seconds / 60);
  return seconds < 600 ? `${sign}${minutes}:${String(seconds % 60).padStart(2, "0")}` : `${sign}${minutes} m`;
}

/** @param {Record<string, number>} counts @param {string[]} statuses */
export function sumCounts(counts, statuses) {
  return statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
}

/** @param {AdminOrder[]} orders */
function oldestFirst(orders) {
  return [...orders].sort((a, b) => a.placed_at - b.placed_at || (a.number < b.number ? -1 : 1));
}
