// @ts-check
/**
 * The cart's page without reloads: each form is sent by fetch, follows to the next page as the browser would, and the part
 * marked [data-cart] is replaced by that page's. Another tab's change does the same: a customer's arrives on the topic
 * `cart`, a guest's from tab to tab; and so does a change of a product the cart holds, on the topic `menu`.
 */
import { setBusy } from "../site/forms.js";
import { icon } from "../site/icon.js";
import { openShopFeed } from "../site/shop-feed.js";
import { takeSteppers } from "../site/stepper.js";
import { showToast } from "../site/toast.js";
import { showCartCount } from "../site/cart-count.js";
import { offerCopy, keepCopy } from "./cart-copy.js";
import { hearTabs, tellTabs } from "./cart-tabs.js";

const TYPING_PAUSE_MS = 300;

/** Only the latest answer is shown. */
let latest = 0;
/** Changes are sent one after the other. @type {Promise<void>} */
let line = Promise.resolve();

/** @returns {HTMLElement} */
function cartElement() {
  return /** @type {HTMLElement} */ (document.querySelector("[data-cart]"));
}

/**
 * Where the focus was, so that it can stand there again.
 * @returns {string} a selector, or ""
 */
function focusedPlace() {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !cartElement().contains(active)) return "";
  const row = active.closest("[data-line]");
  const at = row instanceof HTMLElement ? `[data-line="${row.dataset.line}"] ` : "";
  if (active.dataset.step !== undefined) return `${at}button[data-step="${active.dataset.step}"]`;
  if (active instanceof HTMLInputElement && active.id !== "") return `#${active.id}`;
  return "[data-restore-form] button";
}

/**
 * Show the cart of another page's text.
 * @param {string} text a whole page
 * @param {boolean} [keepNews] what is said on top stays: nobody here has done anything since it was said
 */
function showPage(text, keepNews = false) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const cart = page.querySelector("[data-cart]");
  if (!(cart instanceof HTMLElement)) {
    location.reload();
    return;
  }
  const place = focusedPlace();
  const element = document.importNode(cart, true);
  const news = cartElement().querySelector("[data-cart-news]");
  const isNews = element.querySelector("[data-cart-news]") !== null;
  if (keepNews && news !== null && !isNews) {
    (element.querySelector("[data-cart-main]") ?? element).prepend(news);
  }
  cartElement().replaceWith(element);
  takeSteppers(element);
  showCartCount(Number(page.querySelector("[data-cart-count]")?.textContent ?? "0"));
  keepCopy(element);
  offerCopy(element, send);
  tellOthers(keepNews && isNews);
  const again = place === "" ? null : document.querySelector(place);
  if (again instanceof HTMLElement) again.focus();
}

/**
 * Tell the browser's other pages what this one shows.
 * @param {boolean} [withNews] what was said here just now was said once, and is theirs to know, too
 */
function tellOthers(withNews = false) {
  const { version, guest, away } = cartElement().dataset;
  if (away !== undefined) return;
  const news = withNews ? [...cartElement().querySelectorAll("[data-cart-news] .notice")].map((notice) => notice.textContent?.trim() ?? "") : [];
  tellTabs({ version: Number(version), guest: guest !== undefined, ...(news.length > 0 ? { news } : {}) });
}

/** Say what another page was told. @param {string[]} sentences */
function showNews(sentences) {
  const box = cartElement().querySelector("[data-cart-news]") ?? document.createElement("div");
  const said = new Set([...box.querySelectorAll(".notice")].map((notice) => notice.textContent?.trim()));
  for (const sentence of sentences.filter((one) => !said.has(one))) {
    const [notice, words] = [document.createElement("div"), document.createElement("strong")];
    notice.className = "notice notice--warn";
    notice.setAttribute("role", "status");
    words.textContent = sentence;
    notice.append(icon("info"), words);
    box.append(notice);
  }
  if (box.isConnected) return;
  box.className = "stack-3";
  box.setAttribute("data-cart-news", "");
  (cartElement().querySelector("[data-cart-main]") ?? cartElement()).prepend(box);
}

