"""What the dashboard reads beyond the live orders."""

from __future__ import annotations

from server.database import Connection, queries
from server.orderbook import find_orders
from server.orders.order import Order

_MOST = 50


async def find_latest_finished(connection: Connection, status: str) -> list[Order]:
    """The orders that reached this final status last, at most 50, oldest placed first."""
    rows = await queries().board.find_dashboard_finished_ids(connection, status=status, most=_MOST)
    return await find_orders(connection, [row["id"] for row in rows])
