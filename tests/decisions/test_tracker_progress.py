"""What the order page and the dashboard say of an order: the same in Python and in JavaScript, by golden tables.

The tables are made of every order that the law's frames hold (tests/journeys/test_tracker_law.py), at several times.
"""

import itertools
from dataclasses import asdict, replace
from typing import Any

import pytest

from board.dashboard import listing
from board.tracker.progress import describe_progress
from server.orders.order import Fulfilment, Payment, Role, Status, allowed_steps
from server.orders.steps import offer_steps
from tests.decisions.test_order import ORDER
from tests.support.golden import check_golden, read_golden

MINUTE = 60_000
NOON = 1_786_708_800_000
RECEIVED: dict[str, Any] = {
    "status": "ordered",
    "paid": False,
    "payment": "counter",
    "fulfilment": "pickup",
    "placed_at": NOON,
    "promised_at": NOON + 10 * MINUTE,
    "ready_at": NOON + 10 * MINUTE,
    "ahead": 2,
    "history": [{"status": "ordered", "at": NOON}],
    "refunds": [],
}


def happened(*steps: tuple[str, int], **more: object) -> dict[str, Any]:
    history = [*RECEIVED["history"], *({"status": status, "at": NOON + at * MINUTE} for status, at in steps)]
    return {**RECEIVED, "status": history[-1]["status"], "history": history, **more}


@pytest.mark.requirement("PRED-2", "LIVE-1")
def test_the_countdown_counts_whole_minutes_and_the_ring_closes() -> None:
    shown = [describe_progress(RECEIVED, NOON + minutes * MINUTE) for minutes in (0, 5, 9)]
    assert [(one.dial, one.minutes, one.percent) for one in shown] == [
        ("minutes", 10, 0),
        ("minutes", 5, 50),
        ("minutes", 1, 90),
    ]
    assert describe_progress(RECEIVED, NOON + 1).minutes == 10  # a started minute counts
    assert describe_progress(RECEIVED, NOON + 11 * MINUTE).dial == "soon"


@pytest.mark.requirement("LIVE-1")
def test_a_far_promise_is_a_clock_time() -> None:
    far = {**RECEIVED, "ready_at": NOON + 90 * MINUTE}
    assert describe_progress(far, NOON).dial == "clock"
    assert describe_progress(far, NOON + 31 * MINUTE).dial == "minutes"


@pytest.mark.requirement("LIVE-1")
def test_steps_carry_the_times_of_real_taps() -> None:
    steps = describe_progress(happened(("in_progress", 3), ("ready", 9)), NOON + 9 * MINUTE).steps
    assert [(step.key, step.state, step.at) for step in steps] == [
        ("received", "past", NOON),
        ("in_progress", "past", NOON + 3 * MINUTE),
        ("ready", "now", NOON + 9 * MINUTE),
        ("collected", "", None),
    ]


@pytest.mark.requirement("LIVE-1", "ORD-4")
def test_a_step_taken_back_has_no_time_and_keeps_its_old_one_when_it_was_a_slip() -> None:
    back = describe_progress(happened(("in_progress", 3), ("ready", 9), ("in_progress", 10)), NOON)
    assert [step.at for step in back.steps] == [NOON, NOON + 3 * MINUTE, None, None]
    again = describe_progress(happened(("in_progress", 3), ("ordered", 4), ("in_progress", 6)), NOON)
    assert again.steps[1].at == NOON + 6 * MINUTE
    slip = describe_progress(happened(("in_progress", 3), ("ready", 9), ("collected", 11), ("ready", 12)), NOON)
    assert slip.since == NOON + 9 * MINUTE


@pytest.mark.requirement("LIVE-1")
def test_a_moved_promise_says_by_how_much() -> None:
    later = {**RECEIVED, "ready_at": NOON + 13 * MINUTE}
    assert describe_progress(later, NOON).later_minutes == 3
    assert describe_progress({**later, "ready_at": NOON + 10 * MINUTE + 29_000}, NOON).later_minutes == 0
    assert describe_progress(happened(("in_progress", 3), ("ready", 9), ready_at=NOON), NOON).later_minutes == 0


