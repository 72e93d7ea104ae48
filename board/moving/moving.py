"""May this asker move this order now? The graph itself is the order language's, writing is the order book's."""

from __future__ import annotations

from datetime import datetime

from server.access import Asker
from server.orderbook import accept_order, find_order, move_order, tick_item
from server.orders.events import Actor
from server.orders.order import ItemStatus, Order, Role, Status
from server.orders.refusals import NotThere
from server.realtime.telling import Unit


def actor_for(asker: Asker) -> Actor:
    """Who is written down: the role, and from which kind of screen; a wall display is nobody in particular."""
    source = "admin" if asker.role is Role.ADMIN else "kitchen"
    return Actor(asker.role.value, source, asker.person_id)


async def move(
    unit: Unit,
    public_id: str,
    wanted: Status,
    *,
    seen_version: int | None,
    asker: Asker,
    now: datetime,
    occurred_at: datetime | None = None,
    tracking_url: str = "",
) -> Order:
    """Move an order for staff. Raises NotThere, StaleVersion, IllegalTransition."""
    await _check_it_exists_for(unit, public_id, asker)
    return await move_order(
        unit,
        public_id,
        wanted,
        seen_version=seen_version,
        role=asker.role,
        by=actor_for(asker),
        now=now,
        occurred_at=occurred_at,
        tracking_url=tracking_url,
    )


async def tick(
    unit: Unit,
    public_id: str,
    line_number: int,
    wanted: ItemStatus,
    *,
    seen_version: int,
    asker: Asker,
    now: datetime,
    occurred_at: datetime | None = None,
) -> Order:
    """Mark one line of an order for staff. Raises NotThere, StaleVersion, IllegalTransition."""
    await _check_it_exists_for(unit, public_id, asker)
    return await tick_item(
        unit,
        public_id,
        line_number,
        wanted,
        seen_version=seen_version,
        by=actor_for(asker),
        now=now,
        occurred_at=occurred_at,
    )


async def accept(unit: Unit, public_id: str, *, asker: Asker, now: datetime) -> Order:
    """Take notice of an order. Raises NotThere."""
    await _check_it_exists_for(unit, public_id, asker)
    return await accept_order(unit, public_id, now)


async def _check_it_exists_for(unit: Unit, public_id: str, asker: Asker) -> None:
    """Card orders nobody has paid do not exist for the kitchen: they are answered as if there were none."""
    if asker.is_admin:
        return
    order = await find_order(unit.connection, public_id)
    if order is None or order.entered_kitchen_at is None:
        raise NotThere
