"""Which status may follow which (ORD-4), as a table of every status against every wish."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from server.orders.order import (
    Fulfilment,
    ItemStatus,
    Line,
    Order,
    OrderId,
    Payment,
    PublicId,
    Role,
    Status,
    allowed_steps,
    decide_step,
)

NOON = datetime(2026, 8, 14, 12, 0, tzinfo=UTC)
LINE = Line(1, 7, None, "Flat white", "Flat white", None, (), 2, 380, None, 380, 760, 4, "bar", ItemStatus.OPEN)
ORDER = Order(
    id=OrderId(1),
    public_id=PublicId("abc"),
    number="A-47",
    person_id=3,
    first_name="Maya",
    show_name=False,
    version=1,
    status=Status.ORDERED,
    paid=False,
    payment=Payment.COUNTER,
    fulfilment=Fulfilment.PICKUP,
    address="",
    slot=None,
    note="",
    allergy="",
    placed_at=NOON,
    entered_kitchen_at=NOON,
    promised_at=NOON,
    ready_at=NOON,
    ready_from=None,
    ready_to=None,
    reason=None,
    ahead=0,
    accepted_at=None,
    call_state=None,
    tracking_url="",
    changed_at=NOON,
    currency="USD",
    subtotal_minor=760,
    discount_minor=0,
    total_minor=760,
    lines=(LINE,),
    history=(),
)

O, P, I, R, C, S, D, X = Status  # noqa: E741 - the table below reads best with one letter a status

# (fulfilment, payment, paid, status) → role → what may be asked for; everything else is refused
TABLE = [
    ("pickup", "counter", False, O, {"customer": {X}, "kitchen": {P, I}, "admin": {P, I, X}}),
    ("pickup", "card", False, O, {"customer": {X}, "kitchen": set(), "admin": {P, X}}),
    ("pickup", "card", True, P, {"customer": {X}, "kitchen": {I}, "admin": {I, C, X}}),
    ("pickup", "counter", False, I, {"customer": set(), "kitchen": {O, P, R}, "admin": {O, P, R, X}}),
    ("pickup", "card", True, I, {"customer": set(), "kitchen": {P, R}, "admin": {P, R, C}}),
    ("pickup", "counter", False, R, {"customer": set(), "kitchen": {P, I}, "admin": {P, I, X}}),
    ("pickup", "card", True, R, {"customer": set(), "kitchen": {I, C}, "admin": {I, C}}),
    ("pickup", "card", True, C, {"customer": set(), "kitchen": {R}, "admin": {R}}),
    ("pickup", "card", True, X, {"customer": set(), "kitchen": set(), "admin": set()}),
    ("pickup", "counter", False, X, {"customer": set(), "kitchen": set(), "admin": set()}),
    ("delivery", "card", True, P, {"customer": {X}, "kitchen": {I}, "admin": {I, D, X}}),
    ("delivery", "card", True, I, {"customer": set(), "kitchen": {P, S}, "admin": {P, S, D}}),
    ("delivery", "counter", False, I, {"customer": set(), "kitchen": {O, P, S}, "admin": {O, P, S, X}}),
    ("delivery", "card", True, S, {"customer": set(), "kitchen": {I, D}, "admin": {I, D}}),
    ("delivery", "counter", False, S, {"customer": set(), "kitchen": {P, I}, "admin": {P, I}}),
    ("delivery", "card", True, D, {"customer": set(), "kitchen": {S}, "admin": {S}}),
]


def an_order(fulfilment: str, payment: str, status: Status, *, paid: bool) -> Order:
    return replace(ORDER, fulfilment=Fulfilment(fulfilment), payment=Payment(payment), paid=paid, status=status)


@pytest.mark.requirement("ORD-4")
@pytest.mark.parametrize(("fulfilment", "payment", "paid", "status", "allowed"), TABLE)
def test_an_order_takes_exactly_the_published_steps(
    fulfilment: str, payment: str, *, paid: bool, status: Status, allowed: dict[str, set[Status]]
) -> None:
    order = an_order(fulfilment, payment, status, paid=paid)
    for role, steps in allowed.items():
        assert set(allowed_steps(order, Role(role))) == steps, role


@pytest.mark.requirement("ORD-4")
def test_taking_money_for_a_started_order_leaves_it_where_it_is() -> None:
    step = decide_step(an_order("pickup", "counter", Status.READY, paid=False), Status.PAID, Role.KITCHEN)
    assert step is not None
    assert (step.status, step.paid) == (Status.READY, True)


@pytest.mark.requirement("ORD-4")
def test_an_order_started_unpaid_and_paid_since_is_recalled_to_paid() -> None:
    order = an_order("pickup", "counter", Status.IN_PROGRESS, paid=True)
    assert decide_step(order, Status.ORDERED, Role.KITCHEN) is None
    step = decide_step(order, Status.PAID, Role.KITCHEN)
    assert step is not None
    assert (step.status, step.paid, step.resets_items) == (Status.PAID, True, True)


@pytest.mark.requirement("ORD-4")
def test_a_guest_moves_nothing() -> None:
    assert allowed_steps(ORDER, Role.GUEST) == ()


def test_a_cancelled_order_owes_nothing() -> None:
    assert an_order("pickup", "counter", Status.CANCELLED, paid=False).due_minor == 0
    assert ORDER.due_minor == 760
