// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { findBrokenRule } from "../../server/static/site/forms-state.js";
import { decideQuantity } from "../../server/static/site/stepper-state.js";

const KEPT = {
  valueMissing: false,
  typeMismatch: false,
  tooShort: false,
  tooLong: false,
  rangeUnderflow: false,
  rangeOverflow: false,
  stepMismatch: false,
  badInput: false,
  patternMismatch: false,
};
const field = (value, more = {}, validity = {}) => ({
  value,
  type: "text",
  required: true,
  minLength: -1,
  ...more,
  validity: { ...KEPT, ...validity },
});
const rules = (last = 1, more = {}) => ({ minimum: 1, maximum: 99, removable: false, last, ...more });

test("blanks do not fill a required field", () => {
  assert.equal(findBrokenRule(field("   ")), "required");
  assert.equal(findBrokenRule(field("", { required: false })), "");
});

test("a password of blanks is a password", () => {
  assert.equal(findBrokenRule(field("        ", { type: "password", minLength: 8 })), "");
});

test("an e-mail needs something after the dot", () => {
  assert.equal(findBrokenRule(field("maya@example", { type: "email" })), "type");
  assert.equal(findBrokenRule(field("maya@example.", { type: "email" })), "type");
  assert.equal(findBrokenRule(field("maya@example.com", { type: "email" })), "");
});

test("a short value is short even when nobody typed it", () => {
  assert.equal(findBrokenRule(field("seven77", { minLength: 8 })), "short");
  assert.equal(findBrokenRule(field("eight888", { minLength: 8 })), "");
});

test("ranges and patterns are the browser's own", () => {
  assert.equal(findBrokenRule(field("0", {}, { rangeUnderflow: true })), "range");
  assert.equal(findBrokenRule(field("x", {}, { patternMismatch: true })), "pattern");
});

test("plus and minus stay between one and ninety-nine", () => {
  assert.deepEqual(decideQuantity("98", 1, rules(98)), { value: 99, clamped: false, remove: false });
  assert.deepEqual(decideQuantity("99", 1, rules(99)), { value: 99, clamped: true, remove: false });
  assert.deepEqual(decideQuantity("1", -1, rules(1)), { value: 1, clamped: true, remove: false });
});

test("minus at one asks to remove a line that can go", () => {
  assert.deepEqual(decideQuantity("1", -1, rules(1, { removable: true })), { value: 1, clamped: false, remove: true });
});

test("what is no number goes back to the last one, with a word", () => {
  for (const typed of ["", "two", "1e3", "-4", "٣", "1_0", "2.5"]) {
    assert.deepEqual(decideQuantity(typed, 0, rules(7)), { value: 7, clamped: true, remove: false }, typed);
  }
});

test("a typed number is clamped", () => {
  assert.deepEqual(decideQuantity("1000000000", 0, rules(3)), { value: 3, clamped: true, remove: false });
  assert.deepEqual(decideQuantity("120", 0, rules(3)), { value: 99, clamped: true, remove: false });
  assert.deepEqual(decideQuantity(" 12 ", 0, rules(3)), { value: 12, clamped: false, remove: false });
});
