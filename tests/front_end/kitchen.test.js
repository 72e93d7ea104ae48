// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as items from "../../board/kitchen/static/items-state.js";
import { press } from "../../board/kitchen/static/keys-state.js";
import * as kitchen from "../../board/kitchen/static/kitchen-state.js";
import { describeTicket } from "../../board/kitchen/static/slack-state.js";

const table = JSON.parse(readFileSync(new URL("./golden/kitchen-tickets.json", import.meta.url), "utf-8"));
const { rule } = table;
const T = table.cases[0].order.placed_at;
const MINUTE = 60_000;
const SHAPE = { columns: 5, rows: 2, wide: new Set() };
const named = (name, changes = {}) => ({ ...table.cases.find((c) => c.name === name).order, ...changes });
/** Accepted orders with promises a minute apart. */
const order = (id, minute = 0, changes = {}) => named("accepted, much slack", { id, number: id, promised_at: T + (20 + minute) * MINUTE, ...changes });
const wallOf = (orders, now = T) => kitchen.applySnapshot(kitchen.NOTHING, { orders, sold_out: [] }, now, rule);
const row = (count) => Array.from({ length: count }, (_, n) => order(`o${n + 1}`, n));
const keys = (wall, now, ...pressed) => {
  const wishes = [];
  let at = wall;
  for (const key of pressed) {
    const step = press(at, typeof key === "string" ? { key, repeat: false } : key, SHAPE, now, rule);
    at = step.wall;
    wishes.push(step.wish);
  }
  return { wall: at, wishes };
};

for (const { name, order: ordered, now, expected } of table.cases) {
  test(`ticket: ${name}`, () => {
    const says = describeTicket(ordered, now, rule);
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, says[key]])), expected);
  });
}

test("tickets stand by latest safe start, then the shelf, then later orders", () => {
  const wall = wallOf([
    named("for later", { id: "later" }),
    named("on the shelf, paid", { id: "shelf" }),
    named("accepted, much slack", { id: "first", promised_at: T + 10 * MINUTE }),
    named("blocks of four beyond the first", { id: "long work" }),
  ]);
  assert.deepEqual(wall.slots, ["long work", "first", "shelf", "later"]);
  assert.equal(wall.selected, "long work");
  assert.deepEqual(kitchen.countStates(wall, T, rule), { new: 0, cooking: 0, risk: 1, late: 0, ready: 1 });
});

test("events after a snapshot make the snapshot that follows", () => {
  const before = wallOf(row(3));
  const events = [order("o2", 1, { status: "in_progress", version: 2 }), order("o4", 3), order("o1", 0, { status: "collected", version: 5 })];
  let wall = before;
  for (const changed of events) wall = kitchen.applyEvent(wall, "order.changed", { order: changed }, T, rule);
  const after = wallOf([events[0], order("o3", 2), order("o4", 3)]);
  assert.deepEqual(wall.orders, after.orders);
  assert.deepEqual(wall.slots, after.slots);
  assert.deepEqual(wall.gone.map(({ id }) => id), ["o1"]);
});

test("an order that was cancelled leaves and is not offered for recall", () => {
  const wall = kitchen.applyEvent(wallOf(row(2)), "order.changed", { order: order("o1", 0, { status: "cancelled" }) }, T, rule);
  assert.deepEqual([wall.slots, wall.gone], [["o2"], []]);
});

test("what is sold out is replaced whole", () => {
  const sold_out = [{ product_id: 1, option_id: null, title: "Baguette", until: null }];
  assert.deepEqual(kitchen.applyEvent(wallOf([]), "sold_out.changed", { sold_out }, T, rule).soldOut, sold_out);
});

