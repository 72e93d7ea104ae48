"""What the wall reads beyond the orders themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from server.database import Connection, queries
from server.orderbook import find_orders
from server.orders.shapes import kitchen_shape, milliseconds


async def find_sold_out(connection: Connection) -> list[dict[str, Any]]:
    """Products and options that cannot be had now, as JSON-ready values; `until` is epoch milliseconds or None."""
    return [
        {
            "product_id": row["product_id"],
            "option_id": row["option_id"],
            "title": row["title"],
            "until": milliseconds(row["until"]),
        }
        for row in await queries().board.find_kitchen_sold_out(connection)
    ]


async def find_recently_gone(connection: Connection, since: datetime) -> list[dict[str, Any]]:
    """Orders handed over since then, in the kitchen's shape, newest first: what may be recalled."""
    rows = await queries().board.find_kitchen_gone_ids(connection, since=since)
    orders = await find_orders(connection, [row["id"] for row in rows])
    orders.sort(key=lambda order: order.changed_at, reverse=True)
    return [kitchen_shape(order) for order in orders]
