"""Who may see an order: its owner, the kitchen once it is the kitchen's, an admin. One rule for page and topic."""

from __future__ import annotations

from server.access import Asker
from server.database import Connection
from server.orderbook import find_order
from server.orders.order import Order, Role
from server.orders.refusals import NotThere


def may_see(order: Order, asker: Asker) -> bool:
    """Unpaid card orders do not exist for the kitchen; everybody but its owner and an admin sees no order at all."""
    if asker.person_id is not None and asker.person_id == order.person_id:
        return True
    if asker.role is Role.ADMIN:
        return True
    return asker.role is Role.KITCHEN and order.entered_kitchen_at is not None


async def find_seen_order(connection: Connection, asker: Asker, public_id: str) -> Order | None:
    """The order, or None: there is none, or it is somebody else's, and nobody can tell which (ACC-6)."""
    if asker.is_guest:
        return None
    order = await find_order(connection, public_id)
    return order if order is not None and may_see(order, asker) else None


async def get_seen_order(connection: Connection, asker: Asker, public_id: str) -> Order:
    """Likewise; raises NotThere."""
    order = await find_seen_order(connection, asker, public_id)
    if order is None:
        raise NotThere
    return order
