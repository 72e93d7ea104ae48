// @ts-check
/** How old a line to the server is, by the clock that ran further: one stands still in sleep, one can be set back. */
import { DEAD_AFTER_MS } from "./live-state.js";

const OPENING_MS = 8_000;
/** After waking, an open socket must answer within this. */
const PROOF_MS = 2_000;

export class Ages {
  /** Since the page was known to be true. */
  trueMs = 0;
  /** Since anything was heard. */
  silentMs = 0;
  #openingMs = 0;
  #proofDueMs = 0;
  #lookedAt = Date.now();
  #steadyAt = performance.now();

  /** A socket is opened. */
  open() {
    this.silentMs = 0;
    this.#openingMs = 0;
    this.#proofDueMs = 0;
  }

  /** The page is true now. */
  renew() {
    this.trueMs = 0;
    this.#proofDueMs = 0;
  }

  /** The open socket has to answer soon. */
  wantProof() {
    this.#proofDueMs = PROOF_MS;
  }

  /** Count the time since the last look. @returns {number} how long that was */
  advance() {
    const wall = Date.now() - this.#lookedAt;
    const steady = performance.now() - this.#steadyAt;
    this.#lookedAt += wall;
    this.#steadyAt += steady;
    const passed = Math.max(wall, steady);
    this.trueMs += passed;
    this.silentMs += passed;
    this.#openingMs += passed;
    return passed;
  }

  /** Whether a socket is given up. @param {boolean} isConnecting @param {number} passed since the last look */
  isDead(isConnecting, passed) {
    if (isConnecting) return this.#openingMs > OPENING_MS;
    if (this.#proofDueMs > 0) {
      this.#proofDueMs -= passed;
      if (this.#proofDueMs <= 0) return true;
    }
    return this.silentMs >= DEAD_AFTER_MS || (this.trueMs >= DEAD_AFTER_MS && this.#openingMs >= DEAD_AFTER_MS);
  }
}
