// @ts-check
/** The checkout asks for an address only when delivery is chosen; without script the field simply stands there. */

const address = document.querySelector("[data-address]");
const delivery = document.querySelector("[data-delivery]");

function showAddress() {
  if (!(address instanceof HTMLElement) || !(delivery instanceof HTMLInputElement)) return;
  address.hidden = !delivery.checked;
  const field = address.querySelector("textarea");
  if (field !== null) field.required = delivery.checked;
}

document.addEventListener("change", showAddress);
showAddress();
