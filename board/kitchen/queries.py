"""What the wall reads beyond the orders themselves."""

from __future__ import annotations

from typing import Any

from server.database import Connection, queries
from server.orders.shapes import milliseconds


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
