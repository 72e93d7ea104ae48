// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  NOTHING, applyEvent, applySnapshot, filterRows, lateMinutes, leftText, listRows, nameState, sortRows,
} from "../../board/dashboard/static/dashboard-state.js";
import { allowedSteps, offerSteps } from "../../board/dashboard/static/steps-state.js";

/** @param {string} name */
const golden = (name) => JSON.parse(readFileSync(new URL(`./golden/${name}`, import.meta.url), "utf8"));

test("the snapshot before and the events make the snapshot after", () => {
  let state = NOTHING;
  for (const frame of golden("dashboard-frames.json")) {
    if (frame.start !== undefined) {
      state = applySnapshot(NOTHING, frame.start);
      continue;
    }
    for (const { event, data } of frame.events) state = applyEvent(state, event, data, 0);
    const { orders, counts, owed } = applySnapshot(NOTHING, frame.after);
    assert.deepEqual(state.orders, orders, frame.what);
    assert.deepEqual(state.counts, counts, frame.what);
    assert.deepEqual(state.owed, owed, frame.what);
  }
});

test("the steps on offer are the server's, for every order and role", () => {
  const table = golden("dashboard-steps.json");
  assert.ok(table.length > 150);
  for (const { order, role, offered } of table) {
    assert.deepEqual(offerSteps(order, role), offered, JSON.stringify([order, role]));
    assert.deepEqual(allowedSteps(order, role), offered.map((/** @type {{status: string}} */ step) => step.status));
  }
});

test("a guest is offered nothing", () => {
  assert.deepEqual(allowedSteps({ status: "ordered", paid: false, payment: "counter", fulfilment: "pickup" }, "guest"), []);
});

test("rows, filters and words are the server's", () => {
  for (const { now, orders, rows, shown } of golden("dashboard-rows.json")) {
    const sorted = sortRows(orders, now);
    assert.deepEqual(sorted.map((row) => [row.id, nameState(row, now), lateMinutes(row, now), leftText(row, now)]), rows);
    for (const [wanted, ids] of Object.entries(shown)) {
      assert.deepEqual(filterRows(sorted, wanted, now).map((row) => row.id), ids, wanted);
    }
  }
});

test("a finished order leaves the live rows and is found under its state", () => {
  const frames = golden("dashboard-frames.json");
  const last = frames.findLast((/** @type {any} */ frame) => frame.events?.some((/** @type {any} */ told) => told.data.order?.status === "cancelled"));
  const told = last.events.find((/** @type {any} */ one) => one.data.order?.status === "cancelled");
  const state = applyEvent(NOTHING, told.event, told.data, 7);
  assert.deepEqual(listRows(state, "all", 0), []);
  assert.equal(listRows(state, "cancelled", 0)[0].id, told.data.order.id);
  assert.deepEqual(state.newest, { id: told.data.order.id, at: 7 });
});
