"""The simulated kitchen, decided: the next ticket, promises at another speed, delays from a tap, what a report says."""

from random import Random
from typing import Any

import pytest

from server.orders.order import NOT_READY
from server.simulate.cooking import cooking_minutes, due_at, lateness_minutes, next_ticket
from server.simulate.reporting import progress, report
from server.simulate.tally import Tally

pytestmark = pytest.mark.requirement("OPS-3")

MINUTE = 60_000


def ticket(
    name: str = "a", *, placed: float = 0, promised: float = 20, prep: int = 5, quantity: int = 1, **more: object
) -> dict[str, Any]:
    """Placed and promised in minutes since the beginning."""
    return {
        "id": name,
        "number": name.upper(),
        "version": 1,
        "status": "ordered",
        "fulfilment": "pickup",
        "slot": None,
        "placed_at": placed * MINUTE,
        "promised_at": promised * MINUTE,
        "lines": [{"line": 1, "prep_minutes": prep, "quantity": quantity}],
        **more,
    }


def taken_next(*tickets: dict[str, Any], now: float = 0, speed: float = 1, taken: tuple[str, ...] = ()) -> str | None:
    found = next_ticket(tickets, taken, now * MINUTE, speed)
    return None if found is None else found["id"]


def test_the_ticket_that_must_be_begun_first_comes_first_not_the_oldest() -> None:
    quick = ticket("quick", placed=0, promised=20, prep=2)
    slow = ticket("slow", placed=1, promised=21, prep=9)
    assert taken_next(quick, slow) == "slow"
    assert taken_next(quick, slow, taken=("slow",)) == "quick"


def test_what_is_begun_ready_or_gone_is_left_alone() -> None:
    others = [ticket(status, status=status) for status in ("in_progress", "ready", "collected", "shipped", "delivered")]
    assert taken_next(*others, ticket("gone", status="cancelled")) is None
    assert taken_next(*others, ticket("paid", status="paid")) == "paid"
    adopted = next_ticket(others, (), 0, 1, NOT_READY)
    assert adopted is not None
    assert adopted["id"] == "in_progress"


def test_an_order_for_later_waits_until_shortly_before_it_must_be_begun() -> None:
    later = ticket("later", promised=60, prep=5, slot=60 * MINUTE)
    assert taken_next(later, now=50) is None
    assert taken_next(later, now=51.5) == "later"
    assert taken_next(later, ticket("now", placed=50, promised=90), now=50) == "now"


def test_at_ten_times_the_speed_a_promise_of_twenty_minutes_is_one_of_two() -> None:
    order = ticket(placed=100, promised=120)
    assert due_at(order, 1) == 120 * MINUTE
    assert due_at(order, 10) == 102 * MINUTE
    assert lateness_minutes(order, 103 * MINUTE, 10) == pytest.approx(10)
    assert lateness_minutes(order, 101 * MINUTE, 10) == pytest.approx(-10)
    assert lateness_minutes(order, 119 * MINUTE, 1) == pytest.approx(-1)
    slot = ticket("later", promised=60, prep=5, slot=60 * MINUTE)
    assert taken_next(slot, now=5.0, speed=10) is None
    assert taken_next(slot, now=5.2, speed=10) == "later"


def test_a_cook_needs_about_what_the_house_rule_says_and_more_for_more() -> None:
    chance = Random(7)
    one = [cooking_minutes(ticket(prep=5), chance) for _ in range(300)]
    many = [cooking_minutes(ticket(prep=5, quantity=9), chance) for _ in range(300)]
    assert 2 <= min(one) < max(one) <= 8
    assert 3.5 < sum(one) / 300 < 4.5
    assert sum(many) > 3 * sum(one)


def test_the_delay_from_a_tap_is_each_screens_first_event_whichever_comes_first() -> None:
    tally, order = Tally(), {"number": "A-1", "version": 3}
    tally.hear("board 1", order, 10.02, is_news=True)  # before the tap's own answer
    tally.tap("A-1", 3, 10.0)
    tally.hear("board 2", order, 10.05, is_news=True)
    tally.hear("customer", order, 10.1, is_news=True)
    tally.hear("board 1", order, 15.0, is_news=True)  # a new estimate of the same version
    tally.hear("kitchen", order, 16.0, is_news=False)  # a snapshot, which answers no tap,
    tally.hear("kitchen", order, 19.0, is_news=True)  # nor does what comes after it with the same version
    tally.hear("board 1", {"number": "A-1", "version": 4}, 17.0, is_news=True)  # nobody's tap
    assert tally.delays["board"] == pytest.approx([0.02, 0.05])
    assert tally.delays["customer"] == pytest.approx([0.1])
    assert not tally.delays["kitchen"]
    assert tally.shown == {("board", "A-1"), ("customer", "A-1"), ("kitchen", "A-1")}


def test_what_was_acknowledged_is_kept_and_others_orders_are_not_ours() -> None:
    tally = Tally()
    tally.place(ticket("a"))
    tally.acknowledge(ticket("a", status="ready", version=4))
    tally.acknowledge(ticket("a", status="paid", version=2))  # an older answer that came late
    tally.acknowledge(ticket("somebody-elses", version=9))
    assert (tally.orders["a"].status, tally.orders["a"].version) == ("ready", 4)
    assert list(tally.orders) == ["a"]


def test_the_line_says_who_is_there_and_the_report_what_came_of_it() -> None:
    tally = Tally(guests_inside=4, lateness=[-3.0, -2.0, 1.0, -4.0])
    tally.counts.update(guests=9, placed=8, collected=5, delivered=1, registered=6)
    tally.counts["called off"] = 1
    tally.refusals["sold-out"] = 2
    tally.seconds["menu"] = [0.010, 0.020, 0.030]
    line = progress("12:00:05", tally, {"waiting": 2, "making": 1, "ready": 0}, 1)
    assert line == "12:00:05  4 in the shop  |  2 waiting, 1 making, 0 ready  |  6 done, 1 late"
    text = report(tally, {"board": (12, 80)}, {}, 61.2)
    for words in (
        "9 came in; 6 registered", "8 placed: 5 collected, 1 delivered, 1 called off", "2 sold-out",
        "75% of 4 kept; the middle order was ready 2.5 min early", "3, 0 answered with 5xx", "20.0 ms",
        "board 12 up to 80",
    ):  # fmt: skip
        assert words in text
    assert text.endswith("all as it should be")


def test_a_report_with_a_fault_ends_with_it() -> None:
    tally = Tally()
    tally.fault("order A-1: board was never told of it")
    lines = report(tally, {}, {"cut off (1006)": 2}, 1).splitlines()
    assert lines[-2:] == ["  WRONG     order A-1: board was never told of it", "SOMETHING WAS WRONG"]
    assert "2 cut off (1006)" in lines[-3]
