// @ts-check
/** The list of what was handed over within the hour; a digit or a tap brings a ticket back to its old place. */
import { readRecent } from "./commands.js";
import { element, fill } from "./ticket.js";
import { get } from "./wall-view.js";

/** @typedef {import("./slack-state.js").Order} Order */

const DIGITS = 9;

/**
 * @param {{words: {[name: string]: any}, clock: (at: number) => string, list: () => Order[], learn: (recent: Order[]) => void,
 *   recall: (order: Order) => Promise<void>}} page `list` what may come back as far as is known, `learn` what the server knows
 * @returns {{isOpen: () => boolean, open: () => Promise<void>, hearKey: (event: KeyboardEvent) => void}}
 */
export function startRecall({ words, clock, list, learn, recall }) {
  const dialog = /** @type {HTMLDialogElement} */ (get("[data-recall]"));
  /** As they stand in the dialog: a digit means what is read there, whatever was handed over since. @type {Order[]} */
  let shown = [];

  /** @param {Order} order */
  const choose = (order) => {
    dialog.close();
    void recall(order);
  };

  /** @param {Order} order @param {number} index */
  const makeRow = (order, index) => {
    const at = clock(order.history[order.history.length - 1].at);
    const sentence = ` ${order.number} ${order.first_name}, ${fill(words.handed_over_at, { at })}`;
    const button = element("button", "", element("span", "kbd", String(index + 1)), sentence);
    button.type = "button";
    button.addEventListener("click", () => choose(order));
    return element("li", "", button);
  };

  const show = () => {
    shown = list().slice(0, DIGITS);
    get("[data-recall-list]").replaceChildren(...shown.map(makeRow));
    const none = get("[data-recall-none]");
    none.hidden = shown.length > 0;
    none.textContent = words.recall_none;
  };

  return {
    isOpen: () => dialog.open,
    async open() {
      show();
      dialog.showModal();
      const recent = await readRecent();
      if (recent !== null) learn(recent);
      if (dialog.open) show();
    },
    hearKey(event) {
      if (event.repeat) return;
      if (event.key.toLowerCase() === "r") dialog.close();
      const order = /^[1-9]$/.test(event.key) ? shown[Number(event.key) - 1] : undefined;
      if (order !== undefined) choose(order);
    },
  };
}
