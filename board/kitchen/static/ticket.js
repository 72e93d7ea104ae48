// @ts-check
/** Draws a ticket: the twin of templates/ticket.html. Everything a person typed goes through textContent. */
import { icon } from "../site/icon.js";
import { NEXT_ITEM, mayTick } from "./items-state.js";
import { STATUS_OF } from "./slack-state.js";

/**
 * @typedef {import("./slack-state.js").Order} Order
 * @typedef {import("./slack-state.js").Ticket} Ticket
 * @typedef {{[name: string]: any}} Words
 * @typedef {{words: Words, csrf: string, clock: (at: number) => string, promised: (at: number, placedAt: number) => string}} Drawing
 */

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} [className]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, className = "", ...children) {
  const made = document.createElement(name);
  if (className !== "") made.className = className;
  made.append(...children);
  return made;
}

/**
 * Put values into a sentence with {names}.
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * A whole ticket; `showMoment` then sets what changes with time.
 * @param {Order} order
 * @param {Ticket} says
 * @param {Drawing} drawing
 */
export function makeTicket(order, says, drawing) {
  const { words, promised } = drawing;
  const top = element("div", "t-top", element("span", "t-slot"), element("span", "t-num", order.number), element("span", "t-time"));
  const who = element("p", "t-sub", element("span", "t-name", order.first_name), element("span", "t-word"));
  const source = order.fulfilment === "delivery" ? words.delivery : order.paid ? (order.history[0]?.source ?? "") : ""; // no room beside «PAY AT COUNTER»
  const when = element("p", "t-sub", element("span", "", `${promised(says.promise, order.placed_at)} ${source}`));
  when.append(element("span", order.paid ? "" : "t-due", order.paid ? words.paid : words.due));
  const items = element("ul", "t-items");
  if (order.allergy !== "") items.append(element("li", "t-allergy", icon("alert"), element("span", "", `${words.allergy}: ${order.allergy}`)));
  items.append(...order.lines.map((line) => makeItem(order, line, drawing)));
  if (order.note !== "") items.append(element("li", "t-note", icon("note"), element("span", "", order.note)));
  const article = element("article", "ticket", element("header", "", top, who, when), items, makeFooter(order, says, drawing));
  article.dataset.id = order.id;
  return article;
}

/** «No onion» → «onion»: the ticket's own word stands before it. @param {string} title */
const bareTitle = (title) => title.replace(/^\s*(?:no|without)\s+/i, "") || title;

/** @param {Order} order @param {import("./slack-state.js").Line} line @param {Drawing} drawing */
function makeItem(order, line, drawing) {
  const { words } = drawing;
  const glyph = { open: "open", started: "half", done: "check" }[line.status] ?? "open";
  const title = element("span", "n", line.kitchen_title);
  if (line.status !== "open") title.append(element("span", "visually-hidden", ` ${words.item_states[line.status]}`));
  const item = element("li", `t-item ${line.status}`, icon(glyph), element("span", "q", String(line.quantity)), title);
  item.dataset.line = String(line.line);
  if (mayTick(order)) item.prepend(makeTick(order, line, drawing));
  if (line.option === null && line.choices.length === 0) return item;
  const chips = line.choices.map((choice) =>
    element("span", choice.removes ? "no" : "", choice.removes ? `${words.no} ${bareTitle(choice.title)}` : choice.title),
  );
  item.append(element("span", "t-mods", ...(line.option === null ? [] : [element("span", "", line.option)]), ...chips));
  return item;
}

/** The whole row is the button; keys reach it by arrows. @param {Order} order @param {import("./slack-state.js").Line} line @param {Drawing} drawing */
function makeTick(order, line, drawing) {
  const status = NEXT_ITEM[line.status];
  const button = element("button");
  button.tabIndex = -1;
  button.setAttribute("aria-label", fill(drawing.words.spoken_tick[status], { quantity: line.quantity, item: line.kitchen_title, number: order.number }));
  const form = makeForm(order, "item", status, button, drawing);
  form.action = `/orders/${order.id}/items/${line.line}/status`;
  form.className = "t-tick";
  form.dataset.line = String(line.line);
  return form;
}

