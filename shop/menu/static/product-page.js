// @ts-check
/**
 * The product page: what is chosen is summed up on the button; price and sold out change as they happen, and photo, words
 * and choices come from the page as it is made now. What was chosen stays chosen.
 */
import { takeSteppers } from "../site/stepper.js";
import { readsAgain } from "./menu-again.js";
import { watchMenu } from "./menu-feed.js";
import { moneyText, sumOf } from "./menu-state.js";

const page = /** @type {HTMLElement} */ (document.querySelector("[data-product-page]"));
const form = /** @type {HTMLFormElement} */ (page.querySelector("form"));

/** @param {string} selector @returns {number[]} */
function numbersOf(selector, name = "difference") {
  return [...form.querySelectorAll(selector)].map((element) => Number(element instanceof HTMLElement ? element.dataset[name] : 0));
}

function showSum() {
  const sum = form.querySelector("[data-sum]");
  const buy = form.querySelector("[data-buy]");
  const quantity = form.elements.namedItem("quantity");
  if (sum === null || !(buy instanceof HTMLElement) || !(quantity instanceof HTMLInputElement)) return;
  const option = form.querySelector("input[name=option_id]:checked");
  const price = Number((option instanceof HTMLElement ? option.dataset.price : undefined) ?? buy.dataset.price);
  const count = /^[0-9]{1,2}$/.test(quantity.value) ? Math.max(1, Number(quantity.value)) : 1;
  const differences = numbersOf("input[name=choice_id]:checked, select[name=choice_id] option:checked");
  sum.textContent = moneyText(sumOf(price, differences, count), page.dataset.currency ?? "USD");
}

form.addEventListener("change", showSum);
form.addEventListener("input", showSum);
showSum();

/** @param {import("./menu-state.js").Product} product */
function showProduct(product) {
  if (String(product.id) !== page.dataset.productPage) return;
  const buy = form.querySelector("[data-buy]");
  if (!(buy instanceof HTMLButtonElement) || product.retired) {
    location.reload(); // another page altogether: no longer sold, or sold again
    return;
  }
  if (product.looks !== page.dataset.looks) readSoon();
  buy.dataset.price = String(product.sale_price ?? product.price);
  buy.disabled = !product.available;
  const words = buy.querySelector("[data-words]");
  if (words !== null) words.textContent = (product.available ? buy.dataset.wordsOn : buy.dataset.wordsOff) ?? "";
  for (const hidden of form.querySelectorAll("[data-sum], [data-wait]")) {
    if (hidden instanceof HTMLElement) hidden.hidden = !product.available;
  }
  for (const option of product.options) showOption(option);
  showSum();
}

/** @param {{id: number, price: number, available?: boolean}} option */
function showOption(option) {
  const input = form.querySelector(`input[name=option_id][value="${option.id}"]`);
  if (!(input instanceof HTMLInputElement)) return;
  input.dataset.price = String(option.price);
  input.disabled = option.available === false;
  const words = input.closest("label")?.lastElementChild;
  if (!words) return;
  words.className = input.disabled ? "soft" : "num";
  words.textContent = input.disabled ? (page.dataset.soldOut ?? "") : moneyText(option.price, page.dataset.currency ?? "USD");
}

/** Where the focus was in the form, so that it can stand there again. @returns {string} a selector, or "" */
function focusedPlace() {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !form.contains(active)) return "";
  if (active.dataset.step !== undefined) return `button[data-step="${active.dataset.step}"]`;
  if (active instanceof HTMLButtonElement) return "[data-buy]";
  if (active instanceof HTMLInputElement && active.name !== "quantity") return `[name="${active.name}"][value="${active.value}"]`;
  return active.id === "" ? `[name="${active.getAttribute("name")}"]` : `[id="${active.id}"]`;
}

/** Take the form's new parts, with what was chosen and typed before as far as there is such a thing. @param {HTMLFormElement} made */
function takeForm(made) {
  const [place, kept] = [focusedPlace(), new FormData(form)];
  form.replaceChildren(...made.childNodes);
  const chosen = new Set([...kept.getAll("option_id"), ...kept.getAll("choice_id")]);
  for (const input of form.querySelectorAll("input[type=radio], input[type=checkbox]")) {
    if (input instanceof HTMLInputElement && !input.disabled && chosen.has(input.value)) input.checked = true;
  }
  for (const option of form.querySelectorAll("select option")) {
    if (option instanceof HTMLOptionElement && chosen.has(option.value)) option.selected = true;
  }
  const quantity = form.elements.namedItem("quantity");
  if (quantity instanceof HTMLInputElement) quantity.value = String(kept.get("quantity") ?? quantity.value);
  takeSteppers(form);
  const again = place === "" ? null : form.querySelector(place);
  if (again instanceof HTMLElement) again.focus();
  showSum();
}

const readSoon = readsAgain(
  (fresh, address) => {
    const made = fresh.querySelector("[data-product-page]");
    const madeForm = made?.querySelector("form");
    if (!(made instanceof HTMLElement) || !(madeForm instanceof HTMLFormElement)) {
      location.reload();
      return;
    }
    for (const [root, selector] of /** @type {[ParentNode, string][]} */ ([[document, ".crumbs"], [page, ".tile"]])) {
      const [old, now] = [root.querySelector(selector), fresh.querySelector(selector)];
      if (old !== null && now !== null && !old.isEqualNode(now)) old.replaceWith(document.importNode(now, true));
    }
    takeForm(document.importNode(madeForm, true));
    page.dataset.looks = made.dataset.looks;
    document.title = fresh.title;
    history.replaceState(history.state, "", address); // another title has another address
    showAgain(Number(made.dataset.version));
  },
  () => location.reload(),
);
const showAgain = watchMenu(page, { onProduct: showProduct });
