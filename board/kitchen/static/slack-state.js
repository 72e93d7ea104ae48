// @ts-check
/**
 * What a ticket says at a moment: its colour by slack, its timer, its next step. Pure; the server's page knows the same
 * rules (board/kitchen/tickets.py), and one golden table holds both to them.
 *
 * slack = promise − now − work left. Times are epoch milliseconds by the server's clock.
 */

/**
 * @typedef {{line: number, product_id: number, option_id: number | null, title: string, kitchen_title: string, option: string | null,
 *   choices: {id: number, title: string, removes: boolean}[], quantity: number, status: string, station: string, prep_minutes: number}} Line
 * @typedef {{status: string, at: number, by: string, source: string}} Happening
 * @typedef {{id: string, number: string, first_name: string, version: number, status: string, paid: boolean, payment: string,
 *   fulfilment: string, slot: number | null, note: string, allergy: string, placed_at: number, promised_at: number | null,
 *   ready_at: number | null, accepted_at: number | null, lines: Line[], history: Happening[]}} Order
 * @typedef {{prep_default: number, block_size: number, block_minutes: number, queue_minutes: number}} Rule the shop's, in minutes
 * @typedef {"new" | "track" | "risk" | "late" | "ready" | "scheduled"} Slack
 * @typedef {"accept" | "start" | "ready" | "ship" | "money" | "collect"} Step
 * @typedef {{state: Slack, promise: number, slack: number, safe_start: number, late: boolean, late_minutes: number, timer: string, progress: number,
 *   step: Step | null, money: boolean, back: string | null}} Ticket
 *   `timer` "" = the promise's clock time stands there; `late` no slack is left, or a new one was
 *   left alone for too long; `late_minutes` how late it will be as things stand;
 *   `money` whether the money may be taken beside the step; `back` the status a step back leads to
 */

const MINUTE = 60_000;
/** An order for later comes off the schedule this long before its latest safe start. */
const LEAD = 10 * MINUTE;
const LEAST_SLACK = 2 * MINUTE;
/** In a quiet shop the quote is the work itself: so long a new ticket may wait to be accepted before it is called late. */
const UNSEEN = MINUTE;
const SHELF = ["ready", "collected", "shipped", "delivered"];

/**
 * Minutes of work in these lines by the house rule: the longest preparation, and more for every started block beyond the first.
 * @param {{prep_minutes: number, quantity: number}[]} lines
 * @param {Rule} rule
 */
export function workMinutes(lines, rule) {
  const longest = lines.reduce((most, line) => Math.max(most, line.prep_minutes), 0);
  const beyond = Math.max(0, lines.reduce((sum, line) => sum + line.quantity, 0) - rule.block_size);
  return longest + Math.ceil(beyond / rule.block_size) * rule.block_minutes;
}

/** When the present cooking began: a ticket recalled from the shelf keeps its old clock. @param {Order} order */
export function startedAt(order) {
  let at = null;
  for (const happened of order.history) {
    if (happened.status === "ordered" || happened.status === "paid") at = null;
    else if (happened.status === "in_progress" && at === null) at = happened.at;
  }
  return at;
}

/** When it was put on the shelf. @param {Order} order */
export function readySince(order) {
  const taps = order.history.filter((happened) => happened.status === "ready");
  return taps.length > 0 ? taps[taps.length - 1].at : order.placed_at;
}

/**
 * @param {Order} order
 * @param {number} now
 * @param {Rule} rule
 * @returns {Ticket}
 */
export function describeTicket(order, now, rule) {
  const all = workMinutes(order.lines, rule) * MINUTE;
  const open = SHELF.includes(order.status) ? 0 : workMinutes(order.lines.filter((line) => line.status !== "done"), rule) * MINUTE;
  const began = order.status === "in_progress" ? startedAt(order) : null;
  const left = began === null ? open : Math.max(0, open - Math.max(0, now - began));
  const promise = order.promised_at ?? order.ready_at ?? order.placed_at + all;
  const slack = promise - now - left;
  const state = findState(order, slack, promise, all);
  const late = state === "late" || (state === "new" && slack <= -UNSEEN);
  return {
    state,
    promise,
    slack,
    safe_start: promise - open,
    late,
    late_minutes: late && slack < 0 ? Math.ceil(-slack / MINUTE) : 0,
    timer: findTimer(order, state, promise, now),
    progress: findProgress(order, began, all, now),
    step: findStep(order),
    money: !order.paid && order.payment === "counter" && order.status !== "ready",
    back: findBack(order),
  };
}

/** @param {Order} order @param {number} slack @param {number} promise @param {number} all @returns {Slack} */
function findState(order, slack, promise, all) {
  if (SHELF.includes(order.status)) return "ready";
  const started = order.status === "in_progress";
  if (!started && order.accepted_at === null) return "new";
  if (order.slot !== null && !started && slack > LEAD) return "scheduled";
  if (slack <= 0) return "late";
  const quote = order.slot === null ? promise - order.placed_at : Math.min(promise - order.placed_at, all + LEAD);
  return slack * 4 > quote && slack > LEAST_SLACK ? "track" : "risk";
}

/** @param {Order} order @param {Slack} state @param {number} promise @param {number} now */
function findTimer(order, state, promise, now) {
  if (state === "scheduled") return "";
  if (state === "ready") return clockText(Math.floor(Math.max(0, now - readySince(order)) / 1000));
  if (now <= promise) return clockText(Math.ceil((promise - now) / 1000));
  return `+${clockText(Math.floor((now - promise) / 1000))}`;
}

/** mm:ss under ten minutes, then minutes, then hours. @param {number} seconds */
export function clockText(seconds) {
  if (seconds < 600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 100 ? `${minutes} m` : `${Math.floor(minutes / 60)} h`;
}

/** @param {Order} order @param {number | null} began @param {number} all @param {number} now */
function findProgress(order, began, all, now) {
  if (SHELF.includes(order.status)) return 100;
  if (began === null) return 0;
  const pieces = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  const done = order.lines.reduce((sum, line) => sum + (line.status === "done" ? line.quantity : 0), 0);
  const byItems = pieces === 0 ? 0 : Math.floor((done * 100) / pieces);
  // time alone never fills the bar: only a tap finishes
  const byTime = all <= 0 ? 0 : Math.min(90, Math.floor((Math.max(0, now - began) * 100) / all));
  return Math.max(byItems, byTime);
}

/** @param {Order} order @returns {Step | null} */
function findStep(order) {
  if (order.status === "ordered" || order.status === "paid") return order.accepted_at === null ? "accept" : "start";
  if (order.status === "in_progress") return order.fulfilment === "pickup" ? "ready" : "ship";
  if (order.status === "ready") return order.paid ? "collect" : "money";
  return null;
}

/** @param {Order} order */
function findBack(order) {
  if (order.status === "in_progress") return order.paid ? "paid" : "ordered";
  return { ready: "in_progress", collected: "ready", shipped: "in_progress" }[order.status] ?? null;
}

/** The status a step asks for; accepting is no status. @type {Record<Step, string>} */
export const STATUS_OF = {
  accept: "",
  start: "in_progress",
  ready: "ready",
  ship: "shipped",
  money: "paid",
  collect: "collected",
};
