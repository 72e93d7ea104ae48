// @ts-check
/** The ring of the macro `ring`, moved by scripts. The same facts stand beside it as text. */

/**
 * @param {Element} ring the svg
 * @param {number} percent 0 to 100 of the time that has run
 * @param {"run" | "done" | "lost"} [state]
 */
export function showRing(ring, percent, state = "run") {
  const part = Math.round(Math.min(100, Math.max(0, percent)) * 10) / 10;
  const [track] = ring.children;
  /** @param {string} name @param {string} [dash] */
  const circle = (name, dash) => {
    const element = /** @type {Element} */ (track.cloneNode());
    element.setAttribute("class", name);
    element.setAttribute("pathLength", "100");
    if (dash !== undefined) element.setAttribute("stroke-dasharray", dash);
    element.setAttribute("transform", "rotate(-90 60 60)");
    return element;
  };
  const texts = [...ring.querySelectorAll("text")];
  const arcs =
    state === "lost"
      ? [circle("lost")]
      : state === "done"
        ? [circle("done", "100 0")]
        : [circle("edge", `${part} ${100 - part}`), circle("run", `${part} ${100 - part}`)];
  ring.replaceChildren(track, ...arcs, ...texts);
}
