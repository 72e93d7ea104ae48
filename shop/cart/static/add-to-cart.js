// @ts-check
/**
 * Adding without leaving the page: every form that posts to /cart/items is sent by fetch; the bag counts, a toast says so.
 * Import it from any page that has such a form. A form may say its own word for success in data-added.
 */
import { showCartCount } from "../site/cart-count.js";
import { setBusy, showFieldError } from "../site/forms.js";
import { showToast } from "../site/toast.js";
import { countItems, findSentences } from "./add-to-cart-state.js";

/** @param {HTMLFormElement} form */
async function add(form) {
  const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  const answer = await fetch(form.action, {
    method: "POST",
    body,
    headers: { Accept: "application/json", "X-CSRF-Token": body.get("csrf_token") ?? "" },
    credentials: "same-origin",
  });
  const shape = await answer.json();
  if (answer.ok) {
    showCartCount(countItems(shape));
    const bag = document.querySelector("[data-cart-link]")?.getAttribute("aria-label") ?? "";
    showToast(shape.notices[0] ?? form.dataset.added ?? bag);
    return;
  }
  const { fields, other } = findSentences(shape);
  for (const [name, sentence] of fields) {
    const control = form.elements.namedItem(name);
    if (control instanceof HTMLInputElement && document.getElementById(`${control.id}-error`) !== null) showFieldError(control, sentence);
  }
  showToast(other);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || new URL(form.action).pathname !== "/cart/items" || form.method !== "post") return;
  if (form.closest("[data-cart]") !== null) return; // the cart's own page shows more than a toast
  event.preventDefault();
  const button = event.submitter;
  if (button instanceof HTMLButtonElement) {
    if (button.getAttribute("aria-busy") === "true") return;
    setBusy(button, true);
  }
  try {
    await add(form);
  } catch {
    form.submit(); // the browser's own way says what is wrong
  } finally {
    if (button instanceof HTMLButtonElement) setBusy(button, false);
  }
}, { capture: true });
