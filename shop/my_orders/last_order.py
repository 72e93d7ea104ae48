"""One's last order, offered again (ORD-7)."""

from __future__ import annotations

from server.database import Connection, queries
from server.orderbook import find_order, find_orders
from server.orders.order import Order
from server.orders.refusals import NotThere


async def find_last_order(connection: Connection, person_id: int) -> Order | None:
    """The latest order of this person, None before the first. One step along orders_person_id_idx."""
    rows = await queries().shop.find_my_order_ids(connection, person_id=person_id, most=1, skipped=0)
    found = await find_orders(connection, [row["id"] for row in rows])
    return found[0] if found else None


async def get_own_order(connection: Connection, person_id: int | None, public_id: str) -> Order:
    """One's own order. Raises NotThere for one that is not, or is somebody else's (ACC-6)."""
    order = await find_order(connection, public_id)
    if order is None or person_id is None or order.person_id != person_id:
        raise NotThere
    return order
