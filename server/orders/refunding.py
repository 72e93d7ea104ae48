"""What goes back of an order's money, and what does not (ORD-5, docs/decisions/0008). Pure.

Hand-taken money is returned by hand: cancelling makes it owed, and that it was given back is recorded by an admin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.orders.order import Happening, Order, Status
from server.orders.refunds import Refund, RefundedLine, RefundMethod
from server.orders.refusals import NothingLeft, NothingPaid, RefundFlaw, RefundIsWrong

_PROVIDER = "stripe"
"""The source of a payment that nobody took by hand."""


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What was given back: an amount, or pieces of lines (`amount_minor` None)."""

    amount_minor: int | None
    lines: tuple[RefundedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What is to be written: `owed` is what it is taken off, None where nothing was owed before."""

    amount_minor: int
    lines: tuple[RefundedLine, ...]
    owed: Refund | None


def find_payment(order: Order) -> Happening | None:
    """The change with which the money came: the step to paid, or money for an order started before."""
    return next((h for h in order.history if h.kind == "money" or h.status is Status.PAID), None)


def was_paid_by_hand(order: Order) -> bool:
    payment = find_payment(order)
    return order.paid and payment is not None and payment.source != _PROVIDER


def find_owed(order: Order) -> Refund | None:
    """The hand-taken money that waits to be given back; an order owes it once at most."""
    return next((r for r in order.refunds if r.returned_at is None and r.method is RefundMethod.HAND), None)


def left_to_give_back(order: Order) -> int:
    """How much may still be given back by hand: of a cancelled order what it owes, of others what it has left."""
    owed = find_owed(order)
    if owed is not None:
        return owed.amount_minor
    if order.status is Status.CANCELLED or not was_paid_by_hand(order):
        return 0
    return order.total_minor - order.refunded_minor


def decide_owed(order: Order) -> int:
    """What becomes owed when this order is cancelled: all that was taken by hand and not given back before."""
    return order.total_minor - order.refunded_minor if was_paid_by_hand(order) else 0


def decide_refund(order: Order, wish: RefundWish) -> GivenBack:
    """What this wish gives back. Raises NothingPaid, NothingLeft, RefundIsWrong."""
    if not was_paid_by_hand(order):
        raise NothingPaid(order)
    left = left_to_give_back(order)
    if left == 0:
        raise NothingLeft(order)
    amount = wish.amount_minor
    if amount is None:
        _check_lines(order, wish.lines)
        amount = worth_of(order, wish.lines)
    if amount <= 0:
        raise RefundIsWrong(RefundFlaw.WORTH_NOTHING)
    if amount > left:
        raise RefundIsWrong(RefundFlaw.TOO_MUCH, left=left)
    return GivenBack(amount, wish.lines, find_owed(order))


def worth_of(order: Order, lines: Sequence[RefundedLine]) -> int:
    """What was paid for these pieces: their unit prices, less their share of what a combo took off the whole order."""
    prices = {line.line: line.unit_price_minor for line in order.lines}
    sold = sum(line.line_total_minor for line in order.lines)
    chosen = sum(prices[line.line] * line.quantity for line in lines)
    return (2 * chosen * order.total_minor + sold) // (2 * sold) if sold else 0


def left_of_lines(order: Order) -> dict[int, int]:
    """Line → how many pieces of it were not given back yet."""
    left = {line.line: line.quantity for line in order.lines}
    for refund in order.refunds:
        for line in refund.lines:
            left[line.line] -= line.quantity
    return left


def _check_lines(order: Order, lines: Sequence[RefundedLine]) -> None:
    left = left_of_lines(order)
    titles = {line.line: line.title for line in order.lines}
    for line in lines:
        if line.line not in left:
            raise RefundIsWrong(RefundFlaw.NO_SUCH_LINE)
        if line.quantity > left[line.line]:
            raise RefundIsWrong(RefundFlaw.TOO_MANY, left=left[line.line], title=titles[line.line])
        left[line.line] -= line.quantity
