// @ts-check
/** Start of the shift: one Enter or tap unlocks sound, keeps the screen awake and plays a test; red until it works. */
import { stayAwake, unlockSound } from "./sounds.js";
import { get } from "./wall-view.js";
import { write } from "./ticket.js";

/**
 * @param {{[name: string]: any}} words
 * @returns {{waits: () => boolean, start: () => Promise<void>}}
 */
export function startShift(words) {
  const bar = get("[data-start]");
  let trying = false;
  let tried = false;
  const show = (/** @type {boolean} */ waits) => {
    bar.hidden = !waits;
    document.body.toggleAttribute("data-shift-waits", waits);
  };
  show(true);
  const start = async () => {
    if (trying || bar.hidden) return;
    trying = true;
    tried = true;
    void stayAwake();
    const sounds = await unlockSound();
    trying = false;
    show(!sounds);
    if (!sounds) write(bar, "[data-start-words]", words.sound_failed);
  };
  get("[data-start-button]").addEventListener("click", () => void start());
  // without sound the bar stays, but Enter goes on to the tickets: a silent kitchen still cooks
  return { waits: () => !tried, start };
}
