// @ts-check
/**
 * Minus, number, plus: [data-stepper]. Each accepted change is a bubbling "change" of the input; at the minimum, minus on a
 * removable line fires a bubbling "stepper-remove" instead. A number out of bounds is clamped, with a word.
 */
import { decideQuantity } from "./stepper-state.js";
import { showToast } from "./toast.js";

/** @param {Element} stepper */
function inputOf(stepper) {
  return /** @type {HTMLInputElement} */ (stepper.querySelector("input"));
}

/** @param {HTMLElement} stepper @param {number} step */
function change(stepper, step) {
  const input = inputOf(stepper);
  const decided = decideQuantity(input.value, step, {
    minimum: Number(stepper.dataset.minimum ?? 1),
    maximum: Number(stepper.dataset.maximum ?? 99),
    removable: stepper.dataset.removable !== undefined,
    last: Number(input.dataset.last ?? input.defaultValue) || 1,
  });
  if (decided.remove) {
    stepper.dispatchEvent(new CustomEvent("stepper-remove", { bubbles: true }));
    input.value = String(decided.value);
    return;
  }
  if (decided.clamped) showToast(stepper.dataset.bounds ?? "");
  const changed = String(decided.value) !== (input.dataset.last ?? input.defaultValue);
  input.value = String(decided.value);
  input.dataset.last = input.value;
  if (step !== 0 && changed) input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Show the buttons of steppers that came later, too. @param {ParentNode} root */
export function takeSteppers(root) {
  for (const button of root.querySelectorAll("[data-stepper] button[hidden]")) button.removeAttribute("hidden");
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-stepper] button[data-step]") : null;
  const stepper = button?.closest("[data-stepper]");
  if (button instanceof HTMLElement && stepper instanceof HTMLElement) change(stepper, Number(button.dataset.step));
});
document.addEventListener(
  "change",
  (event) => {
    const stepper = event.target instanceof HTMLInputElement && event.isTrusted ? event.target.closest("[data-stepper]") : null;
    if (stepper instanceof HTMLElement) change(stepper, 0);
  },
  { capture: true },
);
takeSteppers(document);
