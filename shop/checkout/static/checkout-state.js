// @ts-check
/** What the checkout's script decides, without a page. Pure. */

/** Longer waits are told by their time, not in minutes. */
const MOST_MINUTES = 99;

/** Whether one of the order's products is meant. @param {string} held ids, a space between @param {number} productId */
export function isHeldBy(held, productId) {
  return held.split(" ").includes(String(productId));
}

/** The number inside the ring. @param {number} minutes */
export function minutesWords(minutes) {
  return minutes >= 0 && minutes <= MOST_MINUTES ? String(minutes) : "";
}