@pytest.mark.requirement("ORD-3")
def test_money_is_due_at_the_counter_until_it_is_taken_or_the_order_cancelled() -> None:
    assert describe_progress(RECEIVED, NOON).money == "due"
    assert describe_progress(happened(("paid", 1), paid=True), NOON).money == "paid"
    assert describe_progress(happened(("cancelled", 1)), NOON).money == "none"
    assert describe_progress({**RECEIVED, "payment": "card"}, NOON).money == "unpaid"


@pytest.mark.requirement("LIVE-1")
def test_the_order_page_says_the_same_on_the_server_and_in_the_browser() -> None:
    wanted = {*RECEIVED, "reason"}
    table = []
    for order in _orders():
        few = {key: value for key, value in order.items() if key in wanted}
        few["history"] = [{"status": one["status"], "at": one["at"]} for one in order["history"]]
        for at in (order["placed_at"] + 30_000, (order["promised_at"] or order["placed_at"]) + 3 * MINUTE):
            progress = asdict(describe_progress(few, at))
            table.append({"order": few, "now": at, "progress": {**progress, "steps": list(progress["steps"])}})
    for changes in (
        {"ready_at": NOON + 95 * MINUTE},
        {"ready_at": None},
        {"ahead": 0},
        {"ahead": 1},
        {"promised_at": None},
    ):
        order = {**RECEIVED, **changes}
        table.append({"order": order, "now": NOON, "progress": asdict(describe_progress(order, NOON))})
    check_golden("tracker-progress.json", table)


@pytest.mark.requirement("LIVE-4")
def test_the_dashboards_rows_say_the_same_on_the_server_and_in_the_browser() -> None:
    wanted = {*RECEIVED, "id", "number"}
    orders = {}
    for order in _orders():
        few = {key: value for key, value in order.items() if key in wanted}
        few["history"] = [{"status": one["status"], "at": one["at"]} for one in order["history"]]
        orders[few["id"]] = few
        orders.setdefault(f"{few['id']} at first", {**few, "id": f"{few['id']} at first"})
    table = []
    for now in (NOON, NOON + 20 * MINUTE, NOON + 45 * MINUTE, NOON + 200 * MINUTE):
        rows = listing.sort_rows(orders.values(), now)
        table.append(
            {
                "now": now,
                "orders": list(orders.values()),
                "rows": [
                    [
                        row["id"],
                        listing.name_state(row, now),
                        listing.late_minutes(row, now),
                        listing.left_text(row, now),
                    ]
                    for row in rows
                ],
                "shown": {
                    wanted: [row["id"] for row in listing.filter_rows(rows, wanted, now)] for wanted in listing.FILTERS
                },
            }
        )
    check_golden("dashboard-rows.json", table)


@pytest.mark.requirement("ORD-4", "LIVE-4")
def test_the_steps_on_offer_are_the_servers_for_every_order_and_role() -> None:
    table = []
    stands = itertools.product(Status, (False, True), Payment, Fulfilment)
    for status, paid, payment, fulfilment in stands:
        if status is Status.PAID and not paid:
            continue  # no such order: money makes this status
        order = replace(ORDER, status=status, paid=paid, payment=payment, fulfilment=fulfilment)
        stand = {"status": status, "paid": paid, "payment": payment, "fulfilment": fulfilment}
        for role in (Role.CUSTOMER, Role.KITCHEN, Role.ADMIN):
            offered = [asdict(step) for step in offer_steps(order, role)]
            assert [step["status"] for step in offered] == [step.value for step in allowed_steps(order, role)]
            table.append({"order": stand, "role": role, "offered": offered})
    check_golden("dashboard-steps.json", table)


def _orders() -> list[dict[str, Any]]:
    """Every different state of an order in the law's frames."""
    told = [frame for frame in read_golden("dashboard-frames.json") if "events" in frame]
    orders = [
        event["data"]["order"] for frame in told for event in frame["events"] if event["event"] == "order.changed"
    ]
    return [order for n, order in enumerate(orders) if order not in orders[:n]]
