// @ts-check
/** How large the wall is drawn: one CSS variable, changed live and kept by this screen. */

const KEPT_AS = "kitchen.wall";
const STEP = 0.05;
const LEAST = 0.6;
const MOST = 1.6;

/** @returns {{change: (steps: number) => number}} `change` answers the size in percent */
export function startScale() {
  let scale = clamp(Number(readKept() ?? 1) || 1);
  const show = () => document.documentElement.style.setProperty("--wall", scale.toFixed(2));
  show();
  return {
    change(steps) {
      scale = clamp(scale + steps * STEP);
      show();
      try {
        localStorage.setItem(KEPT_AS, scale.toFixed(2));
      } catch {
        // a browser that keeps nothing still shows the size now
      }
      return Math.round(scale * 100);
    },
  };
}

/** @param {number} scale */
function clamp(scale) {
  return Math.min(MOST, Math.max(LEAST, Math.round(scale * 100) / 100));
}

function readKept() {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}
