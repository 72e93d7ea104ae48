// @ts-check
/** The dashboard kept true: rows move as orders move, steps are taken in place, stale is said aloud. */
import { setBusy } from "../site/forms.js";
import { openFeed } from "../site/live-feed.js";
import { showToast } from "../site/toast.js";
import { HIGHLIGHTED_MS, LIVE, NOTHING, applyEvent, applySnapshot, lateMinutes, leftText, listRows, nameState, sumCounts } from "./dashboard-state.js";
import { isMain, offerSteps } from "./steps-state.js";

/** @typedef {import("./dashboard-state.js").AdminOrder} AdminOrder */
/** @typedef {import("./dashboard-state.js").DashboardState} DashboardState */
/** @typedef {import("../site/live-feed.js").Freshness} Freshness */
/** @typedef {import("./steps-state.js").OfferedStep} OfferedStep */

const root = /** @type {HTMLElement} */ (document.querySelector("[data-dashboard]"));
/** @type {Record<string, string>} */
const words = JSON.parse(root.dataset.words ?? "{}");
const zone = root.dataset.zone ?? "UTC";
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const seconds = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const money = new Intl.NumberFormat("en-US", { style: "currency", currency: root.dataset.currency ?? "USD" });
const numbers = new Intl.NumberFormat("en-US");
const minorUnits = 10 ** (money.resolvedOptions().maximumFractionDigits ?? 2);
/** @type {Record<string, string>} */
const TAGS = { late: "danger", pay_at_counter: "info", unpaid: "warn", paid: "info", ready: "ready", shipped: "info" };
/** @type {Record<string, string>} */
const PLATES = { late: "late", ready: "ready", collected: "quiet", delivered: "quiet", cancelled: "quiet" };
/** @type {Record<string, "alert" | "check">} */
const MARKS = { late: "alert", ready: "check" };
/** @type {DashboardState} */
let state = { ...NOTHING, finished: JSON.parse(root.dataset.finished ?? "[]") };
let heard = false;
let wanted = root.dataset.wanted ?? "all";
/** @type {Freshness} */
let freshness = { state: "load", heardAt: Date.parse(root.dataset.now ?? ""), retryAt: null, now: Date.now };
/** The orders as their rows show them, so that a row is built again only when its order changed. @type {Map<string, string>} */
const built = new Map();

/** @param {string} name @param {ParentNode} [within] @returns {HTMLElement} */
const part = (name, within = root) => /** @type {HTMLElement} */ (within.querySelector(`[data-${name}]`));
const now = () => freshness.now();

