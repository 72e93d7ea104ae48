// @ts-check
/** A strip that scrolls sideways begins at what is chosen in it: the types of the menu; on a phone the back office's pages, tabs. */
for (const strip of document.querySelectorAll(".chips, .side, .tabs")) {
  const chosen = strip.querySelector("[aria-current]");
  if (chosen === null || strip.scrollWidth <= strip.clientWidth) continue;
  const [here, frame] = [chosen.getBoundingClientRect(), strip.getBoundingClientRect()];
  strip.scrollLeft += here.left - frame.left - (frame.width - here.width) / 2; // the page itself stays where it is
}
