// @ts-check
/**
 * The order page's state without a page: what a snapshot or an event makes of it, and what it shows.
 * `describeProgress` knows the same rules as the server's page; both are held to one golden table.
 */

/**
 * @typedef {{status: string, at: number, by: string, source: string}} Happening
 * @typedef {{id: string, number: string, version: number, status: string, paid: boolean, payment: string, fulfilment: string,
 *   placed_at: number, promised_at: number | null, ready_at: number | null, ready_range: [number, number] | null,
 *   reason: string | null, ahead: number, tracking_url: string | null, history: Happening[], total?: number, refunds?: Refund[]}} Order
 *   `total` and `refunds` are missing where prices are: on the kitchen's wall
 * @typedef {{amount: number, method: string, asked_at: number, returned_at: number | null, by: string}} Refund
 * @typedef {{key: string, state: string, at: number | null, expected: number | null}} Step
 * @typedef {{heading: string, sub: string, ahead: number, dial: string, minutes: number | null, percent: number,
 *   later_minutes: number, since: number | null, finished_at: number | null, money: string, refund: string, owed: number, returned: number,
 *   returned_at: number | null, steps: Step[]}} Progress
 * @typedef {{order: Order | null}} TrackerState
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** @type {Record<string, [string, string]>} */
const LAST_STEPS = { pickup: ["ready", "collected"], delivery: ["shipped", "delivered"] };
const FINAL = ["collected", "delivered", "cancelled"];
/** @type {Record<string, number>} */
const RANKS = { paid: 0, in_progress: 1, ready: 2, shipped: 2, collected: 3, delivered: 3, cancelled: 4 };

/** @param {TrackerState} state a snapshot's @returns {TrackerState} */
export function applySnapshot(state) {
  return { order: state.order };
}

/**
 * @param {TrackerState} before
 * @param {string} event
 * @param {{order?: Order}} body the event's data
 * @returns {TrackerState}
 */
export function applyEvent(before, event, body) {
  return event === "order.changed" && body.order !== undefined ? { order: body.order } : before;
}

/**
 * @param {Order} order
 * @param {number} now epoch milliseconds by the server's clock
 * @returns {Progress}
 */
export function describeProgress(order, now) {
  const heading = findHeading(order);
  const waiting = heading === "received" || heading === "in_progress";
  const since = tappedAt(order, order.status);
  const { promised_at: promised, ready_at: expected } = order;
  return {
    heading,
    sub: findSub(heading, order.ahead),
    ahead: order.ahead,
    ...readDial(order, heading, now),
    later_minutes: waiting && promised !== null && expected !== null ? Math.floor((expected - promised + MINUTE / 2) / MINUTE) : 0,
    since,
    finished_at: FINAL.includes(order.status) ? since : null,
    ...readMoney(order),
    steps: heading === "cancelled" ? cancelledSteps(order) : listSteps(order, waiting),
  };
}

/** @param {Order} order */
function findHeading(order) {
  if (order.status === "ordered") return order.payment === "card" ? "unpaid" : "received";
  return order.status === "paid" ? "received" : order.status;
}

/** @param {string} heading @param {number} ahead */
function findSub(heading, ahead) {
  if (heading !== "received" && heading !== "in_progress") return heading;
  if (ahead === 0) return heading === "received" ? "next" : "next_out";
  return ahead === 1 ? "ahead_one" : "ahead_many";
}

/**
 * @param {Order} order @param {string} heading @param {number} now
 * @returns {{dial: string, minutes: number | null, percent: number}}
 */
function readDial(order, heading, now) {
  if (heading === "cancelled") return { dial: "cancelled", minutes: null, percent: 0 };
  if (heading === "unpaid") return { dial: "none", minutes: null, percent: 0 };
  if (heading !== "received" && heading !== "in_progress") return { dial: "done", minutes: null, percent: 100 };
  const readyAt = order.ready_at;
  if (readyAt === null) return { dial: "none", minutes: null, percent: 0 };
  const left = readyAt - now;
  const begun = Math.max(order.placed_at, readyAt - HOUR);
  const span = readyAt - begun;
  const percent = span <= 0 ? 100 : Math.min(100, Math.max(0, Math.floor(((now - begun) * 100) / span)));
  if (left <= 0) return { dial: "soon", minutes: null, percent: 100 };
  const minutes = Math.ceil(left / MINUTE);
  return minutes < 60 ? { dial: "minutes", minutes, percent } : { dial: "clock", minutes: null, percent };
}

/**
 * Whether it is paid, and what goes or went back of it.
 * @param {Order} order
 */
function readMoney(order) {
  const refunds = order.refunds ?? [];
  const given = refunds.filter((one) => one.returned_at !== null);
  const owed = sum(refunds.filter((one) => one.returned_at === null && one.method === "hand"));
  return {
    money: order.status === "cancelled" && given.length > 0 && owed === 0 ? "returned" : findMoney(order),
    refund: given.length > 0 ? (owed > 0 ? "rest" : "returned") : owed > 0 ? "owed" : "",
    owed,
    returned: sum(given),
    returned_at: given.length > 0 ? Math.max(...given.map((one) => one.returned_at ?? 0)) : null,
  };
}

/** @param {Refund[]} refunds */
function sum(refunds) {
  return refunds.reduce((total, one) => total + one.amount, 0);
}

/** @param {Order} order */
function findMoney(order) {
  if (order.paid) return "paid";
  if (order.status === "cancelled") return "none";
  return order.payment === "counter" ? "due" : "unpaid";
}

/** @param {string} status @param {string} payment */
function rankOf(status, payment) {
  if (status === "ordered") return payment === "card" ? -1 : 0;
  return RANKS[status];
}

/**
 * When this step was reached for good: the first tap on it after the order last stood before it.
 * @param {Order} order @param {string} status
 * @returns {number | null}
 */
function tappedAt(order, status) {
  const wanted = rankOf(status, order.payment);
  /** @type {number | null} */
  let at = null;
  for (const happened of order.history) {
    const rank = rankOf(happened.status, order.payment);
    if (rank < wanted) at = null;
    else if (rank === wanted && at === null) at = happened.at;
  }
  return at;
}

/** @param {Order} order @param {boolean} waiting @returns {Step[]} */
function listSteps(order, waiting) {
  const here = rankOf(order.status, order.payment);
  const [third, last] = LAST_STEPS[order.fulfilment];
  return [["received", "paid"], ["in_progress", "in_progress"], [third, third], [last, last]].map(([key, status], rank) => ({
    key,
    state: rank < here ? "past" : rank === here ? "now" : "",
    at: rank <= here ? tappedAt(order, status) : null,
    expected: rank === 2 && waiting ? order.ready_at : null,
  }));
}

/** @param {Order} order @returns {Step[]} */
function cancelledSteps(order) {
  const happened = [["received", "paid"], ["in_progress", "in_progress"], ["ready", "ready"]];
  const past = happened
    .map(([key, status]) => ({ key, state: "past", at: tappedAt(order, status), expected: null }))
    .filter((step) => step.at !== null);
  return [...past, { key: "cancelled", state: "now", at: tappedAt(order, "cancelled"), expected: null }];
}

/**
 * How many days of the calendar lie between two dates, whatever the clocks do in between.
 * @param {string} from yyyy-mm-dd @param {string} to likewise
 */
export function countDays(from, to) {
  return (Date.parse(to) - Date.parse(from)) / (24 * HOUR);
}