test("nothing moves under a hand; gaps close after two quiet seconds", () => {
  let wall = kitchen.touch(wallOf(row(3)), T);
  wall = kitchen.applyEvent(wall, "order.changed", { order: order("o1", 0, { status: "collected" }) }, T + 500, rule);
  wall = kitchen.applyEvent(wall, "order.changed", { order: order("urgent", -15) }, T + 600, rule);
  assert.deepEqual(wall.slots, ["o1", "o2", "o3", "urgent"]);
  const gap = kitchen.layOut(wall, SHAPE, T + 700, rule).places[0];
  assert.deepEqual([gap.gap, gap.slot], [true, 1]);
  assert.deepEqual(keys(wall, T + 700, "1", "Enter").wishes.map((wish) => wish?.kind), ["empty-slot", "nothing-selected"]);
  assert.equal(kitchen.settle(wall, T + 1_999, rule), wall);
  wall = kitchen.settle(wall, T + 2_000, rule);
  assert.deepEqual([wall.slots, wall.selected], [["urgent", "o2", "o3"], "urgent"]);
});

test("a recalled ticket comes back to its old place", () => {
  let wall = wallOf(row(3));
  wall = kitchen.applyEvent(wall, "order.changed", { order: order("o2", 1, { status: "collected" }) }, T + 9_000, rule);
  assert.deepEqual(wall.slots, ["o1", "o3"]);
  wall = kitchen.applyEvent(wall, "order.changed", { order: order("o2", 1, { status: "in_progress" }) }, T + 20_000, rule);
  assert.deepEqual([wall.slots, wall.gone], [["o1", "o2", "o3"], []]);
});

test("what does not fit turns the page, and says the worst of itself", () => {
  const late = order("late", 60, { promised_at: T + 90 * MINUTE, lines: [{ ...order("x").lines[0], quantity: 99, prep_minutes: 240 }] });
  const wall = { ...wallOf(row(12)), slots: [...row(12).map(({ id }) => id), "late"] };
  const layout = kitchen.layOut({ ...wall, orders: { ...wall.orders, late } }, SHAPE, T, rule);
  assert.deepEqual([layout.pages, layout.places.length, layout.hidden], [2, 10, { count: 3, worst: "late", worstCount: 1 }]);
});

test("what nobody accepted and is late is the worst there is, and counted as both", () => {
  const unseen = named("nobody has accepted it", { id: "unseen" });
  const wall = { ...wallOf(row(12)), slots: [...row(12).map(({ id }) => id), "unseen"] };
  const orders = { ...wall.orders, unseen };
  const worstAt = (at) => kitchen.layOut({ ...wall, orders }, SHAPE, at, rule).hidden.worst;
  assert.deepEqual([worstAt(T), worstAt(T + 16 * MINUTE), worstAt(T + 20 * MINUTE)], ["new", "new", "late"]);
  assert.deepEqual(kitchen.countStates({ ...wall, orders: { unseen } }, T + 20 * MINUTE, rule), { new: 1, cooking: 0, risk: 0, late: 1, ready: 0 });
});

test("a big order takes two cells and never breaks over the edge", () => {
  const wide = { ...SHAPE, wide: new Set(["o5", "o6"]) };
  const layout = kitchen.layOut(wallOf(row(8)), wide, T, rule);
  const cells = layout.places.map(({ id, row: line, column, slot }) => [id, line, column, slot]);
  assert.deepEqual(cells.slice(3), [["o4", 0, 3, 4], ["o5", 1, 0, 5], ["o6", 1, 2, 6], ["o7", 1, 4, 7]]);
  assert.equal(layout.hidden.count, 1);
});

test("a digit selects, the same again within a second advances, later it only selects", () => {
  const wall = wallOf(row(3));
  const once = keys(wall, T, "2");
  assert.deepEqual([once.wall.selected, once.wishes], ["o2", [{ kind: "selected", id: "o2" }]]);
  assert.deepEqual(keys(once.wall, T + 999, "2").wishes, [{ kind: "advance", id: "o2" }]);
  assert.deepEqual(keys(once.wall, T + 1_000, "2").wishes, [{ kind: "selected", id: "o2" }]);
  assert.deepEqual(keys(once.wall, T + 500, "1").wishes, [{ kind: "selected", id: "o1" }]);
  assert.deepEqual(keys(wallOf(row(10)), T, "0").wishes, [{ kind: "selected", id: "o10" }]);
  assert.deepEqual(keys(wall, T, "7").wishes, [{ kind: "empty-slot", slot: 7 }]);
});

