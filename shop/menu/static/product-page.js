// @ts-check
/** The product page: what is chosen is summed up on the button; price and sold out change as they happen. */
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

watchMenu(page, showProduct);
