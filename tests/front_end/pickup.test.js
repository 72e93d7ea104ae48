// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  ASK_AFTER_MS, HIGHLIGHTED_MS, NOTHING, applyEvent, applySnapshot, findNewlyReady, layOut,
} from "../../board/pickup/static/pickup-state.js";

const NOON = 1_786_708_800_000;
/** @param {string} number @param {string} status @param {number} [placed] */
const order = (number, status, placed = 0) => ({
  number, status, first_name: null, placed_at: NOON + placed, ready_at: null, version: 1,
});
/** @param {number} count @param {string} status */
const many = (count, status) => Array.from({ length: count }, (_, n) => order(`A-${n + 1}`, status, n));
/** @param {{number: string}[]} orders */
const numbers = (orders) => orders.map(({ number }) => number);

test("the snapshot before and the events make the snapshot after", () => {
  const frames = JSON.parse(readFileSync(new URL("./golden/board-frames.json", import.meta.url), "utf8"));
  let state = NOTHING;
  let now = NOON;
  for (const frame of frames) {
    now += 1000;
    if (frame.start !== undefined) {
      state = applySnapshot(NOTHING, frame.start, now);
      continue;
    }
    for (const { event, data } of frame.events) state = applyEvent(state, event, data, now);
    assert.deepEqual(state.orders, applySnapshot(NOTHING, frame.after, now).orders, frame.what);
  }
});

test("the newest ready is highlighted for eight seconds and stands first", () => {
  let state = applySnapshot(NOTHING, { orders: [order("A-1", "ready"), order("A-2", "in_progress")] }, NOON, { "A-1": NOON - 60_000 });
  assert.equal(layOut(state, NOON, 0).newest, null);
  state = applyEvent(state, "order.changed", { order: order("A-2", "ready") }, NOON);
  const first = layOut(state, NOON + HIGHLIGHTED_MS - 1, 0);
  assert.equal(first.newest?.number, "A-2");
  assert.deepEqual(numbers(first.ready), ["A-1"]);
  const later = layOut(state, NOON + HIGHLIGHTED_MS, 0);
  assert.equal(later.newest, null);
  assert.deepEqual(numbers(later.ready), ["A-2", "A-1"]);
});

test("a number leaves on collection", () => {
  const state = applySnapshot(NOTHING, { orders: [order("A-1", "ready")] }, NOON);
  assert.deepEqual(applyEvent(state, "order.changed", { order: order("A-1", "collected") }, NOON).orders, []);
});

test("a number that stands too long asks at the counter and never just goes", () => {
  const state = applySnapshot(NOTHING, { orders: [order("A-1", "ready"), order("A-2", "ready")] }, NOON, { "A-1": NOON - ASK_AFTER_MS });
  const layout = layOut(state, NOON, 0);
  assert.deepEqual(numbers(layout.ask), ["A-1"]);
  const night = layOut(state, NOON + 10 * 3_600_000, 0);
  assert.deepEqual(numbers(night.ask), ["A-1", "A-2"]);
  assert.deepEqual(night.ready, []);
});

test("taking money from a ready order does not move it", () => {
  const state = applySnapshot(NOTHING, { orders: [order("A-1", "ready")] }, NOON);
  const paid = applyEvent(state, "order.changed", { order: { ...order("A-1", "ready"), version: 2 } }, NOON + 60_000);
  assert.equal(paid.readySince["A-1"], NOON);
  assert.deepEqual(findNewlyReady(state, paid), []);
});

test("a recalled number that is ready again is new again", () => {
  let state = applySnapshot(NOTHING, { orders: [order("A-1", "ready")] }, NOON);
  const recalled = applyEvent(state, "order.changed", { order: order("A-1", "in_progress") }, NOON + 5_000);
  state = applyEvent(recalled, "order.changed", { order: order("A-1", "ready") }, NOON + 60_000);
  assert.deepEqual(findNewlyReady(recalled, state), ["A-1"]);
  assert.equal(state.readySince["A-1"], NOON + 60_000);
});

test("what became ready while the line was down is called when it is back", () => {
  const before = applySnapshot(NOTHING, { orders: [order("A-1", "ready"), order("A-2", "paid")] }, NOON);
  const after = applySnapshot(before, { orders: [order("A-1", "ready"), order("A-2", "ready")] }, NOON + 60_000);
  assert.deepEqual(findNewlyReady(before, after), ["A-2"]);
  assert.equal(after.readySince["A-1"], NOON);
});

test("every number is shown on some page, whatever their count", () => {
  for (const count of [1, 6, 7, 12, 13, 40]) {
    const state = applySnapshot(NOTHING, { orders: many(count, "ready") }, NOON, Object.fromEntries(many(count, "").map((o) => [o.number, NOON - 60_000])));
    const { readyPages } = layOut(state, NOON, 0);
    const seen = new Set(Array.from({ length: readyPages }, (_, turn) => numbers(layOut(state, NOON, turn).ready)).flat());
    assert.equal(seen.size, count);
    assert.equal(layOut(state, NOON, 0).shape, count <= 6 ? "roomy" : "dense");
  }
  const waiting = applySnapshot(NOTHING, { orders: many(20, "paid") }, NOON);
  const seen = new Set([0, 1, 2].flatMap((turn) => numbers(layOut(waiting, NOON, turn).preparing)));
  assert.equal(seen.size, 20);
  assert.equal(layOut(waiting, NOON, 5, true).preparing.length, 20);
  assert.equal(layOut(waiting, NOON, 5, true).preparingPages, 1);
});

test("a highlighted number stands on every page", () => {
  let state = applySnapshot(NOTHING, { orders: many(20, "ready") }, NOON - 60_000);
  state = applyEvent(state, "order.changed", { order: order("B-1", "ready", 99) }, NOON);
  for (const turn of [0, 1, 2]) assert.equal(layOut(state, NOON, turn).newest?.number, "B-1");
});
