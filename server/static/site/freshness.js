// @ts-check
/**
 * `<live-freshness>`: how fresh the page is, in words beside a light, and a banner (on walls a sound) when it is lost.
 *
 *   <live-freshness class="fresh" data-zone="Europe/Vienna"
 *     data-load="As of {at}" data-live="Live, as of {at}" data-slow="Slow, as of {at}" data-lost="Last heard {at}"
 *     data-banner="Not live since {at}" data-next="Trying again in {seconds} s." data-trying="Trying again now."
 *     data-more="Your order is safe with the kitchen." data-retry="Try again now" data-sound></live-freshness>
 *
 * With `data-quiet` the light itself is seen only while slow: live it says nothing, lost the banner does.
 *
 * Words are the server's (gettext); {at} is a clock time in the shop's zone, {ago} the seconds
 * since then, {seconds} those until the next attempt. Without `data-banner` no
 * banner is made (walls turn their top bar red themselves). `data-state` is absent while live, else load, slow or lost.
 */
import { icon } from "./icon.js";

/** @typedef {import("./live-feed.js").Freshness} Freshness */

const SOUND_EVERY_MS = 20_000;

export class LiveFreshness extends HTMLElement {
  /** @type {Freshness | null} */
  #freshness = null;
  /** @type {import("./live-feed.js").Feed | null} */
  feed = null;
  /** @type {HTMLElement | null} */
  #banner = null;
  /** @type {AudioContext | null} */
  #audio = null;
  #soundedAt = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticker;
  #clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

  connectedCallback() {
    this.#clock = new Intl.DateTimeFormat(document.documentElement.lang || undefined, {
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      timeZone: this.dataset.zone,
    });
    this.#ticker = setInterval(() => this.#draw(), 1_000);
  }

  disconnectedCallback() {
    clearInterval(this.#ticker);
    this.#banner?.remove();
  }

  /**
   * Show this from now on; the feed's `onState` calls it.
   * @param {Freshness} freshness
   */
  show(freshness) {
    this.#freshness = freshness;
    this.#draw();
  }

  /** Call from a tap or key ("Start shift"): browsers let no page sound before one. */
  unlockSound() {
    this.#audio ??= new AudioContext();
    void this.#audio.resume();
  }

  #draw() {
    const freshness = this.#freshness;
    if (freshness === null) return;
    const { state } = freshness;
    if (state === "live") delete this.dataset.state;
    else this.dataset.state = state;
    if (this.dataset.quiet !== undefined) this.hidden = state !== "slow";
    this.#write(this, this.#words(state, freshness));
    if (state === "lost") this.#warn(freshness);
    else {
      this.#banner?.remove();
      this.#banner = null;
    }
  }

  /** @param {Freshness} freshness */
  #warn(freshness) {
    if (this.dataset.sound !== undefined && Date.now() - this.#soundedAt > SOUND_EVERY_MS) this.#sound();
    if (this.dataset.banner === undefined) return;
    this.#banner ??= this.#makeBanner();
    const since = this.#words("banner", freshness);
    const next = [freshness.retryAt === null ? "trying" : "next", "more"].map((name) => this.#words(name, freshness));
    const [strong, rest] = this.#banner.querySelectorAll("strong, [data-next]");
    if (strong) this.#write(strong, since);
    if (rest) this.#write(rest, next.filter(Boolean).join(" "));
  }

  #makeBanner() {
    const banner = document.createElement("div");
    banner.className = "banner";
    banner.setAttribute("role", "alert");
    const words = document.createElement("span");
    const next = document.createElement("span");
    next.dataset.next = "";
    // read aloud once: only what was lost and since when; the count of seconds is for the eye
    next.setAttribute("aria-live", "off");
    words.append(document.createElement("strong"), next);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--s";
    button.textContent = this.dataset.retry ?? "";
    button.addEventListener("click", () => this.feed?.retry());
    banner.append(icon("offline"), words, button);
    document.body.prepend(banner);
    return banner;
  }

  /**
   * @param {string} name of the data attribute
   * @param {Freshness} freshness
   */
  #words(name, freshness) {
    const ago = freshness.now() - freshness.heardAt;
    const left = (freshness.retryAt ?? freshness.now()) - freshness.now();
    return (this.dataset[name] ?? "")
      .replace("{at}", this.#clock.format(freshness.heardAt))
      .replace("{ago}", String(Math.max(0, Math.round(ago / 1000))))
      .replace("{seconds}", String(Math.max(1, Math.ceil(left / 1000))));
  }

  /**
   * Only what changed is written, so that nothing is read aloud twice.
   * @param {Element} element
   * @param {string} words
   */
  #write(element, words) {
    if (element.textContent !== words) element.textContent = words;
  }

  /** Two falling tones, unlike those of orders. */
  #sound() {
    const audio = this.#audio;
    if (audio?.state !== "running") return;
    this.#soundedAt = Date.now();
    [660, 440].forEach((hertz, place) => {
      const from = audio.currentTime + place * 0.35;
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0.25, from);
      volume.gain.exponentialRampToValueAtTime(0.001, from + 0.3);
      tone.connect(volume).connect(audio.destination);
      tone.start(from);
      tone.stop(from + 0.32);
    });
  }
}

customElements.define("live-freshness", LiveFreshness);
