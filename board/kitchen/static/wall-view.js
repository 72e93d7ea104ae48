// @ts-check
/** Draws the wall: tickets in their slots, counts, rail, bars. Reads the screen only to measure. */
import { findSelectedLine, isAllDone } from "./items-state.js";
import { countAllDay, countStates, findOldestNew, findQuote, layOut } from "./kitchen-state.js";
import { describeTicket, readySince } from "./slack-state.js";
import { element, fill, fitItems, makeTicket, set, showMoment, write } from "./ticket.js";

/**
 * @typedef {import("./kitchen-state.js").Wall} Wall
 * @typedef {import("./kitchen-state.js").Shape} Shape
 * @typedef {import("./kitchen-state.js").Layout} Layout
 * @typedef {{state: string, heardAt: number, retryAt: number | null}} Fresh
 * @typedef {{now: number, pending: Set<string>, fresh: Fresh}} Moment
 */

const CELL = { width: 296, height: 400, gap: 18, rail: 300, bars: 112 };
/** A ticket for fingers, in real pixels: on a small touch screen fewer of them, with buttons that can be hit. */
const FINGER = { width: 220, height: 260 };
const STILL_HERE_MS = 5 * 60_000;

export class WallView {
  /** @type {Map<string, {article: HTMLElement, order: object}>} */
  #tickets = new Map();
  /** Ids whose items need two cells, as measured. @type {Set<string>} */
  #wide = new Set();
  /** What was measured last: the same again needs no measuring. */
  #measured = "";

