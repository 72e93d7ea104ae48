// @ts-check
/**
 * The bookkeeping of /live without a browser: versions of topics, freshness, the server's clock, pauses between
 * attempts. Pure; the same golden frames prove it and the server (tests/front_end/golden).
 */

/**
 * @typedef {{epoch: string, version: number}} Position what a page has of a topic
 * @typedef {{position: Position | null, waiting: boolean}} TopicState `waiting`: subscribed, not yet answered
 * @typedef {{type: string, topic?: string | null, epoch?: string, version?: number, [name: string]: unknown}} Frame
 * @typedef {"replace" | "resume" | "apply" | "skip" | "again" | "refuse"} Action
 *   replace: a snapshot replaces what is shown · resume: nothing was missed before the next event · apply: the event is
 *   next in turn · skip: already had · again: something is missing, subscribe again with what we have · refuse: an error
 * @typedef {"load" | "live" | "slow" | "lost"} FreshState
 */

/** Without a frame for this long the light is amber; the server sends one every five seconds. */
export const SLOW_AFTER_MS = 12_000;
/** Red before the promised fifteen seconds, which count from the loss: the last frame may have come a little after it. */
export const LOST_AFTER_MS = 13_000;
/** Two heartbeats missed: the socket is dead, whatever its readyState says. */
export const DEAD_AFTER_MS = 11_000;

/** @type {TopicState} a topic just subscribed to */
export const WAITING = Object.freeze({ position: null, waiting: true });

/**
 * What a frame of a topic means for a page that has `state` of it.
 * @param {TopicState} state
 * @param {Frame} frame
 * @returns {{state: TopicState, action: Action}}
 */
export function receive(state, frame) {
  const { epoch, version } = frame;
  if (frame.type === "error") {
    // what is shown of a topic one may no longer watch will never be known to be true again
    return { state: { ...state, waiting: state.waiting && state.position !== null }, action: "refuse" };
  }
  if (typeof epoch !== "string" || typeof version !== "number") return { state, action: "skip" };
  const has = state.position;
  if (frame.type === "snapshot") return { state: { position: { epoch, version }, waiting: false }, action: "replace" };
  if (frame.type === "resumed") {
    if (!state.waiting) return { state, action: "skip" };
    const same = has !== null && has.epoch === epoch && has.version === version;
    return same ? { state: { position: has, waiting: false }, action: "resume" } : askAgain(state);
  }
  // events before the answer belong to a seat we have given up: the answer repeats them
  if (frame.type !== "event" || state.waiting || has === null) return { state, action: "skip" };
  if (has.epoch !== epoch) return askAgain(state);
  if (version <= has.version) return { state, action: "skip" };
  if (version > has.version + 1) return askAgain(state);
  return { state: { position: { epoch, version }, waiting: false }, action: "apply" };
}

/**
 * @param {TopicState} state
 * @returns {{state: TopicState, action: Action}}
 */
function askAgain(state) {
  return { state: { ...state, waiting: true }, action: "again" };
}

/**
 * How fresh a screen is that has not heard from the server for `ageMs`; `load` until it first did.
 * @param {number} ageMs
 * @param {boolean} everLive
 * @returns {FreshState}
 */
export function findFreshness(ageMs, everLive) {
  if (ageMs >= LOST_AFTER_MS) return "lost";
  if (ageMs >= SLOW_AFTER_MS) return "slow";
  return everLive ? "live" : "load";
}

const DRIFT_MS = 5;

/**
 * The server's clock minus ours. A frame says an older time than the server's present by its way here, so the largest
 * difference is the best; it fades slowly (clocks drift) and is forgotten when a clock was set.
 * @param {number | null} offsetMs
 * @param {number} serverNow
 * @param {number} localNow
 * @returns {number}
 */
export function findOffset(offsetMs, serverNow, localNow) {
  const seen = serverNow - localNow;
  return offsetMs === null || Math.abs(seen - offsetMs) > 2_000 ? seen : Math.max(seen, offsetMs - DRIFT_MS);
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 8_000;
const RESTART_SPREAD_MS = 2_000;

/**
 * How long to wait before connecting again, never in step with other screens.
 * @param {number} attempt 0 for the first after a working connection
 * @param {number} closeCode as the socket was closed, 1006 where it just broke
 * @param {number} chance from 0 to 1
 * @returns {number} milliseconds
 */
export function findPause(attempt, closeCode, chance) {
  if (closeCode === 1008) return LONGEST_PAUSE_MS * (0.5 + chance / 2);
  if (closeCode === 1012 && attempt === 0) return 100 + RESTART_SPREAD_MS * chance;
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt) * (0.5 + chance / 2);
}
