"""Cancelling one's own order while the kitchen has not started (ORD-5). Graph and stock are the order book's."""

from __future__ import annotations

from datetime import datetime

from server.access import Asker
from server.orderbook import find_order, move_order
from server.orders.events import Actor
from server.orders.order import Order, Role, Status
from server.orders.refusals import NotThere
from server.realtime.telling import Unit


async def cancel_order(unit: Unit, public_id: str, *, asker: Asker, now: datetime) -> Order:
    """Cancel as its owner, or as an admin. Raises NotThere for everybody else, IllegalTransition once it is too late.

    A tap by the kitchen at the same time waits for the order's lock: one of the two comes first, the other is refused.
    """
    order = await find_order(unit.connection, public_id)
    own = order is not None and order.person_id is not None and order.person_id == asker.person_id
    if not own and not asker.is_admin:
        raise NotThere
    role = Role.ADMIN if asker.is_admin else Role.CUSTOMER
    by = Actor((Role.CUSTOMER if own else role).value, "web" if own else "admin", asker.person_id)
    return await move_order(unit, public_id, Status.CANCELLED, seen_version=None, role=role, by=by, now=now)
