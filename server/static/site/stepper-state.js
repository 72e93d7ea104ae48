// @ts-check
/** Quantities as a stepper understands them. */

/**
 * What a typed or stepped quantity becomes.
 * @param {string} typed what stands in the field
 * @param {number} step −1, 0 or 1
 * @param {{minimum: number, maximum: number, removable: boolean, last: number}} rules last: the value before this change
 * @returns {{value: number, clamped: boolean, remove: boolean}} clamped: the typed number was out of bounds or none
 */
export function decideQuantity(typed, step, rules) {
  const whole = /^\s*\d{1,9}\s*$/.test(typed) ? Number(typed) : NaN;
  const start = Number.isNaN(whole) ? rules.last : whole;
  const wanted = start + step;
  const remove = rules.removable && wanted < rules.minimum && !Number.isNaN(whole);
  const value = Math.min(rules.maximum, Math.max(rules.minimum, wanted));
  return { value, remove, clamped: !remove && (Number.isNaN(whole) || value !== wanted) };
}
