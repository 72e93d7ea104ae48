"""Giving money back: locked, version compared, decided, written with its event, told (ORD-5, docs/decisions/0008)."""

from __future__ import annotations

from datetime import datetime

from server.database import Connection, queries
from server.orderbook.reading import find_orders, lock_order
from server.orderbook.telling import touch_order
from server.orders.events import Actor
from server.orders.order import Order
from server.orders.refunding import GivenBack, RefundWish, decide_owed, decide_refund
from server.orders.refunds import RefundMethod
from server.orders.refusals import NothingLeft, NotThere, StaleVersion
from server.orders.shapes import to_json
from server.realtime.telling import Unit


async def refund_order(
    unit: Unit, public_id: str, wish: RefundWish, *, seen_version: int | None, by: Actor, now: datetime
) -> Order:
    """Record that money was given back by hand: of what is owed, or of a paid order that goes on.

    `seen_version` None means «as it is now». Raises NotThere, StaleVersion, NothingPaid, NothingLeft, RefundIsWrong;
    nothing is written then. Of many at once the lock lets one after the other decide, on what the one before left.
    """
    order = await lock_order(unit.connection, public_id)
    if order is None:
        raise NotThere
    if seen_version is not None and seen_version != order.version:
        raise StaleVersion(order, seen_version)
    given = decide_refund(order, wish)
    await _write_given(unit.connection, order, given, by=by, at=max(now, order.changed_at))
    touch_order(unit, order, owed_changed=given.owed is not None)
    (refunded,) = await find_orders(unit.connection, [order.id])
    return refunded


async def owe_refund(connection: Connection, order: Order, *, by: Actor, at: datetime) -> bool:
    """In the transaction that cancels: what was taken by hand is owed from now on. Answers whether anything is."""
    amount = decide_owed(order)
    if amount == 0:
        return False
    await _insert(connection, order, GivenBack(amount, (), None), asked=(at, by.person_id, by.role), returned=None)
    return True


async def _write_given(connection: Connection, order: Order, given: GivenBack, *, by: Actor, at: datetime) -> None:
    book = queries().orderbook
    returned = (at, by.person_id, by.role)
    if given.owed is None:
        await _insert(connection, order, given, asked=returned, returned=returned)
    elif given.amount_minor == given.owed.amount_minor:
        await book.settle_refund(
            connection,
            id=given.owed.id,
            lines=_lines_json(given),
            returned_at=at,
            returned_by=by.person_id,
            returned_by_role=by.role,
        )
    else:
        rest = await book.lower_refund(connection, id=given.owed.id, amount_minor=given.amount_minor)
        asked = (rest["asked_at"], rest["asked_by"], rest["asked_by_role"])
        await _insert(connection, order, given, asked=asked, returned=returned)
    await book.raise_order_version(connection, id=order.id, version=order.version + 1, changed_at=at)
    await book.insert_order_event(
        connection,
        order_id=order.id,
        seq=order.version + 1,
        kind="refund",
        status=order.status.value,
        at=at,
        person_id=by.person_id,
        by_role=by.role,
        source=by.source,
    )


Act = tuple[datetime, int | None, str]
"""When, who, in which role."""


async def _insert(connection: Connection, order: Order, given: GivenBack, *, asked: Act, returned: Act | None) -> None:
    asked_at, asked_by, asked_by_role = asked
    returned_at, returned_by, returned_by_role = returned or (None, None, None)
    written = await queries().orderbook.insert_refund(
        connection,
        order_id=order.id,
        method=RefundMethod.HAND.value,
        amount_minor=given.amount_minor,
        lines=_lines_json(given),
        asked_at=asked_at,
        asked_by=asked_by,
        asked_by_role=asked_by_role,
        returned_at=returned_at,
        returned_by=returned_by,
        returned_by_role=returned_by_role,
    )
    if written is None:
        raise NothingLeft(order)  # the statement's own guard: the sum would pass what was paid


def _lines_json(given: GivenBack) -> str:
    return to_json([{"line": line.line, "quantity": line.quantity} for line in given.lines])
