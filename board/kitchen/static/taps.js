// @ts-check
/**
 * Taps on their way: each is sent once, against the version that was seen; this screen's last one can be undone.
 * Taps on one ticket go one after the other, each against the version the one before it made.
 */
import { Ahead, isShown } from "./ahead.js";
import { moveOrder, tickItem } from "./commands.js";
import { NEXT_ITEM, findLine, mayTick } from "./items-state.js";
import { STATUS_OF, describeTicket } from "./slack-state.js";

/**
 * @typedef {import("./slack-state.js").Order} Order
 * @typedef {import("./slack-state.js").Line} Line
 * @typedef {import("./kitchen-state.js").Wall} Wall
 * @typedef {import("./commands.js").Answer} Answer
 * @typedef {{version: number, step: string, until: number}} Pending
 * @typedef {{id: string, number: string, before: string, step: string, version: number, at: number,
 *   item: {line: number, title: string, before: string} | null}} LastStep `before` is the order's status, the item's in `item`
 * @typedef {{words: {[name: string]: any}, rule: import("./slack-state.js").Rule, csrf: string, now: () => number, wall: () => Wall,
 *   draw: () => void, toast: (sentence: string, values?: Record<string, string | number>) => void}} Page
 */

const UNDO_MS = 10_000;
/** A tap whose outcome the feed does not show by then is no longer waited for. */
const PENDING_MS = 6_000;
const SENDING_MS = 16_000;
const NO_WAY_BACK = ["accept", "money"];
const ITEM = "item";

