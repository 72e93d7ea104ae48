// @ts-check
/** Ticking items: which may be ticked, what a tap makes of one, which one is selected. Pure. */

/**
 * @typedef {import("./slack-state.js").Order} Order
 * @typedef {import("./slack-state.js").Line} Line
 * @typedef {import("./kitchen-state.js").Wall} Wall
 */

const TICKABLE = ["ordered", "paid", "in_progress"];

/** What the next tap on an item makes of it. @type {Record<string, string>} */
export const NEXT_ITEM = { open: "started", started: "done", done: "open" };

/** Items on the shelf are done: a recall brings them back. @param {Order} order */
export function mayTick(order) {
  return TICKABLE.includes(order.status);
}

/** @param {Order} order */
export function isAllDone(order) {
  return order.status === "in_progress" && order.lines.every((line) => line.status === "done");
}

/** @param {Order} order @param {number | null} number @returns {Line | null} */
export function findLine(order, number) {
  return order.lines.find((line) => line.line === number) ?? null;
}

/** The line that is selected on the selected ticket, while both are there. @param {Wall} wall @returns {Line | null} */
export function findSelectedLine(wall) {
  const order = wall.selected === null ? undefined : wall.orders[wall.selected];
  if (order === undefined || wall.item === null || wall.item.id !== order.id) return null;
  return findLine(order, wall.item.line);
}

/**
 * One item up or down on the selected ticket; null where the way leads out of it.
 * @param {Wall} wall
 * @param {"up" | "down"} way
 * @returns {Wall | null}
 */
export function walkItems(wall, way) {
  const order = wall.selected === null ? undefined : wall.orders[wall.selected];
  if (order === undefined) return null;
  const here = findSelectedLine(wall);
  const place = here === null ? -1 : order.lines.indexOf(here);
  if (way === "up" && place === 0) return { ...wall, item: null };
  const target = way === "down" ? order.lines[place + 1] : order.lines[place - 1];
  return target === undefined ? null : { ...wall, item: { id: order.id, line: target.line } };
}

/**
 * What the key of an item means: the selected one, else the first that is not done, becomes `wanted`; done twice is open again.
 * @param {Wall} wall
 * @param {Order} order the selected one
 * @param {"started" | "done"} wanted
 * @returns {{line: number, status: string} | null} null when every item is done and none is selected
 */
export function findTick(wall, order, wanted) {
  const line = findSelectedLine(wall) ?? order.lines.find(({ status }) => status !== "done" && status !== wanted);
  return line === undefined ? null : { line: line.line, status: line.status === wanted ? "open" : wanted };
}
