// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { fieldsOf, isLost, readCopy } from "../../shop/cart/static/cart-copy-state.js";
import { isHeldBy, minutesWords } from "../../shop/checkout/static/checkout-state.js";

const SOUP = { product: "1", option: "", choices: ["4", "5"], quantity: "2", title: "Soup" };

test("what cannot be read is no copy", () => {
  for (const text of [null, "", "{", "7", "null", '{"a":1}', '[null, 7, {"product":"x","quantity":"1"}, {"product":"1"}]']) {
    assert.deepEqual(readCopy(text), []);
  }
  assert.deepEqual(readCopy(JSON.stringify([SOUP])), [SOUP]);
});

test("an empty cart is a loss only when nobody emptied it", () => {
  assert.equal(isLost([SOUP], { lines: 0, removed: 0 }), true);
  assert.equal(isLost([SOUP], { lines: 0, removed: 1 }), false);
  assert.equal(isLost([SOUP], { lines: 1, removed: 0 }), false);
  assert.equal(isLost([], { lines: 0, removed: 0 }), false);
});

test("a line goes back with its option and choices", () => {
  assert.deepEqual(fieldsOf({ ...SOUP, option: "9" }, "token"), [
    ["csrf_token", "token"], ["product_id", "1"], ["quantity", "2"], ["option_id", "9"], ["choice_id", "4"], ["choice_id", "5"],
  ]);
});

test("the checkout is made anew for its own products only", () => {
  assert.equal(isHeldBy("3 14", 14), true);
  assert.equal(isHeldBy("3 14", 1), false);
  assert.equal(isHeldBy("", 1), false);
});

test("long waits are told by their time", () => {
  assert.deepEqual([0, 12, 99, 100, -1].map(minutesWords), ["0", "12", "99", "", ""]);
});