test("a key that leads no further says where one is", () => {
  const wishes = keys(wallOf(row(2)), T, "PageDown", "ArrowLeft", "ArrowUp").wishes;
  assert.deepEqual(wishes, Array(3).fill({ kind: "selected", id: "o1" }));
  assert.deepEqual(keys(wallOf([]), T, "PageUp", "ArrowRight", "Home").wishes, Array(3).fill({ kind: "nothing-selected" }));
});

test("a held key never advances twice", () => {
  const wall = keys(wallOf(row(2)), T, "1").wall;
  for (const key of ["1", "Enter", " ", "Backspace", "u", "r", "?", "m", "i", "o"]) {
    assert.deepEqual(keys(wall, T + 100, { key, repeat: true }).wishes, [null], key);
  }
});

test("Enter and Space go on, Backspace goes back, the selection stays on its ticket", () => {
  const { wall, wishes } = keys(wallOf(row(2)), T, "2", "Enter", " ", "Backspace");
  assert.deepEqual(wishes.map((wish) => wish?.kind), ["selected", "advance", "advance", "back"]);
  const moved = kitchen.applyEvent(wall, "order.changed", { order: order("o2", 1, { status: "ready", history: named("on the shelf, paid").history }) }, T + 5_000, rule);
  assert.equal(moved.selected, "o2");
});

test("arrows, pages, first and last", () => {
  const at = (...pressed) => keys(wallOf(row(13)), T, ...pressed).wall.selected;
  assert.equal(at("ArrowRight"), "o2");
  assert.equal(at("ArrowRight", "ArrowDown", "ArrowDown"), "o7");
  assert.equal(at("ArrowDown", "ArrowDown", "ArrowUp"), "o1");
  assert.equal(at("ArrowLeft"), "o1");
  assert.equal(at("PageDown"), "o11");
  assert.equal(at("PageDown", "PageDown"), "o11");
  assert.equal(at("PageDown", "PageUp"), "o1");
  assert.equal(at("End"), "o13");
  assert.equal(at("End", "Home"), "o1");
  assert.equal(at("0", "ArrowRight"), "o11");
  assert.equal(at("PageDown", "ArrowLeft"), "o10");
});

/** A ticket of these items, first on the wall, and one behind it. */
const ticked = (...statuses) =>
  wallOf([order("o1", 0, { status: "in_progress", lines: statuses.map((status, n) => ({ ...order("x").lines[0], line: n + 1, status })) }), order("o2", 60)]);

test("down leads into the items, past the last one to the next row, up and sideways out again", () => {
  const two = ticked("open", "open").orders.o1;
  const at = (...pressed) => {
    const { selected, item } = keys(wallOf([two, ...row(9).slice(1)]), T, ...pressed).wall;
    return `${selected} ${item?.line ?? "-"}`;
  };
  assert.equal(at("ArrowDown"), "o1 1");
  assert.equal(at("ArrowDown", "ArrowDown"), "o1 2");
  assert.equal(at("ArrowDown", "ArrowDown", "ArrowDown"), "o6 -");
  assert.equal(at("ArrowDown", "ArrowDown", "ArrowUp"), "o1 1");
  assert.equal(at("ArrowDown", "ArrowUp"), "o1 -");
  assert.equal(at("ArrowDown", "ArrowRight", "ArrowLeft"), "o1 -");
  assert.equal(at("ArrowDown", "1"), "o1 -");
  assert.equal(at("ArrowDown", "Escape"), "o1 -");
  assert.equal(at("ArrowDown", "Enter"), "o1 -");
  assert.deepEqual(keys(ticked("open"), T, "ArrowDown").wishes, [{ kind: "item-selected", id: "o1", line: 1 }]);
});

