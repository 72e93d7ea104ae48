// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { applyEvent, applySnapshot, changedAfter } from "../../shop/menu/static/menu-state.js";

/** @param {number} id @param {object} [more] @returns {any} */
function product(id, more = {}) {
  return { id, title: "Soup", price: 500, sale_price: null, available: true, stock: null, retired: false, looks: "a", options: [], ...more };
}

test("of what was told of a product the last counts", () => {
  let state = applySnapshot({ changed: [product(2), product(1)] }, 7);
  state = applyEvent(state, "product.changed", { product: product(2, { price: 600 }) }, 8);
  assert.deepEqual(state.changed.map(({ id, price }) => [id, price]), [[1, 500], [2, 600]]);
});

test("a page read again hears only what was told after it was made", () => {
  let state = applySnapshot({ changed: [product(1)] }, 7);
  state = applyEvent(state, "product.changed", { product: product(2) }, 8);
  state = applyEvent(state, "opening.changed", /** @type {any} */ ({}), 9);
  assert.deepEqual(changedAfter(state, 6).map(({ id }) => id), [1, 2]);
  assert.deepEqual(changedAfter(state, 7).map(({ id }) => id), [2]);
  assert.deepEqual(changedAfter(state, 8), []);
});

test("a listing that changed says so, whether told now or missed", () => {
  assert.equal(applyEvent(applySnapshot({ changed: [] }), "listing.changed", /** @type {any} */ ({}), 1).listing, true);
  assert.equal(applySnapshot({ changed: [], listing: true }, 3).listing, true);
  assert.equal(applySnapshot({ changed: [] }, 3).listing, undefined);
});
