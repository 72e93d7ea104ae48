"""Ticking one line of an order on the kitchen's wall: what it means for the line and for its order. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from server.orders.order import ItemStatus, Line, Order, Status


@dataclass(frozen=True, slots=True)
class ItemStep:
    """How the line stands after it, and how its order does."""

    item: ItemStatus
    status: Status


def find_line(order: Order, number: int) -> Line | None:
    """The order's line of this number, or None."""
    return next((line for line in order.lines if line.line == number), None)


def decide_item(order: Order, wanted: ItemStatus) -> ItemStep | None:
    """What ticking a line of `order` as `wanted` means, or None where nothing is ticked in the order's status.

    Only what the kitchen has before it is ticked: not a card order nobody has paid, not what stands on the shelf (its
    items are done; a recall brings them back). The first item started or done starts its order; finishing the last
    one moves nothing: it offers the next step, which a person takes.
    """
    if not order.is_with_the_kitchen or order.status is Status.READY:
        return None
    return ItemStep(wanted, order.status if wanted is ItemStatus.OPEN else Status.IN_PROGRESS)
