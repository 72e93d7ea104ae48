// @ts-check
/** How tickets stand ahead of the feed: this screen's answers that came before it, and its ticks on their way. Pure of the page. */

/** @typedef {import("./slack-state.js").Order} Order */

/**
 * Whether the feed shows what a tap waits for. Accepting raises no version, and a tick may have accepted already.
 * @param {Order | undefined} order
 * @param {{version: number, step: string}} waits
 */
export function isShown(order, { version, step }) {
  return order !== undefined && (order.version > version || (step === "accept" && order.accepted_at !== null));
}

export class Ahead {
  /** As this screen's own answers left them. @type {Map<string, Order>} */
  #answered = new Map();
  /** What becomes of lines, by ticket. @type {Map<string, Map<number, {status: string}>>} */
  #wishes = new Map();
  /** The tick that was asked for last, while nothing else was. @type {{id: string, line: number, before: string} | null} */
  asked = null;

  /** A tap of this screen was answered. @param {Order | null} order */
  learn(order) {
    if (order !== null) this.#answered.set(order.id, order);
  }

  /** The feed has come as far, or further. @param {Order[]} orders */
  clear(orders) {
    for (const { id, version } of orders) if (version >= (this.#answered.get(id)?.version ?? version + 1)) this.#answered.delete(id);
  }

  /**
   * A tick is on its way.
   * @param {string} id @param {number} line @param {string} status
   * @param {string} [before] what an undo makes of it again; an undo itself has none
   * @returns {() => void} to be called when it is answered
   */
  wish(id, line, status, before) {
    this.asked = before === undefined ? null : { id, line, before };
    const wish = { status };
    const lines = this.#wishes.get(id) ?? new Map();
    this.#wishes.set(id, lines.set(line, wish));
    return () => {
      if (lines.get(line) === wish) lines.delete(line);
      if (lines.size === 0 && this.#wishes.get(id) === lines) this.#wishes.delete(id);
    };
  }

  /** An undo waits for its turn: the next key means what it will have made. @returns {() => void} when its turn has come */
  expectUndo() {
    const { asked } = this;
    return asked === null ? () => {} : this.wish(asked.id, asked.line, asked.before);
  }

  /** The ticket by the feed, or by this screen's own answer where that is newer. @param {Order} order @returns {Order} */
  newest(order) {
    const answered = this.#answered.get(order.id);
    return answered !== undefined && answered.version > order.version ? answered : order;
  }

  /** What the next tap is meant against: the newest, with what is on its way. @param {Order} order @returns {Order} */
  meant(order) {
    const newest = this.newest(order);
    const wishes = this.#wishes.get(order.id);
    if (wishes === undefined) return newest;
    return { ...newest, lines: newest.lines.map((line) => ({ ...line, status: wishes.get(line.line)?.status ?? line.status })) };
  }
}
