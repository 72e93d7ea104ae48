// @ts-check
/** A short word after an action that left the page standing; read aloud through the page's status region. */

const SHOWN_FOR_MS = 4_000;
const MS_TO_READ_A_LETTER = 80;

/** @param {string} words a whole sentence, already in the reader's language */
export function showToast(words) {
  const region = document.querySelector("[data-toasts]");
  if (region === null || words === "") return;
  const toast = document.createElement("p");
  toast.className = "toast";
  toast.textContent = words;
  region.replaceChildren(toast);
  setTimeout(() => toast.remove(), Math.max(SHOWN_FOR_MS, words.length * MS_TO_READ_A_LETTER));
}
