// @ts-check
/** The board's sounds: browsers let a page sound only after somebody touched it. */

/** @type {AudioContext | null} */
let audio = null;

/** Unlock the sound; call it from a click. @returns {Promise<boolean>} whether the board can be heard now */
export async function unlockChime() {
  audio ??= new AudioContext();
  await audio.resume();
  return isUnlocked();
}

export function isUnlocked() {
  return audio !== null && audio.state === "running";
}

/** Two soft notes, rising: somebody's order is ready. Silent until unlocked. */
export function playChime() {
  playNotes([659.25, 880]);
}

/** Two notes, falling: the board is not live. Silent until unlocked. */
export function playLost() {
  playNotes([440, 329.63]);
}

/** @param {number[]} pitches in hertz */
function playNotes(pitches) {
  if (audio === null || !isUnlocked()) return;
  const begin = audio.currentTime;
  pitches.forEach((pitch, place) => {
    const [tone, volume] = [/** @type {AudioContext} */ (audio).createOscillator(), /** @type {AudioContext} */ (audio).createGain()];
    const at = begin + place * 0.22;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.35, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 1.1);
    tone.connect(volume).connect(/** @type {AudioContext} */ (audio).destination);
    tone.start(at);
    tone.stop(at + 1.2);
  });
}
