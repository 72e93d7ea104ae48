// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { applyEvent, applySnapshot, countDays, describeProgress } from "../../board/tracker/static/tracker-state.js";

/** @param {string} name */
const golden = (name) => JSON.parse(readFileSync(new URL(`./golden/${name}`, import.meta.url), "utf8"));

test("the snapshot before and the events make the snapshot after", () => {
  let state = applySnapshot({ order: null });
  let walked = 0;
  for (const frame of golden("tracker-frames.json")) {
    if (frame.start !== undefined) {
      state = applySnapshot(frame.start);
      continue;
    }
    for (const { event, data } of frame.events) state = applyEvent(state, event, data);
    assert.deepEqual(state, applySnapshot(frame.after), frame.what);
    walked += 1;
  }
  assert.ok(walked > 40);
});

test("the page says what the server's page says", () => {
  for (const { order, now, progress } of golden("tracker-progress.json")) {
    assert.deepEqual(describeProgress(order, now), progress, `${order.status} at ${now}`);
  }
});

test("an event of a kind that is not known changes nothing", () => {
  const [{ start }] = golden("tracker-frames.json");
  assert.equal(applyEvent(start, "order.sung", {}), start);
});

test("days are counted by the calendar, through the nights of 23 and of 25 hours", () => {
  for (const [from, to, days] of /** @type {[string, string, number][]} */ ([
    ["2026-11-28", "2026-11-28", 0],
    ["2026-03-28", "2026-03-29", 1],
    ["2026-10-25", "2026-10-26", 1],
    ["2026-12-31", "2027-01-02", 2],
  ])) assert.equal(countDays(from, to), days, `${from} to ${to}`);
});