  /**
   * @param {{words: {[name: string]: any}, rule: import("./slack-state.js").Rule, csrf: string, zone: string}} page
   */
  constructor({ words, rule, csrf, zone }) {
    this.words = words;
    this.rule = rule;
    const hours = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
    const seconds = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: zone });
    const weekdays = new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: zone });
    const dates = new Intl.DateTimeFormat("en-GB", { dateStyle: "short", timeZone: zone });
    this.clock = (/** @type {number} */ at) => hours.format(at);
    this.seconds = (/** @type {number} */ at) => seconds.format(at);
    /** An order for another day than it was placed on says for which: nobody cooks it a day early. @type {import("./ticket.js").Drawing["promised"]} */
    const promised = (at, placedAt) => (dates.format(at) === dates.format(placedAt) ? "" : `${weekdays.format(at)} `) + this.clock(at);
    this.drawing = { words, csrf, clock: this.clock, promised };
    this.grid = get("[data-grid]");
    this.empty = get("[data-empty]");
    for (const drawn of this.grid.querySelectorAll(".ticket")) drawn.remove();
  }

  /** What fits at the present size. @returns {Shape} */
  shape() {
    const wide = this.#wide;
    if (matchMedia("(max-width: 48em)").matches) return { columns: 1, rows: Infinity, wide };
    const scale = Number(getComputedStyle(document.documentElement).getPropertyValue("--wall")) || 1;
    const px = Math.min(innerWidth / 1920, innerHeight / 1080) * scale; // as kitchen.css has it
    const rail = get("[data-rail]").hidden ? 0 : CELL.rail;
    const fit = (/** @type {number} */ room, /** @type {number} */ size) => Math.floor((room / px - CELL.gap) / (size + CELL.gap));
    const least = matchMedia("(pointer: coarse)").matches ? FINGER : { width: 0, height: 0 };
    const columns = Math.min(6, Math.max(3, fit(innerWidth - rail * px, Math.max(CELL.width, least.width / px))));
    const rows = Math.min(3, Math.max(1, fit(innerHeight - CELL.bars * px, Math.max(CELL.height, least.height / px))));
    return { columns, rows, wide };
  }

  /**
   * Everything, as it is now.
   * @param {Wall} wall
   * @param {Moment} moment
   * @returns {Layout}
   */
  draw(wall, moment) {
    this.#forget(wall);
    let layout = this.#place(wall, moment);
    if (this.#measure(wall, layout)) layout = this.#place(wall, moment);
    this.#showCounts(wall, moment.now);
    this.#showRail(wall, moment.now);
    this.#showMore(layout);
    this.#showFresh(moment);
    const none = Object.keys(wall.orders).length === 0;
    this.empty.hidden = !none;
    write(this.empty, "strong", moment.fresh.state === "lost" ? this.words.unknown : this.words.empty);
    return layout;
  }

  /** Ids and versions of the tickets that are drawn. @returns {Record<string, number>} */
  drawn() {
    const articles = [...this.grid.querySelectorAll(".ticket")];
    return Object.fromEntries(articles.map((article) => [article.getAttribute("data-id") ?? "", Number(article.getAttribute("data-version"))]));
  }

  /** Measure again: the size has changed. */
  resize() {
    this.#measured = "";
    this.#wide = new Set();
  }

  /** @param {Wall} wall */
  #forget(wall) {
    for (const id of this.#tickets.keys()) {
      if (wall.orders[id] !== undefined) continue;
      this.#tickets.delete(id);
      this.#wide.delete(id);
    }
  }

  /** @param {Wall} wall @param {Moment} moment @returns {Layout} */
  #place(wall, { now, pending, fresh }) {
    const shape = this.shape();
    const layout = layOut(wall, shape, now, this.rule);
    this.grid.style.setProperty("--columns", String(shape.columns));
    this.grid.style.setProperty("--rows", Number.isFinite(shape.rows) ? String(shape.rows) : "1");
    const pulses = findOldestNew(wall);
    const focused = describeFocus();
    const line = findSelectedLine(wall)?.line ?? null;
    const places = layout.places.map((place) => {
      const order = wall.orders[place.id];
      if (order === undefined) return makeGap(place);
      const says = describeTicket(order, now, this.rule);
      const article = this.#ticket(order, says);
      const asks = says.state === "ready" && now - readySince(order) >= STILL_HERE_MS;
      const selected = wall.selected === place.id;
      const waits = { pending: pending.has(place.id), allDone: isAllDone(order) };
      const at = { slot: place.slot, selected, line: selected ? line : null, pulses: pulses === place.id, ...waits, stale: fresh.state === "lost", asks };
      showMoment(article, order, says, at, this.drawing);
      return putInPlace(article, place);
    });
    const before = [...this.grid.querySelectorAll(".ticket, .k-gap")];
    if (places.length !== before.length || places.some((place, index) => place !== before[index])) {
      for (const gone of before) if (!places.includes(/** @type {HTMLElement} */ (gone))) gone.remove();
      this.empty.before(...places);
      focusAgain(this.grid, focused);
    }
    return layout;
  }

  /** @param {import("./slack-state.js").Order} order @param {import("./slack-state.js").Ticket} says */
  #ticket(order, says) {
    const known = this.#tickets.get(order.id);
    if (known !== undefined && known.order === order) return known.article;
    const article = makeTicket(order, says, this.drawing);
    article.dataset.version = String(order.version);
    this.#tickets.set(order.id, { article, order });
    this.#wide.delete(order.id);
    this.#measured = "";
    return article;
  }

  /** @param {Wall} wall @param {Layout} layout @returns {boolean} whether tickets turned out to need two cells */
  #measure(wall, layout) {
    const line = findSelectedLine(wall)?.line ?? null;
    // a header that takes another line as time goes leaves less room for the items
    const head = (/** @type {string} */ id) => this.#tickets.get(id)?.article.querySelector("header")?.offsetHeight;
    const drawn = layout.places.map(({ id, wide }) => `${id}${wide}${wall.orders[id]?.version} ${head(id)}`);
    const key = `${layout.page} ${line} ${drawn} ${innerWidth} ${innerHeight}`;
    if (key === this.#measured) return false;
    const alone = this.shape().columns === 1;
    let grew = false;
    for (const { id, wide, gap } of layout.places) {
      const article = this.#tickets.get(id)?.article;
      if (gap || article === undefined || fitItems(article, this.words, wide || alone, wall.selected === id ? line : null)) continue;
      this.#wide.add(id);
      grew = true;
    }
    this.#measured = grew ? "" : key;
    return grew;
  }

  /** @param {Wall} wall @param {number} now */
  #showCounts(wall, now) {
    for (const [name, count] of Object.entries(countStates(wall, now, this.rule))) {
      write(document, `[data-count="${name}"]`, String(count));
    }
    write(document, "[data-quote]", fill(this.words.quote, { minutes: findQuote(wall, this.rule) }));
    write(document, "[data-clock]", this.clock(now));
    const starts = Object.values(wall.orders)
      .map((order) => describeTicket(order, now, this.rule))
      .filter(({ state }) => state === "scheduled")
      .map((says) => says.safe_start);
    get("[data-scheduled-frame]").hidden = starts.length === 0;
    write(document, "[data-scheduled]", starts.length === 0 ? "" : this.clock(Math.min(...starts)));
  }

  /** @param {Wall} wall @param {number} now */
  #showRail(wall, now) {
    const { words } = this;
    const rows = countAllDay(wall, now, this.rule);
    const key = JSON.stringify([rows, wall.soldOut, innerHeight]);
    const list = get("[data-all-day]");
    if (list.dataset.shown === key) return;
    list.dataset.shown = key;
    get("[data-sold-out-frame]").hidden = wall.soldOut.length === 0;
    get("[data-sold-out]").replaceChildren(...wall.soldOut.map(({ title, until }) =>
      element("li", "", element("s", "", title), element("small", "", until === null ? "" : fill(words.until, { at: this.clock(until) }))),
    ));
    list.replaceChildren(...rows.map(({ title, total, due, started }) => {
      const parts = [due > 0 ? fill(words.due_soon, { count: due }) : "", started > 0 ? fill(words.started_count, { count: started }) : ""];
      return element("li", "", element("b", "", String(total)), element("span", "", title), element("small", "", parts.filter((part) => part !== "").join(", ")));
    }));
    let left = 0;
    const more = get("[data-all-day-more]");
    more.textContent = "";
    const rail = get("[data-rail]");
    while (rail.scrollHeight > rail.clientHeight + 1 && list.children.length > 1) {
      list.lastElementChild?.remove();
      left += 1;
      more.textContent = fill(words.more_rows, { count: left });
    }
  }

  /** @param {Layout} layout */
  #showMore({ hidden, page, pages }) {
    const more = get("[data-more]");
    more.hidden = pages === 1;
    set(more, "data-state", hidden.worst);
    const { words } = this;
    const word = hidden.worst === "" ? "" : words.states[hidden.worst].spoken;
    const sentence = hidden.count === 0 ? words.page : hidden.worst === "track" ? words.more : words.more_worst;
    write(more, "[data-more-words]", fill(sentence, { count: hidden.count, worst: hidden.worstCount, word, page: page + 1, pages }));
    write(more, "[data-more-key]", page + 1 < pages ? "PgDn" : "PgUp");
  }

  /** @param {Moment} moment */
  #showFresh({ fresh, now }) {
    const { words } = this;
    const lost = fresh.state === "lost";
    set(get("[data-top]"), "data-state", lost ? "lost" : null);
    set(this.grid, "data-stale", lost ? "" : null);
    get("[data-lost]").hidden = !lost;
    get("[data-counts]").hidden = lost;
    get("[data-quote-frame]").hidden = lost;
    if (lost) write(document, "[data-lost-words]", `${fill(words.lost, { at: this.seconds(fresh.heardAt) })} ${words.lost_more}`);
    const age = Math.max(0, Math.floor((now - fresh.heardAt) / 1000));
    const wait = fresh.retryAt === null ? 0 : Math.ceil((fresh.retryAt - now) / 1000);
    const sentence = lost ? (wait > 0 ? fill(words.again, { seconds: wait }) : words.trying)
      : fresh.state === "load" ? words.loading : fill(words[fresh.state], { seconds: age });
    for (const light of document.querySelectorAll("[data-fresh], [data-empty-fresh]")) {
      set(light, "data-state", fresh.state === "live" ? null : fresh.state);
      if (light.textContent !== sentence) light.textContent = sentence;
    }
  }
}