export class Taps {
  /** @type {Map<string, Pending>} */
  #pending = new Map();
  /** How each ticket stands after the taps on their way. @type {Map<string, Promise<Order>>} */
  #inLine = new Map();
  /** @type {LastStep | null} */
  #last = null;
  /** Until this screen's taps are answered. @type {Promise<void>} */
  #underWay = Promise.resolve();
  #ahead = new Ahead();
  /** Until the undo that waits for them has its place in the line. @type {Promise<void> | null} */
  #undoWaits = null;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  /** Ids of tickets with a tap on its way. */
  waiting() {
    for (const [id, { until }] of this.#pending) if (Date.now() > until) this.#pending.delete(id);
    return new Set(this.#pending.keys());
  }

  /** What a tap waited for has come, or the ticket has moved on without it. @param {Order[]} orders */
  clear(orders) {
    this.#ahead.clear(orders);
    for (const order of orders) {
      const waits = this.#pending.get(order.id);
      if (waits !== undefined && isShown(order, waits)) this.#pending.delete(order.id);
    }
    const wall = this.page.wall();
    for (const id of this.#pending.keys()) if (wall.orders[id] === undefined && !wall.gone.some((gone) => gone.id === id)) this.#pending.delete(id);
  }

  /** The tickets with their items as the next tap is meant. @param {Wall["orders"]} orders @returns {Wall["orders"]} */
  meant(orders) {
    return Object.fromEntries(Object.entries(orders).map(([id, order]) => [id, { ...order, lines: this.#ahead.meant(order).lines }]));
  }

  /** @param {string} id */
  advance(id) {
    const order = this.page.wall().orders[id];
    if (order === undefined) return;
    if (this.#undoWaits !== null) return void this.#undoWaits.then(() => this.advance(id));
    const { toast, words, now, rule } = this.page;
    const { step } = describeTicket(order, now(), rule);
    if (step === null) return toast(words.toast_no_step, { number: order.number });
    toast(words.toast_sending, { number: order.number, step: words.steps[step] });
    this.#follow(this.#send(order, step, STATUS_OF[step]));
  }

  /** @param {string} id */
  stepBack(id) {
    const order = this.page.wall().orders[id];
    if (order === undefined) return;
    const { toast, words, now, rule } = this.page;
    const { back } = describeTicket(order, now(), rule);
    if (back === null) return toast(words.toast_no_back, { number: order.number });
    toast(words.toast_back, { number: order.number });
    this.#follow(this.#send(order, "back", back));
  }

  /** @param {Order} order */
  takeMoney(order) {
    this.page.toast(this.page.words.toast_sending, { number: order.number, step: this.page.words.steps.money });
    this.#follow(this.#send(order, "money", STATUS_OF.money));
  }

  /** @param {Order} order */
  async recall(order) {
    const { toast, words, now, rule } = this.page;
    const back = describeTicket(order, now(), rule).back ?? "";
    if (await this.#send(order, "recall", back)) toast(words.toast_back_again, { number: order.number });
  }

  /**
   * Tick one item; without a status, whatever comes next for it.
   * @param {string} id
   * @param {number} number the line's
   * @param {string} [wanted]
   */
  tick(id, number, wanted) {
    const { toast, words, wall } = this.page;
    const seen = wall().orders[id];
    if (seen === undefined) return;
    if (this.#undoWaits !== null) return void this.#undoWaits.then(() => this.tick(id, number, wanted));
    const order = this.#ahead.meant(seen);
    const line = findLine(order, number);
    if (line === null) return;
    if (!mayTick(order)) return toast(words.toast_no_tick, { number: order.number });
    const status = wanted ?? NEXT_ITEM[line.status];
    toast(words.toast_ticked[status], { number: order.number, item: line.kitchen_title });
    const answered = this.#ahead.wish(id, number, status, line.status);
    this.#follow(this.#inTurn(seen, (latest) => this.#sendTick(latest, line, status)).then(answered));
  }

  async undo() {
    // what is undone is the last tap, even when its answer is not here yet; the next key is meant after it
    const undone = this.#ahead.expectUndo();
    const waits = this.#underWay.then(() => void (this.#undoWaits === waits && (this.#undoWaits = null)));
    this.#undoWaits = waits;
    await waits;
    undone();
    const { toast, words, wall, draw } = this.page;
    const last = this.#last;
    if (last === null || Date.now() - last.at > UNDO_MS) return toast(words.toast_no_undo);
    const { id, number } = last;
    if (NO_WAY_BACK.includes(last.step)) return toast(last.step === "accept" ? words.toast_undo_accept : words.toast_undo_money, { number });
    const drawn = wall().orders[id] ?? wall().gone.find((gone) => gone.id === id);
    if (drawn === undefined) return toast(words.toast_gone, { number });
    const order = this.#ahead.newest(drawn);
    this.#last = null;
    // against the version this screen made: if somebody has moved it since, the server says so and nothing is lost
    const seen = { ...order, version: last.version };
    const onlyItem = last.item !== null && order.status === last.before;
    const sent = onlyItem ? this.#untick(seen, last) : this.#send(seen, "undo", last.before);
    this.#follow(sent);
    if (await sent) {
      this.#last = null;
      toast(words.toast_undone, { number });
      draw();
    }
  }

  /** What the undo key would take back now, and for how many seconds more. @returns {{sentence: string, values: Record<string, string | number>} | null} */
  describeUndo() {
    const last = this.#last;
    const seconds = last === null ? 0 : Math.ceil((last.at + UNDO_MS - Date.now()) / 1000);
    if (last === null || seconds <= 0 || NO_WAY_BACK.includes(last.step)) return null;
    const { words, wall } = this.page;
    const order = wall().orders[last.id] ?? wall().gone.find(({ id }) => id === last.id);
    if (last.item === null) return { sentence: words.undo_left, values: { number: last.number, what: words.did[order?.status ?? ""] ?? "", seconds } };
    const what = words.ticked[(order && findLine(order, last.item.line)?.status) ?? ""] ?? "";
    return { sentence: words.undo_item_left, values: { number: last.number, item: last.item.title, what, seconds } };
  }

  /** @param {Promise<unknown>} tap */
  #follow(tap) {
    const before = this.#underWay;
    this.#underWay = tap.then(() => before);
  }

  /**
   * What is done to a ticket waits until the taps before it are answered.
   * @param {Order} order as it was seen
   * @param {(latest: Order) => Promise<Order>} tap from how the ticket stands to how it stands after
   */
  #inTurn(order, tap) {
    const { id } = order;
    const sent = (this.#inLine.get(id) ?? Promise.resolve(this.#ahead.newest(order))).then(tap);
    this.#inLine.set(id, sent);
    return sent.then((latest) => {
      if (this.#inLine.get(id) === sent) this.#inLine.delete(id);
      return latest;
    });
  }

  /** Whether a step of the whole ticket is on its way: a second one is not sent then. @param {string} id */
  #isMoving(id) {
    return (this.#pending.get(id)?.step ?? ITEM) !== ITEM;
  }

  /**
   * Send one step; the screen waits for the feed.
   * @param {Order} order
   * @param {string} step a step's name, or "back"
   * @param {string} status "" accepts
   * @returns {Promise<boolean>}
   */
  async #send(order, step, status) {
    const { id, number } = order;
    const { toast, words, draw, csrf, now } = this.page;
    // an undo knows the version it takes back, whether the feed has shown it or not
    if (step !== "undo" && this.#isMoving(id)) {
      toast(words.toast_waiting, { number });
      return false;
    }
    this.#ahead.asked = null;
    this.#wait(id, order.version, step);
    draw();
    let done = false;
    await this.#inTurn(order, async (latest) => {
      this.#wait(id, latest.version, step);
      draw();
      const answer = await moveOrder(csrf, id, status, latest.version, now());
      if (answer.outcome === "done") this.#last = this.#remember(order, step, answer, null);
      done = this.#settle(order, answer);
      return answer.order ?? latest;
    });
    return done;
  }

  /**
   * @param {Order} latest as it stands when this tick's turn has come
   * @param {Line} line as it was seen
   * @param {string} status
   * @returns {Promise<Order>} how the ticket stands after it
   */
  async #sendTick(latest, line, status) {
    const { csrf, now, draw, toast, words } = this.page;
    const send = (/** @type {Order} */ order) => {
      this.#wait(order.id, order.version, ITEM);
      draw();
      return tickItem(csrf, order.id, line.line, status, order.version, now());
    };
    const isThere = (/** @type {Order | null} */ order) => order !== null && findLine(order, line.line)?.status === status;
    if (isThere(latest)) return latest; // two hands, one wish
    if (!mayTick(latest)) {
      toast(words.toast_no_tick, { number: latest.number });
      return latest;
    }
    let before = latest;
    let answer = await send(before);
    // somebody has ticked another item meanwhile: while this one stands as it was seen, the tap still means the same
    if (answer.outcome === "moved" && answer.order !== null && mayTick(answer.order) && findLine(answer.order, line.line)?.status === line.status) {
      before = answer.order;
      answer = await send(before);
    }
    if (answer.outcome === "moved" && isThere(answer.order)) answer.outcome = "done";
    else if (answer.outcome === "done") this.#last = this.#remember(before, ITEM, answer, { line: line.line, title: line.kitchen_title, before: line.status });
    this.#settle(before, answer);
    return answer.order ?? before;
  }

  /** @param {Order} seen @param {LastStep} last */
  async #untick(seen, last) {
    const { csrf, now, draw } = this.page;
    const { item } = last;
    if (item === null) return false;
    const answered = this.#ahead.wish(seen.id, item.line, item.before);
    let done = false;
    await this.#inTurn(seen, async () => {
      this.#wait(seen.id, seen.version, ITEM);
      draw();
      const answer = await tickItem(csrf, seen.id, item.line, item.before, seen.version, now());
      done = this.#settle(seen, answer);
      return answer.order ?? seen;
    });
    answered();
    return done;
  }

  /** @param {string} id @param {number} version @param {string} step */
  #wait(id, version, step) {
    this.#pending.set(id, { version, step, until: Date.now() + PENDING_MS + SENDING_MS });
  }

  /** @param {Order} order @param {string} step @param {Answer} answer @param {LastStep["item"]} item @returns {LastStep} */
  #remember(order, step, answer, item) {
    return { id: order.id, number: order.number, before: order.status, step, version: answer.order?.version ?? order.version, at: Date.now(), item };
  }

  /** The server has answered: say what went wrong, else wait for the feed. @param {Order} order @param {Answer} answer */
  #settle({ id, number }, { outcome, order: answered }) {
    const { toast, words, draw, wall } = this.page;
    const waits = this.#pending.get(id);
    if (outcome === "done") {
      this.#ahead.learn(answered);
      // the feed may have been quicker than the answer
      if (waits !== undefined && isShown(wall().orders[id], waits)) this.#pending.delete(id);
      else if (waits !== undefined) waits.until = Date.now() + PENDING_MS;
    } else {
      this.#pending.delete(id);
      const sentences = { moved: words.toast_moved, impossible: words.toast_not_possible, gone: words.toast_gone, refused: words.toast_refused };
      toast(sentences[/** @type {"moved"} */ (outcome)] ?? words.toast_failed, { number, what: words.did[answered?.status ?? ""] ?? "" });
    }
    draw();
    return outcome === "done";
  }
}
