// @ts-check
/** The product's form made better: rows come and go in place, a chosen photo is shown before it is sent. */
import { showFieldError } from "../site/forms.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-product-form]"));
const groups = /** @type {HTMLElement} */ (form.querySelector("[data-groups]"));
const MOST_BYTES = 10 * 1024 * 1024;
const KINDS = ["image/jpeg", "image/png", "image/webp"];

/** @param {string} name @returns {HTMLElement} */
function copyOf(name) {
  const template = /** @type {HTMLTemplateElement} */ (form.querySelector(`template[data-template="${name}"]`));
  const copy = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
  showButtons(copy);
  return copy;
}

/** Buttons that work with script only. @param {ParentNode} within */
function showButtons(within) {
  for (const button of within.querySelectorAll("[data-add], [data-remove], [data-remove-group]")) {
    if (button instanceof HTMLElement) button.hidden = false;
  }
}

/** @param {Element} within @param {number} number from 1 */
function nameParts(within, number) {
  for (const part of within.querySelectorAll("[data-label]")) {
    if (!(part instanceof HTMLElement) || part.closest("[data-row]") !== (within.matches("[data-row]") ? within : null)) continue;
    const words = (part.dataset.label ?? "").replace("{n}", String(number));
    if (part.tagName === "LEGEND") part.textContent = words;
    else part.setAttribute("aria-label", words);
  }
}

/** Numbers of rows and groups follow their places: what is read aloud, and which group a choice belongs to. */
function countAnew() {
  form.querySelectorAll("[data-rows]").forEach((rows) => rows.querySelectorAll("[data-row]").forEach((row, at) => nameParts(row, at + 1)));
  form.querySelectorAll("[data-group]").forEach((group, at) => {
    nameParts(group, at + 1);
    group.querySelectorAll("input[name=choice_group]").forEach((field) => field.setAttribute("value", String(at)));
  });
}

/** @param {Element | null} row */
function focusFirst(row) {
  const field = row?.querySelector("input:not([type=hidden])");
  if (field instanceof HTMLElement) field.focus();
}

/** @param {HTMLElement} button */
function addRow(button) {
  const kind = button.dataset.add ?? "";
  if (kind === "group") {
    const group = copyOf("group");
    groups.append(group);
    countAnew();
    focusFirst(group);
    return;
  }
  const rows = button.parentElement?.querySelector("[data-rows]");
  const row = copyOf(kind);
  rows?.append(row);
  countAnew();
  focusFirst(row);
}

form.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (button === null) return;
  if (button.dataset.add !== undefined) addRow(button);
  const gone = button.dataset.remove !== undefined ? button.closest("[data-row]") : button.dataset.removeGroup !== undefined ? button.closest("[data-group]") : null;
  if (gone === null) return;
  const next = gone.nextElementSibling ?? gone.previousElementSibling;
  const rows = gone.parentElement;
  gone.remove();
  if (next === null && rows?.matches("[data-rows]")) {
    rows.append(copyOf(rows.getAttribute("data-rows") || "choice")); // the form always says which rows there are
  }
  countAnew();
  focusFirst(next);
});

// Without script the blank group waits behind a summary; with it a button brings one.
const waiting = form.querySelector(".group-more");
if (waiting !== null) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.add = "group";
  button.className = "button button--quiet button--s";
  const summary = waiting.querySelector("summary");
  button.append(...(summary?.childNodes ?? []));
  groups.after(button);
  waiting.remove();
}
// without a group at all nothing of them would be sent, and that would mean «they stay»
form.addEventListener("formdata", (event) => {
  if (!event.formData.has("group_title")) {
    event.formData.append("group_title", "");
    event.formData.append("group_several", "0");
  }
});
showButtons(form);
countAnew();

const photo = form.querySelector("[data-photo]");
const preview = form.querySelector("[data-preview] img");
/** @type {{src: string, srcset: string, className: string, alt: string} | null} */
let before = null;
let shown = "";

/** @param {HTMLInputElement} field @param {HTMLImageElement} image */
function showPhoto(field, image) {
  before ??= { src: image.src, srcset: image.srcset, className: image.className, alt: image.alt };
  if (shown !== "") URL.revokeObjectURL(shown);
  shown = "";
  const file = field.files?.[0];
  const flaw = file === undefined ? "" : !KINDS.includes(file.type) ? (field.dataset.kind ?? "") : file.size > MOST_BYTES ? (field.dataset.large ?? "") : "";
  showFieldError(field, flaw);
  if (flaw !== "") field.value = "";
  if (file === undefined || flaw !== "") {
    Object.assign(image, before);
    return;
  }
  shown = URL.createObjectURL(file);
  Object.assign(image, { src: shown, srcset: "", className: "photo", alt: file.name });
}

if (photo instanceof HTMLInputElement && preview instanceof HTMLImageElement) {
  photo.addEventListener("change", () => showPhoto(photo, preview));
}