/** @param {string} name @param {Record<string, string | number>} [values] */
function say(name, values = {}) {
  return (words[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
}

/** @param {string} name @returns {HTMLElement} */
function copyOf(name) {
  const template = /** @type {HTMLTemplateElement} */ (root.querySelector(`template[data-${name}]`));
  return /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
}

/** @param {AdminOrder} order @param {OfferedStep} step */
function formOf(order, step) {
  const form = /** @type {HTMLFormElement} */ (copyOf("form"));
  form.action = `/orders/${order.id}/status`;
  form.dataset.step = step.kind;
  /** @param {string} name @param {string} value */
  const set = (name, value) => form.querySelector(`[name="${name}"]`)?.setAttribute("value", value);
  set("status", step.status);
  set("version", String(order.version));
  const button = /** @type {HTMLElement} */ (form.querySelector("button"));
  const look = step.kind === "ready" ? "ready" : step.kind === "cancel" ? "danger" : "quiet";
  button.className = `button button--${look} button--s`;
  button.textContent = step.kind === "cancel" ? say("sure", { number: order.number }) : words[`step_${step.kind}`];
  return form;
}

/** @param {AdminOrder} order @param {HTMLElement} row */
function drawSteps(order, row) {
  const steps = offerSteps(order, "admin");
  const more = part("more", row);
  const hidden = steps.filter((step) => !isMain(step));
  more.hidden = hidden.length === 0;
  const name = more.querySelector(".visually-hidden");
  if (name !== null) name.textContent = ` ${order.number}`;
  part("more-steps", row).replaceChildren(...hidden.map((step) => {
    const form = formOf(order, step);
    if (step.kind !== "cancel") return form;
    const [confirm, summary] = [document.createElement("details"), document.createElement("summary")];
    confirm.className = "more";
    summary.className = "button button--text button--s";
    summary.textContent = words.step_cancel;
    confirm.append(summary, form);
    return confirm;
  }));
  part("acts", row).replaceChildren(...steps.filter(isMain).map((step) => formOf(order, step)), more);
}

/** @param {AdminOrder} order @returns {HTMLElement} */
function rowOf(order) {
  const row = copyOf("row");
  row.dataset.order = order.id;
  /** @type {HTMLAnchorElement} */ (part("link", row)).href = `/admin/orders/${order.id}`;
  part("plate", row).textContent = order.number;
  part("customer", row).textContent = order.purchaser?.full_name ?? order.first_name;
  const items = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  part("items", row).textContent = say(items === 1 ? "items_one" : "items_many", { count: items });
  part("due", row).hidden = !(order.due > 0 && order.payment === "counter");
  part("allergy", row).hidden = order.allergy === "";
  part("total", row).textContent = money.format(order.total / minorUnits);
  const promised = order.promised_at ?? order.ready_at;
  part("promised", row).textContent = promised === null ? "" : clock.format(promised);
  drawSteps(order, row);
  return row;
}

/** What changes with time alone. @param {AdminOrder} order @param {HTMLElement} row @param {number} at */
function drawTime(order, row, at) {
  const name = nameState(order, at);
  const text = say(`state_${name}`, { minutes: lateMinutes(order, at) });
  const tag = part("state-tag", row);
  if (tag.textContent?.trim() !== text || tag.dataset.name !== name) {
    tag.dataset.name = name;
    tag.className = TAGS[name] === undefined ? "tag" : `tag tag--${TAGS[name]}`;
    const label = document.createElement("span");
    label.textContent = text;
    tag.replaceChildren(...(MARKS[name] === undefined ? [] : [copyOf(MARKS[name])]), label);
    const plate = part("plate", row);
    if (PLATES[name] === undefined) delete plate.dataset.state;
    else plate.dataset.state = PLATES[name];
  }
  part("left", row).textContent = leftText(order, at);
  row.classList.toggle("row-new", state.newest?.id === order.id && at - state.newest.at < HIGHLIGHTED_MS);
}

/**
 * Where the focus is within the rows: rows are built again and change places, and a keyboard must not lose its place by it.
 * A step that is no longer there leads to its order's number, an order that is gone to the table.
 * @param {HTMLElement} body @returns {() => void} puts the focus there again
 */
function rememberFocus(body) {
  const focused = document.activeElement;
  const order = focused?.closest("tr")?.dataset.order;
  if (!(focused instanceof HTMLElement) || order === undefined || !body.contains(focused)) return () => {};
  const step = focused.closest("form")?.dataset.step;
  const same = step === undefined ? (focused.matches("summary") ? "[data-more] > summary" : "[data-link]") : `[data-step="${step}"] button`;
  return () => {
    if (document.activeElement === focused) return;
    const row = body.querySelector(`tr[data-order="${order}"]`);
    const place = row?.querySelector(same) ?? row?.querySelector("[data-link]") ?? body.closest("[tabindex]");
    if (place instanceof HTMLElement) place.focus({ preventScroll: true });
  };
}

function drawRows() {
  const at = now();
  const body = part("rows");
  const putFocusBack = rememberFocus(body);
  const orders = listRows(state, wanted, at);
  /** @type {Map<string, HTMLElement>} */
  const rows = new Map([...body.children].map((row) => [/** @type {HTMLElement} */ (row).dataset.order ?? "", /** @type {HTMLElement} */ (row)]));
  const keep = new Set(orders.map((order) => order.id));
  for (const [id, row] of rows) {
    if (!keep.has(id)) row.remove();
  }
  orders.forEach((order, place) => {
    const text = JSON.stringify(order);
    let row = rows.get(order.id);
    if (row === undefined || built.get(order.id) !== text) {
      const fresh = rowOf(order);
      if (row !== undefined) part("more", fresh).toggleAttribute("open", part("more", row).hasAttribute("open"));
      row?.replaceWith(fresh);
      row = fresh;
      built.set(order.id, text);
    }
    if (body.children[place] !== row) body.insertBefore(row, body.children[place] ?? null);
    drawTime(order, row, at);
  });
  part("none").hidden = orders.length > 0;
  part("none-words").textContent = wanted === "all" ? words.none_all : words.none_filtered;
  putFocusBack();
}

function drawCounts() {
  const { counts } = state;
  const late = listRows(state, "late", now()).length;
  const sums = { all: sumCounts(counts, LIVE), late, new: sumCounts(counts, ["ordered", "paid"]) };
  for (const element of root.querySelectorAll("[data-count], [data-kpi]")) {
    const name = element.getAttribute("data-count") ?? element.getAttribute("data-kpi") ?? "";
    const count = name in sums ? sums[/** @type {keyof typeof sums} */ (name)] : (counts[name] ?? 0);
    const text = numbers.format(count);
    if (element.textContent !== text) element.textContent = text;
    element.toggleAttribute("data-nothing", count === 0);
  }
}

function drawOwed() {
  const { count, orders } = state.owed;
  part("owed").hidden = count === 0;
  const text = JSON.stringify(state.owed);
  if (built.get("owed") === text) return;
  built.set("owed", text);
  part("owed-words").textContent = say(count === 1 ? "owed_one" : "owed_many", { count });
  part("owed-orders").replaceChildren(...orders.map((order) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `/admin/orders/${order.id}#money`;
    link.textContent = say("owed_order", { number: order.number, amount: money.format(order.amount / minorUnits) });
    item.append(link);
    return item;
  }));
  part("owed-more").hidden = count <= orders.length;
}

function drawFreshness() {
  const lost = freshness.state === "lost";
  const at = seconds.format(freshness.heardAt);
  root.toggleAttribute("data-stale", lost);
  part("banner").hidden = !lost;
  if (lost) part("banner-since").textContent = say("lost_since", { at });
  if (freshness.state === "load") return;
  const light = part("fresh");
  light.classList.remove("fresh--load");
  if (freshness.state === "live") delete light.dataset.state;
  else light.dataset.state = freshness.state;
  const ago = Math.max(0, Math.round((now() - freshness.heardAt) / 1000));
  light.textContent = say(`fresh_${freshness.state}`, { at, seconds: ago });
}

function draw() {
  if (heard) {
    drawRows();
    drawCounts();
    drawOwed();
  }
  drawFreshness();
}

/** @param {SubmitEvent} event */
async function takeStep(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.step === undefined) return;
  event.preventDefault();
  const button = event.submitter;
  if (button?.getAttribute("aria-busy") === "true") return;
  if (button instanceof HTMLButtonElement) setBusy(button, true);
  const more = form.closest("[data-more]");
  if (more !== null) {
    more.removeAttribute("open");
    more.querySelector("summary")?.focus({ preventScroll: true });
  }
  try {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) fields.append(name, String(value));
    const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body: fields });
    if (!answer.ok) showToast((await answer.json().catch(() => ({}))).detail ?? words.refused);
  } catch {
    showToast(words.refused);
  } finally {
    if (button instanceof HTMLButtonElement) setBusy(button, false);
  }
}

/** Filters without loading, where everything they show is at hand; finished orders are read by the server. @param {MouseEvent} event */
function filter(event) {
  const tab = event.target instanceof Element ? event.target.closest("[data-filter]") : null;
  const name = tab?.getAttribute("data-filter") ?? "";
  if (tab === null || !heard || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!["all", "late", ...LIVE].includes(name)) return;
  event.preventDefault();
  wanted = name;
  history.replaceState(null, "", tab.getAttribute("href"));
  root.querySelectorAll("[data-filter]").forEach((one) => one.removeAttribute("aria-current"));
  tab.setAttribute("aria-current", "true");
  draw();
}

root.addEventListener("submit", takeStep);
root.addEventListener("click", filter);
const feed = openFeed({
  onState(next) {
    if (next.state !== "load") freshness = next;
    draw();
  },
  onEnded: () => location.reload(),
});
feed.subscribe("admin", {
  onSnapshot(snapshot) {
    state = applySnapshot(state, snapshot);
    heard = true;
    draw();
  },
  onEvent(event, body) {
    state = applyEvent(state, event, body, feed.now());
    draw();
  },
});
part("retry").addEventListener("click", () => feed.retry());
setInterval(draw, 1000);
