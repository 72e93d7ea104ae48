// @ts-check
/**
 * One page's line to /live: keeps a socket open, topics complete and in order, and knows how fresh the page is.
 * Protocol: docs/live.md. Rules without a browser: live-state.js.
 */
import { Ages } from "./live-ages.js";
import { WAITING, findFreshness, findOffset, findPause, receive } from "./live-state.js";

/** @typedef {import("./live-state.js").Position} Position */
/** @typedef {import("./live-state.js").TopicState} TopicState */
/** @typedef {import("./live-state.js").Frame} Frame */
/** @typedef {import("./live-state.js").FreshState} FreshState */

/**
 * @typedef {object} Freshness
 * @property {FreshState} state load (not yet heard) · live · slow (amber, 12 s) · lost (red, by 15 s)
 * @property {number} heardAt the server's time, in epoch milliseconds, as of which everything shown was true
 * @property {number | null} retryAt when the next attempt is made, server's time; null while a socket is open
 * @property {() => number} now the server's clock
 *
 * @typedef {object} Handlers
 * @property {(state: any, position: Position) => void} onSnapshot replaces everything shown of the topic
 * @property {(event: string, data: any, position: Position) => void} onEvent the next event, each exactly once
 * @property {() => void} [onResumed] what the page had is still true
 * @property {(code: string, message: string) => void} [onError] the server refuses the topic
 *
 * @typedef {{handlers: Set<Handlers>, state: TopicState}} Topic
 */

/** Amber lasts a second: a slower look would miss it now and then. */
const TICK_MS = 500;
/** A tick this late means the machine slept or the page was frozen. */
const WAKE_MS = 6_000;
/** Heard of so lately that a wake-up need not ask again. */
const JUST_HEARD_MS = 1_000;
const SESSION_ENDED = 4001;

