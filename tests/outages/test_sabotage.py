"""Redis, PostgreSQL, a web process are killed under load: screens end with the truth, and the soak would see if not."""

import json
from typing import Any

import pytest

from server.history import ADMIN, BOARD, KITCHEN
from server.soak.copies import Copy, find_foreign
from server.soak.record import Record
from server.soak.running import Wish, run_soak, summary


@pytest.mark.requirement("LIVE-5", "LIVE-9")
async def test_every_screen_ends_equal_to_a_fresh_page_whatever_was_killed_meanwhile() -> None:
    record = Record()
    await run_soak(Wish(changes=400, clients=30, rounds=1, rate=40, seconds=240), record)
    assert record.violations == [], summary(record, 0)
    for name in ("Redis", "PostgreSQL", "a web process"):
        assert record.counts[f"kills of {name}"] == 1
    assert record.counts["acknowledged changes"] >= 400
    assert record.counts["resumed"] > 0
    assert record.counts["copies compared"] >= 30


def order(name: str = "A-1", status: str = "paid", **more: object) -> dict[str, Any]:
    return {"id": name, "number": name, "status": status, "version": 1, **more}


def snapshot(version: int, *orders: dict[str, Any], topic: str = KITCHEN) -> dict[str, Any]:
    return {"type": "snapshot", "topic": topic, "epoch": "e", "version": version, "state": {"orders": list(orders)}}


def event(version: int, changed: dict[str, Any], *, topic: str = KITCHEN, epoch: str = "e") -> dict[str, Any]:
    return {
        "type": "event", "topic": topic, "epoch": epoch, "version": version,
        "event": "order.changed", "data": {"order": changed},
    }  # fmt: skip


def held(version: int = 4, *orders: dict[str, Any]) -> Copy:
    copy = Copy(KITCHEN)
    assert copy.receive(snapshot(version, *orders)) == []
    return copy


def test_a_copy_follows_events_one_after_the_other() -> None:
    copy = held(4, order("A-1"), order("A-2"))
    assert copy.receive(event(5, order("A-1", "ready"))) == []
    assert copy.receive(event(6, order("A-2", "collected"))) == []
    assert copy.receive(event(7, order("A-3", "ordered"))) == []
    assert copy.shown()["orders"] == {"A-1": order("A-1", "ready"), "A-3": order("A-3", "ordered")}
    assert copy.position == ("e", 7)


@pytest.mark.parametrize(
    "frame",
    [
        event(6, order()),
        event(4, order()),
        event(5, order(), epoch="another"),
        snapshot(3),
        {"type": "resumed", "topic": KITCHEN, "epoch": "e", "version": 4},
    ],
    ids=["a hole", "a double", "another epoch", "an older snapshot", "a resume nobody asked for"],
)
def test_what_a_page_would_quietly_mend_is_written_down(frame: dict[str, Any]) -> None:
    assert held().receive(frame) != []


def test_an_event_before_the_answer_and_a_resume_at_another_version_are_written_down() -> None:
    copy = held()
    copy.waiting = True
    assert copy.receive(event(5, order())) != []
    assert copy.receive({"type": "resumed", "topic": KITCHEN, "epoch": "e", "version": 5}) != []


@pytest.mark.parametrize(
    "frame",
    [
        event(1, order("A-1"), topic="order:A-2"),
        event(1, order("A-1", purchaser=None), topic="order:A-1"),
        event(1, order("A-1", total=420)),
        snapshot(1, order("A-1", lines=[{"unit_price": 420}])),
        event(1, {**dict.fromkeys(("number", "first_name", "status", "placed_at", "ready_at", "version")), "id": "x"},
              topic=BOARD),
    ],
    ids=["another order", "the purchaser", "a price in the kitchen", "a price in a line", "an id on the board"],
)  # fmt: skip
def test_what_an_audience_may_not_see_is_written_down(frame: dict[str, Any]) -> None:
    assert find_foreign(frame) != []


def test_what_an_audience_may_see_is_not() -> None:
    told = dict.fromkeys(("number", "first_name", "status", "placed_at", "ready_at", "version"))
    assert find_foreign(event(1, told, topic=BOARD)) == []
    assert find_foreign(event(1, order("A-1", total=420), topic="order:A-1")) == []
    assert find_foreign(event(1, order("A-1", purchaser={"email": "a@b.test"}), topic=ADMIN)) == []


def test_two_bodies_of_one_version_are_written_down() -> None:
    record = Record()
    for status in ("paid", "paid", "ready"):
        record.read(json.dumps(event(1, order("A-1", status))).encode())
    assert record.violations == ["kitchen: two bodies of version 1"]
    assert "VIOLATION kitchen" in summary(record, 1)