/** @param {string} selector */
export function get(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(selector));
}

/** @param {import("./kitchen-state.js").Place} place */
function makeGap(place) {
  return putInPlace(element("div", "k-gap"), place);
}

/** @param {HTMLElement} at @param {import("./kitchen-state.js").Place} place */
function putInPlace(at, { row, column, wide }) {
  at.classList.toggle("ticket--wide", wide);
  at.style.setProperty("grid-area", `${row + 1} / ${column + 1} / auto / span ${wide ? 2 : 1}`);
  return at;
}

/** Which button of which ticket has the focus: a redrawn ticket gives it back. */
function describeFocus() {
  const form = document.activeElement?.closest("form[data-move]");
  const id = form?.closest(".ticket")?.getAttribute("data-id");
  if (!(form instanceof HTMLFormElement) || !id) return null;
  const line = form.dataset.line === undefined ? "" : `[data-line="${form.dataset.line}"]`;
  return { id, form: `[data-move="${form.dataset.move}"]${line}` };
}

/** @param {HTMLElement} grid @param {{id: string, form: string} | null} focused */
function focusAgain(grid, focused) {
  if (focused === null || grid.contains(document.activeElement)) return;
  const button = grid.querySelector(`[data-id="${CSS.escape(focused.id)}"] ${focused.form} button`);
  if (button instanceof HTMLElement) button.focus({ preventScroll: true });
}
