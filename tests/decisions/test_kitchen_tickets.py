"""What a ticket says, by the table of golden/kitchen-tickets.json; the screen's script is held to the same one."""

import json
from pathlib import Path
from typing import Any

import pytest

from board.kitchen.tickets import count_states, describe_ticket, sort_tickets
from server.orders.prediction import PredictionRule

TABLE = json.loads((Path(__file__).parents[1] / "front_end" / "golden" / "kitchen-tickets.json").read_text("utf-8"))
RULE = PredictionRule(**TABLE["rule"])


@pytest.mark.requirement("LIVE-2")
@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["name"])
def test_a_ticket_says_what_the_table_says(case: dict[str, Any]) -> None:
    says = describe_ticket(case["order"], case["now"], RULE)
    assert {name: getattr(says, name) for name in case["expected"]} == case["expected"]


def named(case_name: str, **changes: object) -> dict[str, Any]:
    order: dict[str, Any] = next(case["order"] for case in TABLE["cases"] if case["name"] == case_name)
    return order | changes


@pytest.mark.requirement("LIVE-2")
def test_tickets_stand_by_latest_safe_start_then_the_shelf_then_later_orders() -> None:
    placed = TABLE["cases"][0]["order"]["placed_at"]
    first = named("accepted, much slack", id="first", promised_at=placed + 10 * 60_000)
    later = named("for later", id="later")
    shelf = named("on the shelf, paid", id="shelf")
    long_work = named("blocks of four beyond the first", id="long work")  # 16 minutes of work: start at 4
    pairs = sort_tickets([later, shelf, first, long_work], placed, RULE)
    assert [order["id"] for order, _says in pairs] == ["long work", "first", "shelf", "later"]
    assert count_states(pairs) == {"new": 0, "cooking": 0, "risk": 1, "late": 0, "ready": 1}
    unseen = named("nobody has accepted it and it is late already: still new, and late")
    pairs = sort_tickets([unseen, first], placed + 21 * 60_000, RULE)
    assert count_states(pairs) == {"new": 1, "cooking": 0, "risk": 0, "late": 2, "ready": 0}
