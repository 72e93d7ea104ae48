"""What the wall reads beyond the orders themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from server.database import Connection, queries
from server.orderbook import find_orders
from server.orders.shapes import kitchen_shape


async def find_recently_gone(connection: Connection, since: datetime) -> list[dict[str, Any]]:
    """Orders handed over since then, in the kitchen's shape, newest first: what may be recalled."""
    rows = await queries().board.find_kitchen_gone_ids(connection, since=since)
    orders = await find_orders(connection, [row["id"] for row in rows])
    orders.sort(key=lambda order: order.changed_at, reverse=True)
    return [kitchen_shape(order) for order in orders]
