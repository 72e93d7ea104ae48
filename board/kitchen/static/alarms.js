// @ts-check
/** Which sound the wall makes now: new repeats until somebody accepts, late sounds when it happens, lost while it lasts. */
import { describeTicket } from "./slack-state.js";
import { play, repeat } from "./sounds.js";

/** Tickets that were late already: only becoming late sounds. @type {Set<string> | null} */
let lateBefore = null;

/**
 * @param {import("./kitchen-state.js").Wall} wall
 * @param {number} now
 * @param {string} freshness load, live, slow or lost
 * @param {import("./slack-state.js").Rule} rule
 */
export function soundFor(wall, now, freshness, rule) {
  const states = Object.values(wall.orders).map((order) => ({ ...describeTicket(order, now, rule), id: order.id }));
  const late = new Set(states.filter((says) => says.late).map(({ id }) => id));
  if (lateBefore !== null && [...late].some((id) => !lateBefore?.has(id))) play("late");
  lateBefore = late;
  repeat("lost", freshness === "lost");
  repeat("new", freshness !== "lost" && states.some(({ state }) => state === "new"));
}
