"""Ticking one line of an order: locked, version compared, decided, written with its event, told (LIVE-6)."""

from __future__ import annotations

from datetime import datetime

from server.database import queries
from server.orderbook.moving import clamp_to_the_past
from server.orderbook.reading import find_orders, lock_order
from server.orderbook.telling import touch_order
from server.orders.events import Actor
from server.orders.items import ItemStep, decide_item, find_line
from server.orders.order import ItemStatus, Line, Order
from server.orders.refusals import IllegalTransition, NotThere, StaleVersion
from server.realtime.telling import Unit


async def tick_item(
    unit: Unit,
    public_id: str,
    line_number: int,
    wanted: ItemStatus,
    *,
    seen_version: int,
    by: Actor,
    now: datetime,
    occurred_at: datetime | None = None,
) -> Order:
    """Mark a line open, started or done for somebody of the kitchen; what it is already changes and tells nothing.

    `occurred_at` is clamped between the order's last change and now. Raises NotThere, StaleVersion,
    IllegalTransition; nothing is written then.
    """
    order = await lock_order(unit.connection, public_id)
    line = None if order is None else find_line(order, line_number)
    if order is None or line is None:
        raise NotThere
    if seen_version != order.version:
        raise StaleVersion(order, seen_version)
    step = decide_item(order, wanted)
    if step is None:
        raise IllegalTransition(order, wanted)
    if line.status is step.item:
        return order
    at = clamp_to_the_past(order, occurred_at, now)
    await _write_tick(unit, order, line, step, by=by, at=at)
    touch_order(unit, order, counts={} if step.status is order.status else {order.status: -1, step.status: 1})
    (ticked,) = await find_orders(unit.connection, [order.id])
    return ticked


async def _write_tick(unit: Unit, order: Order, line: Line, step: ItemStep, *, by: Actor, at: datetime) -> None:
    book, starts = queries().orderbook, step.status is not order.status
    await book.update_order_status(
        unit.connection,
        id=order.id,
        version=order.version + 1,
        status=step.status.value,
        paid=order.paid,
        changed_at=at,
        accepted_at=order.accepted_at or (at if starts else None),  # starting is taking notice
        tracking_url=order.tracking_url,
        entered_kitchen_at=order.entered_kitchen_at,
    )
    await book.update_item_status(unit.connection, order_id=order.id, line=line.line, status=step.item.value)
    await book.insert_item_event(
        unit.connection,
        order_id=order.id,
        seq=order.version + 1,
        kind="moved" if starts else "item",
        status=step.status.value,
        at=at,
        person_id=by.person_id,
        by_role=by.role,
        source=by.source,
        line=line.line,
        item_status=step.item.value,
    )