export class Feed {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Map<string, Topic>} */
  #topics = new Map();
  #url;
  #onState;
  #onEnded;
  #everLive = false;
  #ages = new Ages();
  #attempt = 0;
  #heardAt = Date.now();
  /** @type {number | null} */
  #offsetMs = null;
  /** @type {number | null} */
  #retryAt = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retryTimer;
  #ticker;
  #lastTold = "";
  #closed = false;

  /**
   * @param {object} [options]
   * @param {string} [options.url] address of the socket, same origin unless absolute
   * @param {(freshness: Freshness) => void} [options.onState] told whenever freshness, or when it last was, changes
   * @param {() => void} [options.onEnded] the session ended: the page decides (reload to log in); without it the feed
   *   connects again as whoever the browser is by then
   */
  constructor({ url = "/live", onState = () => {}, onEnded } = {}) {
    const address = new URL(url, location.href);
    address.protocol = address.protocol.replace(/^http/, "ws");
    this.#url = address.href;
    this.#onState = onState;
    this.#onEnded = onEnded;
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
    addEventListener("online", this.#wake);
    addEventListener("pageshow", this.#wake);
    document.addEventListener("visibilitychange", this.#wake);
    queueMicrotask(() => this.#open());
  }

  /**
   * Watch a topic. With `epoch` and `version` (what the server rendered into the page) only what was missed is sent.
   * @param {string} name
   * @param {Handlers & {epoch?: string, version?: number}} watching
   * @returns {() => void} stops watching
   */
  subscribe(name, { epoch, version, ...handlers }) {
    const known = this.#topics.get(name);
    const position = epoch !== undefined && version !== undefined && !known ? { epoch, version } : null;
    const topic = known ?? { handlers: new Set(), state: WAITING };
    topic.handlers.add(handlers);
    topic.state = { position, waiting: true };
    this.#topics.set(name, topic);
    this.#ask(name, topic);
    return () => {
      topic.handlers.delete(handlers);
      if (topic.handlers.size === 0 && this.#topics.get(name) === topic) {
        this.#topics.delete(name);
        this.#send({ type: "unsubscribe", topic: name });
      }
    };
  }

  /**
   * Say that these orders were drawn.
   * @param {string} topic
   * @param {Record<string, number>} orders public id → version
   */
  seen(topic, orders) {
    if (this.#topics.get(topic)?.state.waiting === false) this.#send({ type: "seen", topic, orders });
  }

  /** The server's clock, in epoch milliseconds. */
  now() {
    return Date.now() + (this.#offsetMs ?? 0);
  }

  /** @returns {Freshness} */
  get freshness() {
    return {
      state: findFreshness(this.#ages.trueMs, this.#everLive),
      heardAt: this.#heardAt,
      retryAt: this.#retryAt,
      now: () => this.now(),
    };
  }

  /** Try again at once. */
  retry() {
    this.#attempt = 0;
    this.#open();
  }

  /** Leave for good. */
  close() {
    this.#closed = true;
    clearInterval(this.#ticker);
    clearTimeout(this.#retryTimer);
    removeEventListener("online", this.#wake);
    removeEventListener("pageshow", this.#wake);
    document.removeEventListener("visibilitychange", this.#wake);
    this.#drop();
  }

  #open() {
    if (this.#closed) return;
    clearTimeout(this.#retryTimer);
    this.#retryAt = null;
    this.#drop();
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#ages.open();
    for (const topic of this.#topics.values()) topic.state = { ...topic.state, waiting: true };
    socket.onopen = () => {
      for (const [name, topic] of this.#topics) this.#ask(name, topic);
    };
    socket.onmessage = (message) => this.#hear(JSON.parse(message.data));
    socket.onclose = (closing) => this.#lose(closing.code);
    this.#tell();
  }

  /** Forget the socket, so that nothing it still says counts. */
  #drop() {
    const socket = this.#socket;
    if (socket === null) return;
    this.#socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {number} code */
  #lose(code) {
    this.#drop();
    if (code === SESSION_ENDED && this.#end()) return;
    const pause = findPause(this.#attempt, code, Math.random());
    this.#attempt += 1;
    this.#retryAt = this.now() + pause;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.#open(), pause);
    this.#tell();
  }

  /** Whoever the page was made for is not here any more. @returns {boolean} whether the page has taken over */
  #end() {
    if (!this.#onEnded) return false;
    this.close();
    this.#onEnded();
    return true;
  }

  /** @param {Frame} frame */
  #hear(frame) {
    // after a sleep this may be a frame from before it: nothing counts until the server has answered anew
    if (this.#ages.advance() > WAKE_MS) this.#wake();
    this.#ages.silentMs = 0;
    if (typeof frame.now === "number" && (frame.type === "hello" || !this.#isWaiting())) {
      this.#offsetMs = findOffset(this.#offsetMs, frame.now, Date.now());
    }
    const topic = typeof frame.topic === "string" ? this.#topics.get(frame.topic) : undefined;
    if (topic !== undefined && frame.topic) this.#apply(frame.topic, topic, frame);
    this.#noteFresh();
  }

  /** @param {string} name @param {Topic} topic @param {Frame} frame */
  #apply(name, topic, frame) {
    const { state, action } = receive(topic.state, frame);
    topic.state = state;
    if (action === "again") this.#ask(name, topic);
    else if (action !== "skip") for (const handlers of [...topic.handlers]) this.#hand(name, topic, handlers, action, frame);
    // the session ended while the page was away: nobody was there to be told with 4001
    if (action === "refuse" && topic.state.waiting) this.#end();
  }

  /**
   * @param {string} name
   * @param {Topic} topic
   * @param {Handlers} handlers
   * @param {import("./live-state.js").Action} action
   * @param {Frame} frame
   */
  #hand(name, topic, handlers, action, frame) {
    const position = topic.state.position ?? { epoch: "", version: 0 };
    try {
      if (action === "replace") handlers.onSnapshot(frame.state, position);
      else if (action === "apply") handlers.onEvent(String(frame.event), frame.data, position);
      else if (action === "resume") handlers.onResumed?.();
      else handlers.onError?.(String(frame.code), String(frame.message));
    } catch (error) {
      reportError(error);
      // what is shown may be half an event: a snapshot puts it right
      if (action === "apply") {
        topic.state = { position: null, waiting: true };
        this.#ask(name, topic);
      }
    }
  }

  /** The page is as true as the last frame says, once every topic was answered since the socket opened. */
  #noteFresh() {
    if (this.#isWaiting()) return;
    this.#everLive = true;
    this.#ages.renew();
    this.#attempt = 0;
    this.#heardAt = this.now();
    this.#tell();
  }

  #isWaiting() {
    for (const { state } of this.#topics.values()) if (state.waiting) return true;
    return false;
  }

  #tick() {
    const passed = this.#ages.advance();
    const socket = this.#socket;
    if (passed > WAKE_MS) this.#wake();
    else if (socket !== null && this.#ages.isDead(socket.readyState === WebSocket.CONNECTING, passed)) this.#lose(1006);
    this.#tell();
  }

  /** Awake, visible or online again: ask for what was missed now, not when a timer finds out. */
  #wake = () => {
    if (this.#closed || document.visibilityState === "hidden") return;
    const socket = this.#socket;
    if (socket === null) this.retry();
    else if (socket.readyState === WebSocket.OPEN && this.#ages.silentMs > JUST_HEARD_MS) {
      this.#ages.wantProof();
      for (const [name, topic] of this.#topics) {
        topic.state = { ...topic.state, waiting: true };
        this.#ask(name, topic);
      }
    }
  };

  /** @param {string} name @param {Topic} topic */
  #ask(name, topic) {
    this.#send({ type: "subscribe", topic: name, ...(topic.state.position ?? {}) });
  }

  /** @param {object} message */
  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #tell() {
    const freshness = this.freshness;
    const told = `${freshness.state} ${Math.floor(freshness.heardAt / 1000)} ${freshness.retryAt}`;
    if (told === this.#lastTold) return;
    this.#lastTold = told;
    this.#onState(freshness);
  }
}

/**
 * Open the page's line to the server.
 * @param {ConstructorParameters<typeof Feed>[0]} [options]
 * @returns {Feed}
 */
export function openFeed(options) {
  return new Feed(options);
}
