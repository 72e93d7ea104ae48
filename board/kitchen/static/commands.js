// @ts-check
/** Taps go to the server over HTTP; the screen changes when the feed says so, never before. */
import { STATUS_OF } from "./slack-state.js";

/** @typedef {import("./slack-state.js").Order} Order */
/** @typedef {{outcome: "done" | "moved" | "impossible" | "gone" | "refused" | "failed", order: Order | null}} Answer */

const AGAIN_AFTER_MS = 800;
const PATIENCE_MS = 8_000;

/** A key of this tap's own; randomUUID is missing on plain http away from the own machine. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} csrf
 * @param {string} id
 * @param {string} status "" accepts
 * @param {number} version the version that was seen
 * @param {number} occurredAt the tap's time by the server's clock
 * @returns {Promise<Answer>}
 */
export async function moveOrder(csrf, id, status, version, occurredAt) {
  if (status === STATUS_OF.accept) return post(`/orders/${id}/accept`, { csrf_token: csrf });
  return post(`/orders/${id}/status`, stepFields(csrf, status, version, occurredAt));
}

/**
 * @param {string} csrf
 * @param {string} id
 * @param {number} line
 * @param {string} status open, started or done
 * @param {number} version the order's version that was seen
 * @param {number} occurredAt the tap's time by the server's clock
 * @returns {Promise<Answer>}
 */
export async function tickItem(csrf, id, line, status, version, occurredAt) {
  return post(`/orders/${id}/items/${line}/status`, stepFields(csrf, status, version, occurredAt));
}

/** @param {string} csrf @param {string} status @param {number} version @param {number} occurredAt */
function stepFields(csrf, status, version, occurredAt) {
  return { csrf_token: csrf, status, version: String(version), occurred_at: String(Math.round(occurredAt)) };
}

/** @param {string} address @param {Record<string, string>} fields @returns {Promise<Answer>} */
async function post(address, fields) {
  const body = new URLSearchParams(fields);
  const headers = { Accept: "application/json", "Idempotency-Key": newKey() };
  const send = () => fetch(address, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE_MS) });
  try {
    // the key makes sending again harmless: a lost answer is answered again, not done again
    const first = await send().catch(() => null);
    const answer = first !== null && first.status < 500 ? first : await pause().then(send);
    return await read(answer);
  } catch {
    return { outcome: "failed", order: null };
  }
}

function pause() {
  return new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
}

/** @param {Response} answer @returns {Promise<Answer>} */
async function read(answer) {
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return { outcome: "done", order: body };
  if (answer.status === 409) {
    const outcome = body.type === "illegal-transition" ? "impossible" : "moved";
    return { outcome: body.order === undefined ? "failed" : outcome, order: body.order ?? null };
  }
  if (answer.status === 404) return { outcome: "gone", order: null };
  return { outcome: answer.status === 401 || answer.status === 403 ? "refused" : "failed", order: null };
}

/** What was handed over lately, as the server knows it. @returns {Promise<Order[] | null>} */
export async function readRecent() {
  try {
    const answer = await fetch("/kitchen", { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer.ok ? (await answer.json()).recent : null;
  } catch {
    return null;
  }
}
