"""GET /admin: the live dashboard, true at load; its script keeps it true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from board.dashboard import listing
from board.dashboard.queries import find_latest_finished
from board.dashboard.topics import read_dashboard
from server.access.clock import CLOCK
from server.database import DATABASE
from server.orderbook import SHOP, find_live_orders, get_counts, get_owed
from server.orders.order import Order, Role
from server.orders.refusals import WrongFields
from server.orders.shapes import admin_shape, milliseconds, to_json
from server.orders.steps import MAIN_STEPS, OfferedStep, offer_steps
from server.settings import SETTINGS
from server.web.guards import require_role
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.words import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One order of the table: its admin shape, what its tag says, what may be asked of it."""

    order: dict[str, Any]
    state: str
    late_minutes: int
    left: str
    items: int
    promised_at: datetime | None
    main_steps: Sequence[OfferedStep]
    more_steps: Sequence[OfferedStep]


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardPage:
    """dashboard/dashboard.html. `rows` are those the filter shows; `finished_json` the finished ones among them.

    `owed`: orders whose hand-taken money waits to be given back, as the topic tells of them.
    """

    rows: Sequence[Row]
    counts: Mapping[str, int]
    live: int
    late: int
    owed: dict[str, Any]
    wanted: str
    finished_json: str
    now: datetime
    clock_now: str
    timezone: str
    currency: str


async def show_dashboard(request: web.Request) -> web.Response:
    """For admins; the kitchen is told that it needs another role. JSON: the topic's state."""
    require_role(request, Role.ADMIN)
    wanted = request.query.get("status", "all") or "all"
    if wanted not in listing.FILTERS:
        raise WrongFields({"status": [_("Choose one of the filters above the table.")]})
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        if wants_json(request):
            return json_answer(request, await read_dashboard(connection))
        live = await find_live_orders(connection)
        finished = await find_latest_finished(connection, wanted) if wanted in listing.FINISHED else []
        counts, owed = await get_counts(connection), await get_owed(connection)
    page = dashboard_page(
        live,
        finished,
        counts,
        owed,
        wanted=wanted,
        now=request.app[CLOCK](),
        timezone=(await request.app[SHOP].current()).timezone,
        currency=request.app[SETTINGS].shop_currency,
    )
    return await render(request, "dashboard/dashboard.html", page)


def dashboard_page(
    live: Sequence[Order],
    finished: Sequence[Order],
    counts: Mapping[str, int],
    owed: dict[str, Any],
    *,
    wanted: str,
    now: datetime,
    timezone: str,
    currency: str,
) -> DashboardPage:
    moment = milliseconds(now) or 0
    orders = {order.public_id: order for order in (*live, *finished)}
    shapes = [admin_shape(order) for order in orders.values()]
    shown = listing.sort_rows(listing.filter_rows(shapes, wanted, moment), moment)
    return DashboardPage(
        rows=[_row(orders[shape["id"]], shape, moment) for shape in shown],
        counts=counts,
        live=listing.sum_counts(dict(counts), listing.LIVE),
        late=len(listing.filter_rows(shapes, "late", moment)),
        owed=owed,
        wanted=wanted,
        finished_json=to_json([admin_shape(order) for order in finished]),
        now=now,
        clock_now=now.astimezone(ZoneInfo(timezone)).strftime("%H:%M:%S"),
        timezone=timezone,
        currency=currency,
    )


def _row(order: Order, shape: dict[str, Any], now: int) -> Row:
    steps = offer_steps(order, Role.ADMIN)
    return Row(
        order=shape,
        state=listing.name_state(shape, now),
        late_minutes=listing.late_minutes(shape, now),
        left=listing.left_text(shape, now),
        items=order.items,
        promised_at=order.promised_at or order.ready_at,
        main_steps=[step for step in steps if step.kind in MAIN_STEPS],
        more_steps=[step for step in steps if step.kind not in MAIN_STEPS],
    )
