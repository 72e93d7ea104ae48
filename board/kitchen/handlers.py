"""GET /kitchen: the wall, right at load and without script; its script keeps it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from board.kitchen.queries import find_recently_gone
from board.kitchen.tickets import NEXT_ITEM, STATUS_OF, TICKABLE, Ticket, count_states, sort_tickets
from board.kitchen.topics import read_wall
from server.access.clock import CLOCK
from server.database import DATABASE
from server.history import KITCHEN, find_versions, get_epoch
from server.orderbook import SHOP, ShopSettings
from server.orders.shapes import milliseconds, to_json
from server.web.guards import require_staff
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render

RECALLED_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class KitchenPage:
    """kitchen/kitchen.html. `tickets` are pairs of an order in the kitchen's shape and what its ticket says."""

    tickets: Sequence[tuple[dict[str, Any], Ticket]]
    counts: dict[str, int]
    sold_out: Sequence[dict[str, Any]]
    recent: Sequence[dict[str, Any]]
    quote: int
    state_json: str
    rule_json: str
    epoch: str
    version: int
    now: datetime
    timezone: str
    status_of: dict[str, str]
    next_item: dict[str, str]
    tickable: Sequence[str]

    @staticmethod
    def moment(at: int) -> datetime:
        """A shape's epoch milliseconds as the aware time templates take."""
        return datetime.fromtimestamp(at / 1000, UTC)


async def show_kitchen(request: web.Request) -> web.Response:
    """For kitchen, admins and wall displays. JSON: the topic's state, and what has left within the last hour."""
    require_staff(request)
    now = request.app[CLOCK]()
    async with (
        request.app[DATABASE].acquire(timeout=3.0) as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        # state and version of one moment: the script goes on from exactly here
        wall = await read_wall(connection)
        wall["recent"] = await find_recently_gone(connection, now - RECALLED_WITHIN)
        epoch = await get_epoch(connection)
        version = (await find_versions(connection, [KITCHEN])).get(KITCHEN, 0)
    if wants_json(request):
        return json_answer(request, wall)
    shop = await request.app[SHOP].current()
    return await render(request, "kitchen/kitchen.html", kitchen_page(wall, shop, epoch, version, now))


def kitchen_page(wall: dict[str, Any], shop: ShopSettings, epoch: str, version: int, now: datetime) -> KitchenPage:
    rule = shop.rule
    tickets = sort_tickets(wall["orders"], milliseconds(now) or 0, rule)
    queue = sum(order["status"] in ("paid", "in_progress") for order in wall["orders"])
    rule_shape = {
        "prep_default": rule.prep_default,
        "block_size": rule.block_size,
        "block_minutes": rule.block_minutes,
        "queue_minutes": rule.queue_minutes,
    }
    return KitchenPage(
        tickets=tickets,
        counts=count_states(tickets),
        sold_out=wall["sold_out"],
        recent=wall["recent"],
        quote=rule.prep_default + queue * rule.queue_minutes,
        state_json=to_json(wall),
        rule_json=to_json(rule_shape),
        epoch=epoch,
        version=version,
        now=now,
        timezone=shop.timezone,
        status_of=STATUS_OF,
        next_item=NEXT_ITEM,
        tickable=TICKABLE,
    )
