"""What goes back of an order's money (ORD-5), decided on values."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from server.orders.order import Happening, Order, Payment, Status
from server.orders.refunding import (
    GivenBack,
    RefundWish,
    decide_owed,
    decide_refund,
    find_payment,
    left_of_lines,
    left_to_give_back,
    was_paid_by_hand,
    worth_of,
)
from server.orders.refunds import Refund, RefundedLine, RefundMethod
from server.orders.refusals import NothingLeft, NothingPaid, RefundFlaw, RefundIsWrong
from server.orders.shapes import admin_shape, board_shape, kitchen_shape, owner_shape
from server.web.forms import Form
from shop.back_office.refunds_form import read_wish
from tests.decisions.test_order import LINE, NOON, ORDER

CAKE = replace(LINE, line=2, title="Cake", quantity=3, unit_price_minor=500, line_total_minor=1500)
PLACED = Happening(1, "placed", Status.ORDERED, NOON, "customer", "web")
TAKEN = Happening(2, "moved", Status.PAID, NOON + timedelta(minutes=1), "kitchen", "kitchen")
PAID = replace(
    ORDER, version=2, status=Status.PAID, paid=True, lines=(LINE, CAKE), subtotal_minor=2260, total_minor=2260,
    history=(PLACED, TAKEN),
)  # fmt: skip


def refund(amount: int, *lines: RefundedLine, owed: bool = False, method: RefundMethod = RefundMethod.HAND) -> Refund:
    return Refund(
        id=amount, method=method, amount_minor=amount, lines=lines, asked_at=NOON, asked_by_role="customer",
        returned_at=None if owed else NOON, returned_by_role=None if owed else "admin",
    )  # fmt: skip


def cancelled(*refunds: Refund) -> Order:
    return replace(PAID, status=Status.CANCELLED, refunds=refunds)


@pytest.mark.requirement("ORD-5")
def test_money_is_by_hand_unless_the_provider_brought_it() -> None:
    assert was_paid_by_hand(PAID)
    assert was_paid_by_hand(replace(PAID, payment=Payment.CARD)), "an admin took it for an unpaid card order"
    by_card = replace(TAKEN, by_role="system", source="stripe")
    assert not was_paid_by_hand(replace(PAID, history=(PLACED, by_card)))
    assert not was_paid_by_hand(ORDER)


@pytest.mark.requirement("ORD-5", "ADM-1")
def test_the_payment_is_the_first_of_its_kind_whatever_came_after_it() -> None:
    started = Happening(2, "moved", Status.IN_PROGRESS, NOON, "kitchen", "kitchen")
    money = Happening(3, "money", Status.IN_PROGRESS, NOON, "admin", "admin")
    recalled = Happening(4, "moved", Status.PAID, NOON, "kitchen", "kitchen")
    assert find_payment(replace(PAID, history=(PLACED, started, money, recalled))) == money
    assert find_payment(replace(PAID, history=(PLACED, TAKEN, started))) == TAKEN


@pytest.mark.requirement("ORD-5")
@pytest.mark.parametrize(
    ("order", "owed"),
    [
        (ORDER, 0),
        (PAID, 2260),
        (replace(PAID, refunds=(refund(500),)), 1760),
        (replace(PAID, refunds=(refund(2260),)), 0),
        (replace(PAID, subtotal_minor=0, total_minor=0), 0),
        (replace(PAID, history=(PLACED, replace(TAKEN, source="stripe"))), 0),
    ],
)
def test_cancelling_owes_what_was_taken_and_not_given_back(order: Order, owed: int) -> None:
    assert decide_owed(order) == owed


@pytest.mark.requirement("ORD-5")
def test_a_part_and_then_the_rest_of_what_is_owed_may_be_given_back() -> None:
    owed = refund(2260, owed=True)
    assert decide_refund(cancelled(owed), RefundWish(260)) == GivenBack(260, (), owed)
    rest = refund(2000, owed=True)
    assert decide_refund(cancelled(refund(260), rest), RefundWish(2000)) == GivenBack(2000, (), rest)
    assert left_to_give_back(cancelled(refund(260), rest)) == 2000


@pytest.mark.requirement("ORD-5")
@pytest.mark.parametrize("status", [Status.PAID, Status.IN_PROGRESS, Status.READY, Status.COLLECTED, Status.DELIVERED])
def test_money_of_an_order_that_goes_on_or_is_over_may_be_given_back_too(status: Status) -> None:
    order = replace(PAID, status=status, refunds=(refund(2000),))
    assert decide_refund(order, RefundWish(260)) == GivenBack(260, (), None)
    with pytest.raises(RefundIsWrong) as wrong:
        decide_refund(order, RefundWish(261))
    assert (wrong.value.flaw, wrong.value.left) == (RefundFlaw.TOO_MUCH, 260)


@pytest.mark.requirement("ORD-5")
def test_nothing_goes_back_of_what_was_never_paid_or_is_back_already() -> None:
    with pytest.raises(NothingPaid):
        decide_refund(ORDER, RefundWish(100))
    for order in (cancelled(), cancelled(refund(2260)), replace(PAID, refunds=(refund(2260),))):
        with pytest.raises(NothingLeft):
            decide_refund(order, RefundWish(100))
    elsewhere = refund(2260, owed=True, method=RefundMethod.STRIPE)
    with pytest.raises(NothingLeft):
        decide_refund(cancelled(elsewhere), RefundWish(100))


@pytest.mark.requirement("ORD-5", "PAY-4")
def test_lines_are_worth_what_was_paid_for_them() -> None:
    assert decide_refund(PAID, RefundWish(None, (RefundedLine(2, 2),))).amount_minor == 1000
    assert decide_refund(PAID, RefundWish(None, (RefundedLine(1, 1), RefundedLine(2, 3)))).amount_minor == 1880
    combo = replace(PAID, discount_minor=260, total_minor=2000)
    assert worth_of(combo, (RefundedLine(1, 2), RefundedLine(2, 3))) == 2000, "all of it is all that was paid"
    assert worth_of(combo, (RefundedLine(2, 1),)) == 442
    free = replace(PAID, lines=(replace(LINE, unit_price_minor=0, line_total_minor=0),), total_minor=0)
    assert worth_of(free, (RefundedLine(1, 1),)) == 0


@pytest.mark.requirement("ORD-5", "PAY-4")
@pytest.mark.parametrize(
    ("lines", "flaw", "left"),
    [
        ((RefundedLine(3, 1),), RefundFlaw.NO_SUCH_LINE, 0),
        ((RefundedLine(2, 4),), RefundFlaw.TOO_MANY, 3),
        ((RefundedLine(2, 2), RefundedLine(2, 2)), RefundFlaw.TOO_MANY, 1),
        ((RefundedLine(1, 2),), RefundFlaw.TOO_MANY, 1),
    ],
)
def test_no_piece_goes_back_twice(lines: Sequence[RefundedLine], flaw: RefundFlaw, left: int) -> None:
    order = replace(PAID, refunds=(refund(380, RefundedLine(1, 1)),))
    assert left_of_lines(order) == {1: 1, 2: 3}
    with pytest.raises(RefundIsWrong) as wrong:
        decide_refund(order, RefundWish(None, tuple(lines)))
    assert (wrong.value.flaw, wrong.value.left) == (flaw, left)


@pytest.mark.requirement("ORD-5", "ACC-6")
def test_owner_and_admin_see_refunds_the_kitchen_and_the_street_do_not() -> None:
    order = cancelled(refund(260, RefundedLine(1, 1)), refund(2000, owed=True))
    at = 1786708800000
    assert owner_shape(order)["refunds"] == admin_shape(order)["refunds"] == [
        {"amount": 260, "method": "hand", "lines": [{"line": 1, "quantity": 1}], "asked_at": at, "returned_at": at,
         "by": "admin"},
        {"amount": 2000, "method": "hand", "lines": [], "asked_at": at, "returned_at": None, "by": "customer"},
    ]  # fmt: skip
    assert "refunds" not in kitchen_shape(order)
    assert "refunds" not in board_shape(order)
    assert (owner_shape(order)["paid"], owner_shape(order)["due"]) == (True, 0)


@pytest.mark.requirement("ORD-5")
@pytest.mark.parametrize(
    ("fields", "wish"),
    [
        ({"amount": ["12.40"]}, RefundWish(1240)),
        ({"amount": [" 12,4 "]}, RefundWish(1240)),
        ({"line": ["1", "2"], "quantity": ["0", "3"]}, RefundWish(None, (RefundedLine(2, 3),))),
        ({"line": ["2"], "quantity": ["1"], "amount": [""]}, RefundWish(None, (RefundedLine(2, 1),))),
    ],
)
def test_the_form_takes_an_amount_or_lines(fields: dict[str, list[str]], wish: RefundWish) -> None:
    form = Form(fields)
    assert (read_wish(form, "USD"), form.errors) == (wish, {})


@pytest.mark.requirement("ORD-5")
@pytest.mark.parametrize(
    ("fields", "name", "words"),
    [
        ({}, "amount", "such as 4.20"),
        ({"amount": ["0"]}, "amount", "more than zero"),
        ({"amount": ["0.00"]}, "amount", "more than zero"),
        ({"amount": ["-3"]}, "amount", "such as 4.20"),
        ({"amount": ["1.234"]}, "amount", "1.23 or 1.24"),
        ({"amount": ["1e3"]}, "amount", "such as 4.20"),
        ({"amount": ["NaN"]}, "amount", "such as 4.20"),
        ({"amount": ["١٢"]}, "amount", "such as 4.20"),
        ({"amount": ["9999999999"]}, "amount", "such as 4.20"),
        ({"amount": ["1"], "line": ["1"], "quantity": ["1"]}, "amount", "one of the two"),
        ({"line": ["1"], "quantity": ["0"]}, "quantity", "at least one line"),
        ({"line": ["1"], "quantity": ["-1"]}, "quantity", "whole number"),
        ({"line": ["1"], "quantity": ["1.5"]}, "quantity", "whole number"),
        ({"line": ["1", "2"], "quantity": ["1"]}, "quantity", "with each line"),
        ({"quantity": ["1"]}, "quantity", "with each line"),
        ({"line": ["x"], "quantity": ["1"]}, "line", "such as 1"),
    ],
)
def test_what_the_form_cannot_take_is_said_beside_its_field(
    fields: dict[str, list[str]], name: str, words: str
) -> None:
    form = Form(fields)
    read_wish(form, "USD")
    assert words in form.errors[name][0]
