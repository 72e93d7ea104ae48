// @ts-check
/** The sprite's drawings for elements that scripts make; the templates' twin is the macro `icon`. */

const SVG = "http://www.w3.org/2000/svg";
const SPRITE = new URL("./icons.svg", import.meta.url).pathname;

/**
 * One drawing, hidden from readers: the word stands beside it.
 * @param {string} name the symbol's id in icons.svg
 * @param {string} [more] further classes
 * @returns {SVGSVGElement}
 */
export function icon(name, more = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", more === "" ? "icon" : `icon ${more}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${SPRITE}#${name}`);
  svg.append(use);
  return svg;
}
