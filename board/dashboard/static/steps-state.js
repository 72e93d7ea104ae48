// @ts-check
/** Which steps a role may ask for now (ORD-4): the twin of `allowed_steps` on the server, held to one golden table. */

/**
 * @typedef {{status: string, paid: boolean, payment: string, fulfilment: string}} Stand
 * @typedef {{kind: string, status: string}} OfferedStep
 */

const STATUSES = ["ordered", "paid", "in_progress", "ready", "collected", "shipped", "delivered", "cancelled"];
const FINAL = ["collected", "delivered", "cancelled"];
const MAIN = ["take_money", "start", "ready", "collect", "ship", "deliver"];
/** @type {Record<string, string[]>} steps back, always within reach of the staff */
const RECALLS = { ready: ["in_progress"], collected: ["ready"], shipped: ["in_progress"], delivered: ["shipped"] };

/**
 * Every status this role may ask for, in the order of the enumeration.
 * @param {Stand} order
 * @param {string} role customer (the owner), kitchen or admin
 * @returns {string[]}
 */
export function allowedSteps(order, role) {
  return STATUSES.filter((wanted) => mayAsk(order, wanted, role));
}

/**
 * The buttons of an order, by what they mean for it.
 * @param {Stand} order
 * @param {string} role
 * @returns {OfferedStep[]}
 */
export function offerSteps(order, role) {
  return allowedSteps(order, role).map((wanted) => ({ kind: nameStep(order, wanted), status: wanted }));
}

/** Whether a step stands beside the order or under "More". @param {OfferedStep} step */
export function isMain(step) {
  return MAIN.includes(step.kind);
}

/** @param {Stand} order @param {string} wanted @param {string} role @returns {boolean} */
function mayAsk(order, wanted, role) {
  const staff = role === "kitchen" || role === "admin";
  if (wanted === "cancelled") return (role === "customer" || role === "admin") && mayCancel(order, role);
  if (!staff) return false;
  if (wanted === "paid") return mayTakeMoneyOrRecall(order, role);
  return mayGoOn(order, wanted) || mayRecall(order, wanted) || mayComplete(order, wanted, role);
}

/** @param {Stand} order @param {string} role */
function mayCancel({ status, paid }, role) {
  if (status === "ordered" || status === "paid") return true;
  return role === "admin" && !paid && (status === "in_progress" || status === "ready");
}

/** @param {Stand} order @param {string} role */
function mayTakeMoneyOrRecall({ status, paid, payment }, role) {
  if (!paid) return !FINAL.includes(status) && (payment !== "card" || role === "admin");
  return status === "in_progress";
}

/** @param {Stand} order @param {string} wanted */
function mayGoOn({ status, paid, payment, fulfilment }, wanted) {
  const pickup = fulfilment === "pickup";
  switch (wanted) {
    case "in_progress":
      return status === "paid" || (status === "ordered" && payment === "counter");
    case "ready":
      return status === "in_progress" && pickup;
    case "collected":
      return status === "ready" && pickup && paid;
    case "shipped":
      return status === "in_progress" && !pickup;
    case "delivered":
      return status === "shipped" && !pickup && paid;
    default:
      return false;
  }
}

/** @param {Stand} order @param {string} wanted */
function mayRecall({ status, paid }, wanted) {
  if (status === "in_progress") return wanted === "ordered" && !paid;
  return (RECALLS[status] ?? []).includes(wanted);
}

/** @param {Stand} order @param {string} wanted @param {string} role */
function mayComplete({ status, paid, fulfilment }, wanted, role) {
  const final = fulfilment === "pickup" ? "collected" : "delivered";
  return role === "admin" && paid && wanted === final && ["paid", "in_progress", "ready", "shipped"].includes(status);
}

/** @param {Stand} order @param {string} wanted */
function nameStep({ status, paid }, wanted) {
  switch (wanted) {
    case "cancelled":
      return "cancel";
    case "paid":
      return paid ? "recall" : "take_money";
    case "in_progress":
      return status === "ordered" || status === "paid" ? "start" : "recall";
    case "ready":
      return status === "in_progress" ? "ready" : "recall";
    case "shipped":
      return status === "in_progress" ? "ship" : "recall";
    case "collected":
      return status === "ready" ? "collect" : "complete";
    case "delivered":
      return status === "shipped" ? "deliver" : "complete";
    default:
      return "recall";
  }
}
