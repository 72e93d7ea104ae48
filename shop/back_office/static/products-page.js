// @ts-check
/** The list of products made better: sold out, back, and stock change in place. Without it each is an ordinary form. */
import { setBusy } from "../site/forms.js";
import { showToast } from "../site/toast.js";

/** @typedef {{id: number, available: boolean, stock: number | null, retired: boolean}} Product */

const table = document.querySelector("[data-products]");

/** @param {HTMLFormElement} form @returns {Promise<{product?: Product, errors?: Record<string, string[]>, detail?: string, status: number}>} */
async function send(form) {
  const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
  return { ...(await answer.json()), status: answer.status };
}

/** @param {HTMLFormElement} form @param {Product} product */
function showState(form, product) {
  const row = form.closest("tr");
  const toggle = row?.querySelector("[data-availability]");
  const tag = row?.querySelector("[data-state] .tag");
  if (toggle instanceof HTMLFormElement && tag) {
    tag.className = product.available ? "tag tag--ready" : "tag tag--warn";
    tag.textContent = (product.available ? toggle.dataset.tagOn : toggle.dataset.tagOff) ?? "";
  }
}

/** @param {HTMLFormElement} form @param {Product} product */
function showAvailability(form, product) {
  const field = form.elements.namedItem("available");
  const words = form.querySelector("[data-words]");
  if (!(field instanceof HTMLInputElement) || words === null) return;
  const out = field.value === "0"; // what was just asked for
  field.value = out ? "1" : "0";
  words.textContent = (out ? form.dataset.on : form.dataset.off) ?? "";
  showState(form, product);
}

/** @param {HTMLFormElement} form @param {Product} product */
function showStock(form, product) {
  const text = product.stock === null ? "" : String(product.stock);
  for (const name of ["stock", "stock_seen"]) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = text;
  }
  const field = form.elements.namedItem("stock");
  if (field instanceof HTMLInputElement) {
    field.removeAttribute("aria-invalid");
    field.classList.toggle("low", product.stock !== null && product.stock <= 5);
  }
  showState(form, product);
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement} button */
async function submit(form, button) {
  const failed = table instanceof HTMLElement ? (table.dataset.failed ?? "") : "";
  setBusy(button, true);
  try {
    const told = await send(form);
    if (told.product !== undefined) {
      if (form.dataset.stock !== undefined) showStock(form, told.product);
      setBusy(button, false); // before the words change: it puts back those it found
      if (form.dataset.availability !== undefined) showAvailability(form, told.product);
      if (table instanceof HTMLElement) showToast(table.dataset.saved ?? "");
    } else if (told.status === 403) {
      location.reload(); // the session has ended
    } else {
      form.querySelector("[name=stock]")?.setAttribute("aria-invalid", "true");
      showToast(Object.values(told.errors ?? {})[0]?.[0] ?? told.detail ?? failed);
    }
  } catch {
    showToast(failed);
  } finally {
    setBusy(button, false);
  }
}

// before the site's own listener on the document, which would hold the form as sent
table?.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  event.preventDefault();
  const button = form.querySelector("button");
  if (button !== null && button.getAttribute("aria-busy") !== "true") void submit(form, button);
});
