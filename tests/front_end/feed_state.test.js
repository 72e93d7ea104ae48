// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  LOST_AFTER_MS,
  SLOW_AFTER_MS,
  findFreshness,
  findOffset,
  findPause,
  receive,
} from "../../server/static/site/live-state.js";

const golden = JSON.parse(readFileSync(new URL("./golden/live.json", import.meta.url), "utf8"));

for (const { name, has, steps, ends } of golden.walks) {
  test(name, () => {
    let state = { position: has, waiting: true };
    for (const [frame, expected] of steps) {
      const { state: next, action } = receive(state, frame);
      assert.equal(action, expected, JSON.stringify(frame));
      state = next;
    }
    assert.deepEqual(state.position, ends);
  });
}

test("what is shown and refused is not taken for live; what was never shown holds nothing up", () => {
  const error = { type: "error", topic: "kitchen", code: "not_found", message: "no such topic" };
  const position = { epoch: "e1", version: 41 };
  assert.deepEqual(receive({ position, waiting: true }, error).state, { position, waiting: true });
  assert.deepEqual(receive({ position, waiting: false }, error).state, { position, waiting: false });
  assert.deepEqual(receive({ position: null, waiting: true }, error).state, { position: null, waiting: false });
});

test("whatever is lost, doubled or held up on the way, every version is applied once and in order", () => {
  let seed = 7;
  const chance = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 300; round++) {
    const applied = [];
    let state = { position: null, waiting: true };
    /** @type {any[]} */
    let wire = [{ type: "snapshot", topic: "board", epoch: "e", version: 0, state: {} }];
    let truth = 0;
    for (let step = 0; step < 200; step++) {
      truth += 1;
      wire.push({ type: "event", topic: "board", epoch: "e", version: truth, event: "x", data: truth });
      if (chance() < 0.1) wire.pop();
      if (chance() < 0.1 && wire.length) wire.push(wire[wire.length - 1]);
      if (chance() < 0.3) continue;
      for (const frame of wire.splice(0)) {
        const { state: next, action } = receive(state, frame);
        state = next;
        if (action === "replace") applied.length = 0;
        if (action === "apply") applied.push(frame.version);
        if (action === "again") {
          const from = state.position?.version ?? 0;
          wire = [{ type: "resumed", topic: "board", epoch: "e", version: from }];
          for (let version = from + 1; version <= truth; version++) {
            wire.push({ type: "event", topic: "board", epoch: "e", version, event: "x", data: version });
          }
          break;
        }
      }
    }
    assert.deepEqual(applied, Array.from(applied, (_, place) => place + 1));
    assert.equal(state.position?.version ?? 0, applied.length);
  }
});

test("the light is amber at twelve seconds and red before fifteen", () => {
  assert.equal(findFreshness(0, false), "load");
  assert.equal(findFreshness(11_999, true), "live");
  assert.equal(findFreshness(SLOW_AFTER_MS, true), "slow");
  assert.equal(findFreshness(SLOW_AFTER_MS, false), "slow");
  assert.equal(findFreshness(LOST_AFTER_MS, true), "lost");
  assert.ok(SLOW_AFTER_MS === 12_000 && LOST_AFTER_MS < 15_000);
});

test("the first attempt is quick, later ones wait up to eight seconds, and no two screens wait alike", () => {
  assert.ok(findPause(0, 1006, 0) >= 100 && findPause(0, 1006, 1) <= 250);
  assert.ok(findPause(3, 1006, 0.5) > findPause(2, 1006, 0.5));
  assert.equal(findPause(50, 1006, 1), 8_000);
  assert.notEqual(findPause(4, 1006, 0.1), findPause(4, 1006, 0.9));
});

test("a restart is answered within two seconds or so, spread out; a refusal for cause backs off at once", () => {
  assert.ok(findPause(0, 1012, 0) >= 100 && findPause(0, 1012, 1) <= 2_100);
  assert.ok(findPause(0, 1008, 0) >= 4_000);
});

test("the server's clock is the quickest frame's, drifts with it, and follows when a clock is set", () => {
  assert.equal(findOffset(null, 10_000, 4_000), 6_000);
  assert.equal(findOffset(6_000, 11_300, 5_000), 6_300);
  assert.equal(findOffset(6_000, 11_000, 5_200), 5_995);
  assert.equal(findOffset(6_000, 500_000, 5_000), 495_000);
});
