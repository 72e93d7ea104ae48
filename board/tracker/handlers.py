"""GET /orders/<public_id>: confirmation, details and live page in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from board.tracker.progress import Progress, describe_progress
from board.tracker.queries import find_product_addresses
from board.tracker.seeing import get_seen_order
from server.access.clock import CLOCK
from server.database import DATABASE
from server.orderbook import SHOP
from server.orders.order import Order
from server.orders.shapes import milliseconds, shape_for, to_json
from server.web.guards import require_login
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """tracker/order.html. `order` is in the shape of whoever asks: what they may not see is not in it.

    `mine`: its owner looks at it, and may cancel it while nobody has started, or order the same again.
    """

    order: dict[str, Any]
    order_json: str
    placed_at: datetime
    items: int
    progress: Progress
    product_addresses: dict[int, str]
    now: datetime
    timezone: str
    currency: str
    mine: bool

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @staticmethod
    def moment(at: int) -> datetime:
        """A shape's epoch milliseconds as the aware time templates take."""
        return datetime.fromtimestamp(at / 1000, UTC)


async def show_order(request: web.Request) -> web.Response:
    """The order for its owner, the kitchen and admins, each in their shape."""
    asker = require_login(request)
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        order = await get_seen_order(connection, asker, request.match_info["public_id"])
        addresses = await find_product_addresses(connection, (line.product_id for line in order.lines))
    shape = shape_for(order, asker.role, asker.person_id)
    if wants_json(request):
        return json_answer(request, shape)
    shop = await request.app[SHOP].current()
    mine = order.person_id is not None and order.person_id == asker.person_id
    page = order_page(order, shape, addresses, request.app[CLOCK](), shop.timezone, mine=mine)
    return await render(request, "tracker/order.html", page)


def order_page(
    order: Order, shape: dict[str, Any], addresses: dict[int, str], now: datetime, timezone: str, *, mine: bool
) -> OrderPage:
    return OrderPage(
        order=shape,
        order_json=to_json(shape),
        placed_at=order.placed_at,
        items=order.items,
        progress=describe_progress(shape, milliseconds(now) or 0),
        product_addresses=addresses,
        now=now,
        timezone=timezone,
        currency=order.currency,
        mine=mine,
    )
