// @ts-check
/** The product page: what is chosen is summed up on the button. */
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
