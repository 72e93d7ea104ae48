// @ts-check
/**
 * Tabs of one browser tell each other of the cart. A guest's cart has no topic on the wire: this is how their open pages
 * agree. A customer's have the topic too; hearing it twice does no harm.
 */

/**
 * @typedef {object} CartWord
 * @property {number} [version] the cart was shown, or changed, as of this version
 * @property {boolean} [guest] whose it is: after a log-in the other pages show the wrong one
 * @property {string[]} [news] what the shop said once, to one of the pages
 */

const NAME = "orderboard.cart";
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(NAME) : null;

/** @param {CartWord} word */
export function tellTabs(word) {
  channel?.postMessage(word);
}

/** @param {(word: CartWord) => void} heard */
export function hearTabs(heard) {
  channel?.addEventListener("message", (message) => heard(message.data));
}
