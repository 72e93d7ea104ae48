"""Moving an order: locked, version compared, decided, written with its event, told (ORD-4)."""

from __future__ import annotations

from datetime import datetime

from server.database import Connection, queries
from server.orderbook.reading import find_orders, lock_order
from server.orderbook.refunding import owe_refund
from server.orderbook.slots import give_back_place
from server.orderbook.telling import touch_order
from server.orders.events import Actor
from server.orders.order import ItemStatus, Order, Role, Status, Step, decide_step
from server.orders.refusals import IllegalTransition, NotThere, StaleVersion
from server.realtime.telling import Unit


async def move_order(
    unit: Unit,
    public_id: str,
    wanted: Status,
    *,
    seen_version: int | None,
    role: Role,
    by: Actor,
    now: datetime,
    occurred_at: datetime | None = None,
    tracking_url: str = "",
) -> Order:
    """Move an order to `wanted` for somebody who may act on it in `role`.

    `seen_version` None means «as it is now». `occurred_at` is clamped between the order's last change and now.
    Raises NotThere, StaleVersion, IllegalTransition; nothing is written then.
    """
    order = await lock_order(unit.connection, public_id)
    if order is None:
        raise NotThere
    if seen_version is not None and seen_version != order.version:
        raise StaleVersion(order, seen_version)
    step = decide_step(order, wanted, role)
    if step is None:
        raise IllegalTransition(order, wanted)
    at = clamp_to_the_past(order, occurred_at, now)
    await _write_step(unit.connection, order, step, by=by, at=at, tracking_url=tracking_url)
    owed = step.status is Status.CANCELLED and await owe_refund(unit.connection, order, by=by, at=at)
    counts = {} if step.status is order.status else {order.status: -1, step.status: 1}
    touch_order(unit, order, counts=counts, owed_changed=owed)
    (moved,) = await find_orders(unit.connection, [order.id])
    return moved


def clamp_to_the_past(order: Order, occurred_at: datetime | None, now: datetime) -> datetime:
    """When a tap counts as made: never before the order's last change, never after now."""
    return min(max(occurred_at or now, order.changed_at), max(now, order.changed_at))


async def accept_order(unit: Unit, public_id: str, now: datetime) -> Order:
    """A person in the kitchen has taken notice. Accepting twice changes and tells nothing; the version stays."""
    order = await lock_order(unit.connection, public_id)
    if order is None or not order.is_with_the_kitchen:
        raise NotThere
    if await queries().orderbook.accept_order(unit.connection, id=order.id, now=now) is not None:
        touch_order(unit, order)
        (order,) = await find_orders(unit.connection, [order.id])
    return order


async def _write_step(
    connection: Connection, order: Order, step: Step, *, by: Actor, at: datetime, tracking_url: str
) -> None:
    book = queries().orderbook
    accepted_at = order.accepted_at
    if step.status is Status.IN_PROGRESS and accepted_at is None:
        accepted_at = at  # starting is taking notice
    await book.update_order_status(
        connection,
        id=order.id,
        version=order.version + 1,
        status=step.status.value,
        paid=step.paid,
        changed_at=at,
        accepted_at=accepted_at,
        tracking_url=tracking_url or order.tracking_url,
        entered_kitchen_at=order.entered_kitchen_at or (at if step.paid else None),
    )
    if step.resets_items or step.finishes_items:
        item_status = ItemStatus.OPEN if step.resets_items else ItemStatus.DONE
        await book.update_item_statuses(connection, order_id=order.id, status=item_status.value)
    if step.status is Status.CANCELLED:
        await _give_back_stock(connection, order)
        await give_back_place(connection, order.id)
    await book.insert_order_event(
        connection,
        order_id=order.id,
        seq=order.version + 1,
        kind="money" if step.status is order.status else "moved",
        status=step.status.value,
        at=at,
        person_id=by.person_id,
        by_role=by.role,
        source=by.source,
    )


async def _give_back_stock(connection: Connection, order: Order) -> None:
    """All that was taken goes back on the shelf, a no-show's too; locked in the same order as it is taken."""
    book = queries().orderbook
    taken = await book.stock_ids_of(connection, order_id=order.id)
    products = sorted({row["product_id"] for row in taken if row["option_id"] is None})
    options = sorted({row["option_id"] for row in taken if row["option_id"] is not None})
    if products:
        await book.lock_counted_products(connection, ids=products)
        await book.give_back_product_stock(connection, order_id=order.id)
    if options:
        await book.lock_counted_options(connection, ids=options)
        await book.give_back_option_stock(connection, order_id=order.id)
