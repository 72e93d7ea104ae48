// @ts-check
/**
 * The checkout made better where script runs: the address stands there only for delivery, the next few times are cards,
 * the promise follows what is chosen, and what changes in the shop meanwhile changes here, with a word.
 */
import { keepForm } from "../site/kept-form.js";
import { openShopFeed } from "../site/shop-feed.js";
import { isHeldBy, minutesWords } from "./checkout-state.js";

const READ_WITHIN_MS = 300;
const AGAIN_MS = 3_000;
const KEPT = ["slot", "fulfilment", "address", "allergy", "note", "payment", "show_name"];

/** @returns {HTMLElement} */
const checkout = () => /** @type {HTMLElement} */ (document.querySelector("[data-checkout]"));

/** @returns {HTMLSelectElement | null} */
const times = () => document.querySelector("select[name=slot]");

function showAddress() {
  const address = document.querySelector("[data-address]");
  const delivery = document.querySelector("[data-delivery]");
  if (!(address instanceof HTMLElement) || !(delivery instanceof HTMLInputElement)) return;
  address.hidden = !delivery.checked;
  const field = address.querySelector("textarea");
  if (field !== null) field.required = delivery.checked;
}

/** The cards say what the list says. */
function showCards() {
  const select = times();
  if (select === null) return;
  for (const card of document.querySelectorAll("[data-slot-cards] input")) {
    if (card instanceof HTMLInputElement) card.checked = card.value === select.value;
  }
}

/** «Collect at 13:15», for the time and the way that are chosen. */
function showPromise() {
  const promise = document.querySelector("[data-promise]");
  const option = times()?.selectedOptions[0];
  if (!(promise instanceof HTMLElement) || option === undefined) return;
  const { chosen = "", soonest = "", soonestIn = "" } = promise.dataset;
  const delivery = document.querySelector("[data-delivery]");
  const words = (delivery instanceof HTMLInputElement && delivery.checked ? promise.dataset.delivery : promise.dataset.pickup) ?? "";
  const at = option.value === "" ? soonest : (option.dataset.at ?? "");
  const [title, above] = [promise.querySelector("[data-promise-at]"), promise.querySelector("[data-promise-in]")];
  if (title !== null) title.textContent = words.replace("{at}", at);
  if (above !== null) above.textContent = option.value === "" ? soonestIn : chosen;
  const minutes = Number(option.dataset.minutes ?? 0);
  promise.querySelector("text")?.replaceChildren(minutesWords(minutes));
  promise.querySelectorAll(".run, .edge").forEach((arc) => {
    const percent = Math.min(100, Math.floor((minutes * 100) / 60));
    arc.setAttribute("stroke-dasharray", `${percent} ${100 - percent}`);
  });
}

function takeCards() {
  const cards = document.querySelector("[data-slot-cards]");
  const label = document.querySelector("[data-with-cards]");
  if (!(cards instanceof HTMLElement)) return;
  cards.hidden = false;
  if (label instanceof HTMLElement) label.textContent = label.dataset.withCards ?? label.textContent;
}

function show() {
  showAddress();
  showCards();
  showPromise();
}

/** @param {Event} event */
function changed(event) {
  const [input, select] = [event.target, times()];
  if (input instanceof HTMLInputElement && input.name === "when" && select !== null) {
    select.value = input.value;
    select.dispatchEvent(new Event("input", { bubbles: true })); // a wrong time that was mended
  }
  show();
}

/** Every notice of another page that is not said here yet. @param {Document} page */
function showNews(page) {
  const [here, there] = [document.querySelector("[data-news]"), page.querySelector("[data-news]")];
  if (here === null || there === null) return;
  const said = new Set([...here.children].map((notice) => notice.textContent));
  here.append(...[...there.children].filter((notice) => !said.has(notice.textContent)).map((notice) => document.importNode(notice, true)));
}

/** Something the order is made of has changed: its sums and times are made anew; what was typed stays. */
async function readAgain() {
  // a redirect is left to the browser: read here, the cart would have said what is wrong to nobody
  const answer = await fetch("/checkout", { headers: { Accept: "text/html" }, credentials: "same-origin", redirect: "manual" });
  if (answer.type === "opaqueredirect") {
    location.assign("/checkout"); // something cannot be ordered: the cart says what, and helps
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const made = page.querySelector("[data-checkout]");
  if (!(made instanceof HTMLElement)) throw new Error(String(answer.status));
  if ((made.dataset.closed === undefined) !== (checkout().dataset.closed === undefined)) {
    location.reload();
    return;
  }
  const chosen = times()?.value ?? "";
  for (const part of ["[data-when]", "[data-summary]"]) {
    const [old, fresh] = [document.querySelector(part), made.querySelector(part)];
    if (old !== null && fresh !== null && !old.contains(document.activeElement)) old.replaceWith(document.importNode(fresh, true));
  }
  const select = times();
  if (select !== null && [...select.options].some((option) => option.value === chosen && !option.disabled)) select.value = chosen;
  showNews(page);
  takeCards();
  show();
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let reading;

/** @param {number} [pause] */
function readSoon(pause = Math.random() * READ_WITHIN_MS) {
  clearTimeout(reading);
  reading = setTimeout(() => void readAgain().catch(() => readSoon(AGAIN_MS)), pause);
}

document.addEventListener("change", changed);
const form = checkout();
if (form instanceof HTMLFormElement) {
  const { owner = "", untouched } = form.dataset;
  keepForm(form, { name: "orderboard.checkout", owner, fields: KEPT, untouched: untouched !== undefined });
}
takeCards();
show();

const { epoch, version } = checkout().dataset;
openShopFeed().subscribe("menu", {
  ...(epoch === undefined ? {} : { epoch, version: Number(version) }),
  onSnapshot(state) {
    const held = checkout().dataset.products ?? "";
    if (state.reload || state.changed.some((/** @type {{id: number}} */ product) => isHeldBy(held, product.id))) readSoon();
  },
  onEvent(event, data) {
    if (event === "opening.changed") {
      document.dispatchEvent(new Event("opening-changed")); // site/opening.js
      readSoon();
    } else if (event === "product.changed" && isHeldBy(checkout().dataset.products ?? "", data.product.id)) readSoon();
  },
});
// the hours open or close by themselves: site/opening.js puts another notice there
const notice = document.querySelector("[data-opening]")?.parentElement;
if (notice) new MutationObserver(() => readSoon()).observe(notice, { childList: true });