/**
 * Send a form's fields and show what came of it.
 * @param {string} address
 * @param {FormData} fields
 * @returns {Promise<void>}
 */
function send(address, fields) {
  const mine = ++latest;
  const body = new URLSearchParams([...fields].map(([name, value]) => [name, String(value)]));
  line = line.then(async () => {
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { Accept: "text/html" }, credentials: "same-origin" });
      const text = await answer.text();
      if (mine === latest) showPage(text);
    } catch {
      showToast(cartElement().dataset.unreachable ?? "");
    }
  });
  return line;
}

/** @param {HTMLFormElement} form */
function sendForm(form) {
  return send(form.action, new FormData(form));
}

/** @param {Event} event */
function submitted(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.closest("[data-cart]") === null) return;
  event.preventDefault();
  event.stopPropagation();
  const button = event instanceof SubmitEvent ? event.submitter : null;
  if (button instanceof HTMLButtonElement) setBusy(button, true);
  void sendForm(form);
}

/** Forms whose quantity is still being changed. @type {Map<string, number>} */
const pauses = new Map();

/** A quantity was stepped or typed: send it when the hand rests. @param {Event} event */
function changed(event) {
  const form = event.target instanceof Element ? event.target.closest("[data-quantity-form]") : null;
  if (!(form instanceof HTMLFormElement)) return;
  clearTimeout(pauses.get(form.action));
  latest += 1; // an answer still under way is older than what the hand says now
  const send = () => {
    pauses.delete(form.action);
    void sendForm(form);
  };
  pauses.set(form.action, setTimeout(send, TYPING_PAUSE_MS));
}

/** Minus at one. @param {Event} event */
function removed(event) {
  const row = event.target instanceof Element ? event.target.closest("[data-line]") : null;
  const form = row?.querySelector("[data-remove-form]");
  if (form instanceof HTMLFormElement) form.requestSubmit();
}

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
main.addEventListener("submit", submitted);
main.addEventListener("change", changed);
main.addEventListener("stepper-remove", removed);

/** Read the cart again: another tab or device changed it. */
async function readAgain() {
  const mine = ++latest;
  const answer = await fetch("/cart", { headers: { Accept: "text/html" }, credentials: "same-origin" });
  const text = await answer.text();
  if (mine === latest && pauses.size === 0) showPage(text, true);
}

/** A cart told on the wire: read again when it is newer than what is shown, after whatever is being sent. @param {{version: number}} cart */
function heard(cart) {
  line = line.then(async () => {
    if (cart.version <= Number(cartElement().dataset.version)) return;
    await readAgain().catch(() => undefined); // away: the feed hears of it again
  });
}

/** A product as it is now: what the cart holds of it is priced anew. @param {{id: number}[]} products */
function productsChanged(products) {
  if (!products.some(({ id }) => cartElement().querySelector(`[data-line][data-product="${id}"]`))) return;
  line = line.then(() => readAgain().catch(() => undefined)); // away: the feed hears of it again
}

if (cartElement().dataset.away === undefined) {
  const feed = openShopFeed();
  if (cartElement().dataset.guest === undefined) {
    feed.subscribe("cart", { onSnapshot: ({ cart }) => heard(cart), onEvent: (_event, { cart }) => heard(cart) });
  }
  const { epoch, menuVersion } = cartElement().dataset;
  feed.subscribe("menu", {
    ...(epoch === undefined ? {} : { epoch, version: Number(menuVersion) }),
    onSnapshot(state) {
      if (state.reload) line = line.then(() => readAgain().catch(() => undefined));
      else productsChanged(state.changed);
    },
    onEvent(event, data) {
      if (event === "opening.changed") document.dispatchEvent(new Event("opening-changed")); // site/opening.js listens
      if (event === "product.changed") productsChanged([data.product]);
    },
  });
}
hearTabs(({ version, guest, news }) => {
  if (guest !== undefined && guest !== (cartElement().dataset.guest !== undefined)) location.reload();
  else if (news !== undefined) showNews(news);
  if (version !== undefined) heard({ version });
});
keepCopy(cartElement());
offerCopy(cartElement(), send);
tellOthers();
