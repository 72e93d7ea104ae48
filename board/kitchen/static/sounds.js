// @ts-check
/** The wall's sounds, made by WebAudio: new, late and lost are told apart with closed eyes. Mute ends by itself. */

export const MUTE_MS = 60_000;
const AGAIN_MS = 5_000;

/** Frequency in hertz, start and length in seconds. @type {Record<string, [number, number, number][]>} */
const TUNES = {
  new: [[880, 0, 0.16], [1175, 0.2, 0.26]],
  late: [[440, 0, 0.14], [440, 0.22, 0.14], [440, 0.44, 0.3]],
  lost: [[660, 0, 0.3], [495, 0.34, 0.3], [330, 0.68, 0.6]],
};

/** @type {AudioContext | null} */
let context = null;
let mutedUntil = 0;
/** @type {Record<string, number>} */
const playedAt = {};

/** Begin the shift: only a key or a tap may unlock sound. @returns {Promise<boolean>} whether it sounds */
export async function unlockSound() {
  try {
    context ??= new AudioContext();
    await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, 1_000))]);
  } catch {
    return false;
  }
  if (context.state !== "running") return false;
  play("new");
  return true;
}

/** @param {string} name one of new, late, lost */
export function play(name) {
  if (context === null || context.state !== "running" || Date.now() < mutedUntil) return;
  for (const [frequency, start, length] of TUNES[name]) {
    const from = context.currentTime + start;
    const tone = new OscillatorNode(context, { type: name === "late" ? "square" : "sine", frequency });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.4, from + 0.02);
    volume.gain.setValueAtTime(0.4, from + length - 0.04);
    volume.gain.linearRampToValueAtTime(0, from + length);
    tone.connect(volume).connect(context.destination);
    tone.start(from);
    tone.stop(from + length);
  }
}

/** Sound at once, then every five seconds as long as this is asked. @param {string} name @param {boolean} wanted */
export function repeat(name, wanted) {
  if (!wanted) {
    delete playedAt[name];
  } else if (playedAt[name] === undefined || Date.now() - playedAt[name] >= AGAIN_MS - 200) {
    playedAt[name] = Date.now();
    play(name);
  }
}

/** Off for a minute, or on again. @returns {boolean} whether it is off now */
export function toggleMute() {
  mutedUntil = Date.now() < mutedUntil ? 0 : Date.now() + MUTE_MS;
  return mutedUntil > 0;
}

/** Seconds until sound is on again; 0 when it is. */
export function mutedSeconds() {
  return Math.max(0, Math.ceil((mutedUntil - Date.now()) / 1000));
}

/** The screen stays awake while the page is seen. */
export async function stayAwake() {
  const ask = async () => {
    try {
      if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen");
    } catch {
      // a screen without wake lock sleeps by its own settings; nothing on the page depends on it
    }
  };
  document.addEventListener("visibilitychange", ask);
  await ask();
}
