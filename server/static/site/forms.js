// @ts-check
/**
 * Every form of the site, made better where script runs: wrong fields are named before sending, in the words the
 * server would use (data-message-<rule>), the focus goes to the first of them, and a form is not sent twice.
 */
import { findBrokenRule } from "./forms-state.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

/** After this long an answer that never came no longer holds the button. */
const BUSY_AT_MOST_MS = 15_000;

/**
 * The field's own words for its broken rule; "" when the field is right or nobody wrote a sentence for the rule.
 * @param {Control} control
 * @returns {string}
 */
function findSentence(control) {
  if (control.disabled || control.type === "hidden") return "";
  const rule = findBrokenRule({
    value: control.value,
    type: control.type,
    required: control.required,
    minLength: "minLength" in control ? control.minLength : -1,
    validity: control.validity,
  });
  return rule === "" ? "" : (control.getAttribute(`data-message-${rule}`) ?? "");
}

/**
 * Put a sentence under a field in place of its hint; an empty sentence brings the hint back.
 * @param {Control} control
 * @param {string} sentence
 */
export function showFieldError(control, sentence) {
  const frame = control.closest("[data-field]");
  const error = document.getElementById(`${control.id}-error`);
  const hint = document.getElementById(`${control.id}-hint`);
  if (frame === null || error === null) return;
  frame.classList.toggle("field--bad", sentence !== "");
  const words = error.querySelector("span");
  if (words !== null) words.textContent = sentence;
  error.hidden = sentence === "";
  if (hint !== null) hint.hidden = sentence !== "";
  const spoken = sentence === "" ? hint : error;
  if (spoken === null) control.removeAttribute("aria-describedby");
  else control.setAttribute("aria-describedby", spoken.id);
  if (sentence === "") control.removeAttribute("aria-invalid");
  else control.setAttribute("aria-invalid", "true");
}

/**
 * Mark a button as working: dashed keyline, its own words for it (data-busy), the same width as before.
 * @param {HTMLButtonElement} button
 * @param {boolean} busy
 */
export function setBusy(button, busy) {
  if (busy === (button.getAttribute("aria-busy") === "true")) return;
  if (!busy) {
    button.removeAttribute("aria-busy");
    button.style.removeProperty("min-width");
    const before = button.querySelector("[data-words]") ?? button;
    if (button.dataset.rest !== undefined) before.textContent = button.dataset.rest;
    delete button.dataset.rest;
    return;
  }
  const words = button.querySelector("[data-words]") ?? (button.childElementCount === 0 ? button : null);
  button.style.setProperty("min-width", `${button.offsetWidth}px`);
  button.setAttribute("aria-busy", "true");
  if (words !== null && button.dataset.busy !== undefined) {
    button.dataset.rest = words.textContent ?? "";
    words.textContent = button.dataset.busy;
  }
}

/** @param {HTMLFormElement} form @returns {Control[]} */
function controlsOf(form) {
  const typed = ["INPUT", "TEXTAREA", "SELECT"]; // a <fieldset> is among the elements, too
  return /** @type {Control[]} */ ([...form.elements].filter((element) => typed.includes(element.tagName)));
}

/** @param {SubmitEvent} event */
function checkForm(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  const wrong = controlsOf(form).filter((control) => {
    const sentence = findSentence(control);
    if (sentence !== "" || control.getAttribute("aria-invalid") === "true") showFieldError(control, sentence);
    return sentence !== "";
  });
  if (wrong.length > 0) {
    event.preventDefault();
    event.stopImmediatePropagation();
    wrong[0].focus();
  }
}

/** @param {SubmitEvent} event */
function sendOnce(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  if (new URL(form.action).pathname === "/logout") forgetTyped();
  const button = event.submitter;
  if (button instanceof HTMLButtonElement) setBusy(button, true);
  setTimeout(() => rest(form), BUSY_AT_MOST_MS);
}

/** Whoever logs out leaves nothing of what they typed in the tab (kept-form.js). */
function forgetTyped() {
  try {
    sessionStorage.clear();
  } catch {
    // storage closed to the page holds nothing
  }
}

/** @param {HTMLFormElement} form */
function rest(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("button[aria-busy]")) {
    if (button instanceof HTMLButtonElement) setBusy(button, false);
  }
}

/** @param {Event} event */
function checkAgain(event) {
  const control = /** @type {Control} */ (event.target);
  if (control instanceof Element && control.getAttribute("aria-invalid") === "true" && findSentence(control) === "") {
    showFieldError(control, "");
  }
}

/** @param {ParentNode} root */
function takeOver(root) {
  for (const form of root.querySelectorAll("form")) {
    if (form.querySelector("[data-field]") !== null) form.noValidate = true;
  }
}

/** Menus made of <details> close when the attention goes elsewhere. @param {Event} event */
function closeMenus(event) {
  for (const menu of document.querySelectorAll("details[data-drop-menu][open]")) {
    const escaped = event instanceof KeyboardEvent && event.key === "Escape";
    const elsewhere = !(event instanceof KeyboardEvent) && event.target instanceof Node && !menu.contains(event.target);
    if (!escaped && !elsewhere) continue;
    menu.removeAttribute("open");
    if (escaped) menu.querySelector("summary")?.focus();
  }
}

takeOver(document);
document.addEventListener("submit", checkForm, { capture: true });
document.addEventListener("submit", sendOnce);
document.addEventListener("input", checkAgain);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
// A page that comes back from the browser's own store still has its busy button.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => rest(/** @type {HTMLFormElement} */ (form))));
const failed = document.querySelector("[data-failed-form]");
if (failed instanceof HTMLElement) failed.focus();
