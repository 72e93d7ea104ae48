// @ts-check
/** What a form's fields say about themselves, without a page: the rules the server applies too, where they are simple. */

/**
 * @typedef {"required" | "type" | "short" | "long" | "range" | "pattern"} Rule
 * @typedef {{valueMissing: boolean, typeMismatch: boolean, tooShort: boolean, tooLong: boolean,
 *   rangeUnderflow: boolean, rangeOverflow: boolean, stepMismatch: boolean, badInput: boolean, patternMismatch: boolean}} Validity
 * @typedef {{value: string, type: string, required: boolean, minLength: number, validity: Validity}} FieldFacts
 */

/**
 * The first rule a field breaks, or "" when it keeps all of them.
 * A value that was never edited has no tooShort in browsers, and blanks count as filled; the server disagrees on both.
 * @param {FieldFacts} field
 * @returns {Rule | ""}
 */
export function findBrokenRule(field) {
  const value = field.type === "password" ? field.value : field.value.trim();
  if (field.required && value === "") return "required";
  if (value === "") return "";
  const { validity } = field;
  if (validity.typeMismatch || validity.badInput) return "type";
  if (field.type === "email" && !/^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(value)) return "type";
  if (validity.tooShort || (field.minLength > 0 && [...value].length < field.minLength)) return "short";
  if (validity.tooLong) return "long";
  if (validity.rangeUnderflow || validity.rangeOverflow || validity.stepMismatch) return "range";
  if (validity.patternMismatch) return "pattern";
  return "";
}