/** @param {Order} order @param {Ticket} says @param {Drawing} drawing */
function makeFooter(order, says, drawing) {
  const { words } = drawing;
  const { number } = order;
  const act = element("div", "t-act");
  const form = (/** @type {string} */ name, /** @type {string} */ status, /** @type {HTMLButtonElement} */ button) =>
    act.append(makeForm(order, name, status, button, drawing));
  if (says.step !== null) {
    const button = element("button", "t-step", words.steps[says.step]);
    button.setAttribute("aria-label", fill(words.spoken_steps[says.step], { number }));
    form("step", STATUS_OF[says.step], button);
  }
  if (says.money) form("money", "paid", makeGlyph("t-money", "cash", words.steps.money, fill(words.spoken_steps.money, { number })));
  if (says.back !== null) form("back", says.back, makeGlyph("t-back", "undo", words.back, fill(words.spoken_back, { number })));
  act.append(element("span", "t-pending", words.sending), element("span", "kbd", says.money || says.back !== null ? "↵" : "Enter"));
  return element("footer", "", makeBar(), act);
}

/** @param {string} className @param {string} glyph @param {string} title @param {string} label */
function makeGlyph(className, glyph, title, label) {
  const button = element("button", className, icon(glyph));
  button.title = title;
  button.setAttribute("aria-label", label);
  return button;
}

/** @param {Order} order @param {string} name @param {string} status @param {HTMLButtonElement} button @param {Drawing} drawing */
function makeForm(order, name, status, button, { csrf }) {
  const form = element("form");
  form.method = "post";
  form.action = `/orders/${order.id}/${status === "" ? "accept" : "status"}`;
  form.dataset.move = name;
  /** @type {[string, string][]} */
  const fields = [["csrf_token", csrf]];
  if (status !== "") fields.push(["status", status], ["version", String(order.version)]);
  for (const [key, value] of fields) {
    const field = element("input");
    field.type = "hidden";
    field.name = key;
    field.value = value;
    form.append(field);
  }
  form.append(button);
  return form;
}

function makeBar() {
  const bar = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of [["class", "t-bar"], ["viewBox", "0 0 100 8"], ["preserveAspectRatio", "none"], ["aria-hidden", "true"]]) {
    bar.setAttribute(name, value);
  }
  for (const [part, width] of [["bg", "100"], ["fg", "0"]]) {
    const rect = document.createElementNS(bar.namespaceURI, "rect");
    for (const [name, value] of [["class", part], ["width", width], ["height", "8"], ["rx", "2"]]) rect.setAttribute(name, value);
    bar.append(rect);
  }
  return bar;
}

/**
 * What changes with the time, the hand and the place.
 * @param {HTMLElement} article
 * @param {Order} order
 * @param {Ticket} says
 * @param {{slot: number, selected: boolean, line: number | null, pulses: boolean, pending: boolean, allDone: boolean, stale: boolean, asks: boolean}} now
 *   `line` the selected one, `asks`: still here?
 * @param {Drawing} drawing
 */
export function showMoment(article, order, says, now, { words, clock }) {
  const state = words.states[says.state];
  set(article, "data-state", says.state);
  const late = says.late && says.state !== "late" ? words.states.late : null; // beside another state
  const spoken = late === null ? state.spoken : `${state.spoken}, ${late.spoken}`;
  set(article, "aria-label", `${fill(words.order, { number: order.number })}, ${spoken}`);
  set(article, "aria-current", now.selected ? "true" : null);
  set(article, "data-pulse", now.pulses ? "" : null);
  set(article, "data-pending", now.pending ? "" : null);
  set(article, "data-all-done", now.allDone ? "" : null);
  for (const item of article.querySelectorAll(".t-item")) {
    set(item, "aria-current", now.line !== null && item.getAttribute("data-line") === String(now.line) ? "true" : null);
  }
  write(article, ".t-slot", String(now.slot));
  write(article, ".t-time", says.timer === "" ? clock(says.promise) : says.timer);
  const minutes = says.late_minutes > 0 ? ` +${says.late_minutes}` : "";
  const word = now.asks ? words.still_here : `${state.word}${late === null ? minutes : ""}`;
  showWord(/** @type {HTMLElement} */ (article.querySelector(".t-word")), says.state, word, state, late === null ? "" : `${late.word}${minutes}`);
  article.querySelector(".t-bar .fg")?.setAttribute("width", String(says.progress));
}