test("I is done, O is started: the selected item, else the first that is not; the same again takes it back", () => {
  const wish = (wall, ...pressed) => keys(wall, T, ...pressed).wishes.at(-1);
  assert.deepEqual(wish(ticked("done", "started", "open"), "i"), { kind: "tick", id: "o1", line: 2, status: "done" });
  assert.deepEqual(wish(ticked("done", "started", "open"), "o"), { kind: "tick", id: "o1", line: 3, status: "started" });
  assert.deepEqual(wish(ticked("done", "started"), "ArrowDown", "I"), { kind: "tick", id: "o1", line: 1, status: "open" });
  assert.deepEqual(wish(ticked("done", "started"), "ArrowDown", "ArrowDown", "O"), { kind: "tick", id: "o1", line: 2, status: "open" });
  assert.deepEqual(wish(ticked("done", "done"), "i"), { kind: "all-done", id: "o1" });
  assert.deepEqual(wish(wallOf([]), "i"), { kind: "nothing-selected" });
});

test("an item stays selected while its ticket does, and is forgotten when its line or ticket is gone", () => {
  const { wall } = keys(ticked("open", "open"), T, "ArrowDown", "ArrowDown");
  assert.equal(items.findSelectedLine(wall)?.line, 2);
  const changed = kitchen.applyEvent(wall, "order.changed", { order: { ...wall.orders.o1, version: 9 } }, T + 1, rule);
  assert.equal(items.findSelectedLine(changed)?.line, 2);
  const gone = kitchen.applyEvent(wall, "order.changed", { order: { ...wall.orders.o1, status: "collected" } }, T + 9_000, rule);
  assert.equal(items.findSelectedLine(gone), null);
});

test("a ticket whose items are all done only offers the next step", () => {
  const { o1 } = ticked("done", "done").orders;
  assert.deepEqual([items.isAllDone(o1), describeTicket(o1, T, rule).step, o1.status], [true, "ready", "in_progress"]);
  assert.deepEqual([items.isAllDone({ ...o1, status: "ready" }), items.mayTick({ ...o1, status: "ready" })], [false, false]);
});

test("keys that mean nothing are left to the browser", () => {
  for (const key of ["Tab", "F5", "x", "t", "p", "s"]) {
    assert.equal(press(wallOf(row(1)), { key, repeat: false }, SHAPE, T, rule).known, false, key);
  }
});

test("the rail counts what is still to be made, by product and option", () => {
  const line = order("x").lines[0];
  const latte = (quantity, more = {}) => ({ ...line, kitchen_title: "Latte", option: "large", quantity, ...more });
  const wall = wallOf([
    order("a", -12, { status: "in_progress", lines: [latte(2, { status: "started" }), latte(1, { status: "done" }), latte(4)] }),
    order("b", 20, { lines: [latte(3), { ...line, kitchen_title: "Bun" }] }),
    order("c", 0, { status: "ready", lines: [latte(5)] }),
  ]);
  const rows = kitchen.countAllDay(wall, T, rule).map(({ title, total, due, started }) => [title, total, due, started]);
  assert.deepEqual(rows, [["Latte, large", 9, 6, 2], ["Bun", 1, 0, 0]]);
  const unticked = wallOf([order("a", -12, { status: "in_progress", lines: [latte(2), latte(3)] })]);
  assert.equal(kitchen.countAllDay(unticked, T, rule)[0].started, 5, "a kitchen that ticks nothing has started all of it");
});

test("only the oldest ticket nobody has accepted pulses", () => {
  const waiting = (id, placed_at) => named("nobody has accepted it", { id, placed_at });
  assert.equal(kitchen.findOldestNew(wallOf([waiting("b", T + 5), waiting("a", T), order("c")])), "a");
  assert.equal(kitchen.findOldestNew(wallOf([order("c")])), null);
});

test("what was handed over may be recalled for an hour", () => {
  const collected = order("o1", 0, { status: "collected", history: [{ status: "collected", at: T, by: "kitchen", source: "kitchen" }] });
  const wall = kitchen.applyEvent(wallOf(row(1)), "order.changed", { order: collected }, T, rule);
  assert.deepEqual(kitchen.findRecallable(wall, T + 59 * MINUTE).map(({ id }) => id), ["o1"]);
  assert.deepEqual(kitchen.findRecallable(wall, T + 60 * MINUTE), []);
});
