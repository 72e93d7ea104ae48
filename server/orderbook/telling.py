"""What a changed order tells, to whom: the same written order in each audience's shape."""

from __future__ import annotations

from server.database import Connection, queries
from server.history import ADMIN, BOARD, KITCHEN, NewEvent, order_topic
from server.orderbook.reading import find_orders, get_counts, get_owed
from server.orders.order import Fulfilment, Order, Status
from server.orders.shapes import admin_shape, board_shape, kitchen_shape, owner_shape, to_json
from server.realtime.telling import Unit


def touch_order(
    unit: Unit, order: Order, *, counts: dict[Status, int] | None = None, owed_changed: bool = False
) -> None:
    """Tell everybody who may see this order that it changed, as it will stand at the end of the transaction.

    `counts` is by how much the number of orders in each status changes with it; `owed_changed`: money became owed, or
    was given back. `order` may be the order as it was: only its id, address, way of fulfilment and whether it stood on
    the board are taken from it; the rest is read again under the topics' locks.
    """
    # an order enters the kitchen in this very change at the latest: who is not concerned is decided after the read
    topics = {order_topic(order.public_id), ADMIN, KITCHEN}
    if order.fulfilment is Fulfilment.PICKUP:
        topics.add(BOARD)
    changes = {status: change for status, change in (counts or {}).items() if change}

    async def build(connection: Connection) -> list[NewEvent]:
        (now,) = await find_orders(connection, [order.id])
        events = [*_order_events(now, was_on_the_board=order.is_on_the_board)]
        if changes:
            await queries().orderbook.move_counts(
                connection, statuses=[s.value for s in changes], changes=list(changes.values())
            )
            events.append(NewEvent(ADMIN, "counts.changed", to_json({"counts": await get_counts(connection)})))
        if owed_changed:
            events.append(NewEvent(ADMIN, "owed.changed", to_json({"owed": await get_owed(connection)})))
        return events

    unit.touch(topics, build, key=("order", order.id))


def _order_events(order: Order, *, was_on_the_board: bool) -> list[NewEvent]:
    def changed(topic: str, shape: dict[str, object]) -> NewEvent:
        return NewEvent(topic, "order.changed", to_json({"order": shape}))

    events = [
        changed(order_topic(order.public_id), owner_shape(order)),
        changed(ADMIN, admin_shape(order)),
    ]
    if order.entered_kitchen_at is not None:
        events.append(changed(KITCHEN, kitchen_shape(order)))
        # money given back long after: by then the board may show the same number for somebody else's order
        if order.is_on_the_board or was_on_the_board:
            events.append(changed(BOARD, board_shape(order)))
    return events