/** @param {HTMLElement} place @param {string} key @param {string} text @param {{icon: string, line: boolean}} state @param {string} late "" where the state says it */
function showWord(place, key, text, state, late) {
  if (place.dataset.word === `${key} ${text} ${late}`) return;
  place.dataset.word = `${key} ${text} ${late}`;
  const glyph = state.icon === "" ? [] : [icon(state.icon)];
  if (state.line) glyph[0].setAttribute("data-line", "");
  place.replaceChildren(...glyph, text);
  if (late !== "") place.append(element("span", "t-late", icon("square"), late));
}

/** @param {Element} at @param {string} name @param {string | null} value */
export function set(at, name, value) {
  if (value === null) at.removeAttribute(name);
  else if (at.getAttribute(name) !== value) at.setAttribute(name, value);
}

/** @param {ParentNode} root @param {string} selector @param {string} text */
export function write(root, selector, text) {
  const place = root.querySelector(selector);
  if (place !== null && place.textContent !== text) place.textContent = text;
}

/**
 * Measure a drawn ticket: whether its items fit. Where it may not grow they are turned like pages: the one with the
 * selected line is shown, and a line counts what is left out and leads on. Where even one item does not fit beside a long
 * note, the note ends in an ellipsis, or is counted too; an allergy stays whole.
 * @param {HTMLElement} article
 * @param {Words} words
 * @param {boolean} mayCut
 * @param {number | null} selected a line that must be seen
 * @returns {boolean} whether everything fits
 */
export function fitItems(article, words, mayCut, selected) {
  const list = /** @type {HTMLElement} */ (article.querySelector(".t-items"));
  const items = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(".t-item")]);
  const note = /** @type {HTMLElement | null} */ (list.querySelector(".t-note span"));
  const fits = () => list.scrollHeight <= list.clientHeight + 1;
  list.querySelector(".t-more")?.remove();
  list.toggleAttribute("data-one", false);
  showLines(note, Infinity);
  note?.parentElement?.toggleAttribute("hidden", false);
  for (const item of items) item.hidden = false;
  if (fits()) return true;
  if (!mayCut) return false;
  const wanted = items.findIndex((item) => item.dataset.line === String(selected));
  const more = element("li", "t-more", element("button"));
  let to = turnTo(0, items, more, words, fits);
  while (to <= wanted) to = turnTo(to, items, more, words, fits);
  const shown = items.filter((item) => !item.hidden).length;
  if (shown === items.length) more.remove(); // it was the note alone that did not fit
  list.toggleAttribute("data-one", shown === 1);
  for (let lines = 3; lines > 0 && !fits(); lines -= 1) showLines(note, lines);
  if (fits() || note === null || shown === items.length) return true;
  more.firstElementChild?.append(`, ${words.more_note}`);
  note.parentElement?.toggleAttribute("hidden", true);
  return true;
}

/** @param {HTMLElement | null} note @param {number} lines Infinity: all of them */
function showLines(note, lines) {
  if (note === null) return;
  note.toggleAttribute("data-lines", lines !== Infinity);
  note.style.setProperty("-webkit-line-clamp", lines === Infinity ? "none" : String(lines));
}

/**
 * Show the items from `from` on that fit, and behind them the line that counts all others and leads to the next.
 * @param {number} from
 * @param {HTMLElement[]} items
 * @param {HTMLElement} more
 * @param {Words} words
 * @param {() => boolean} fits
 * @returns {number} the first item behind them
 */
function turnTo(from, items, more, words, fits) {
  const button = /** @type {HTMLButtonElement} */ (more.firstElementChild);
  button.type = "button";
  button.tabIndex = -1;
  let to = items.length + 1;
  do {
    to -= 1;
    for (const [place, item] of items.entries()) item.hidden = place < from || place >= to;
    const left = items.length - (to - from);
    button.textContent = fill(left === 1 ? words.more_item : words.more_items, { count: left });
    button.dataset.moreFrom = items[to % items.length].dataset.line;
    items[to - 1].after(more);
  } while (!fits() && to > from + 1);
  return to;
}
