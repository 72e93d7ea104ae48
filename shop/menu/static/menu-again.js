// @ts-check
/** Reading an open page again: the server makes the next one, and the page takes over what is different about it. */

/** Open pages do not all ask in the same moment. */
const READ_WITHIN_MS = 400;
const AGAIN_MS = 5_000;

/**
 * @param {(page: Document, address: string) => void} show the page as it is made now, and where it is
 * @param {() => void} gone there is no such page any more
 * @returns {() => void} reads soon, once however often it is called until then
 */
export function readsAgain(show, gone) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let latest = 0;

  async function read() {
    const mine = ++latest;
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    const text = await answer.text();
    if (mine !== latest) return;
    if (answer.status === 404) gone();
    else if (!answer.ok) throw new Error(String(answer.status));
    else show(new DOMParser().parseFromString(text, "text/html"), answer.url);
  }

  /** @param {number} pause */
  function readIn(pause) {
    clearTimeout(timer);
    timer = setTimeout(() => void read().catch(() => readIn(AGAIN_MS)), pause);
  }
  return () => readIn(Math.random() * READ_WITHIN_MS);
}
