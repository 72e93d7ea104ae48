"""/admin/orders and one order's page for admins, over HTTP (ADM-1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from server.access.clock import CLOCK
from server.database import DATABASE
from server.orderbook import SHOP, find_order
from server.orders.order import Order, Role, Status
from server.orders.refusals import NotThere, WrongFields
from server.orders.shapes import admin_shape
from server.orders.steps import MAIN_STEPS, OfferedStep, offer_steps
from server.web.guards import require_role
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.words import _
from shop.back_office.orders_listing import find_product_addresses, orders_shape, read_orders
from shop.menu.paging import parse_page


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """back_office/admin-order.html. `product_addresses`: product id → its page."""

    order: Order
    product_addresses: Mapping[int, str]
    main_steps: Sequence[OfferedStep]
    more_steps: Sequence[OfferedStep]
    now: datetime
    clock_now: str
    timezone: str

    @property
    def has_reductions(self) -> bool:
        """Whether any line was sold below its price: then its column stands in the table."""
        return any(line.unit_price_minor < line.original_price_minor for line in self.order.lines)


async def show_orders(request: web.Request) -> web.Response:
    """All orders, or those of `?status=`."""
    require_role(request, Role.ADMIN)
    number, status = parse_page(request.query.get("page")), _status(request.query.get("status", ""))
    if number is None:
        raise NotThere
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        page = await read_orders(connection, status, number)
    if wants_json(request):
        return json_answer(request, orders_shape(page))
    return await render(request, "back_office/admin-orders.html", page)


def _status(text: str) -> Status | None:
    if not text:
        return None
    try:
        return Status(text)
    except ValueError:
        words = ", ".join(status.value for status in Status)
        raise WrongFields({"status": [_("Please name one of: {words}.").format(words=words)]}) from None


async def show_order(request: web.Request) -> web.Response:
    """Everything about one order."""
    require_role(request, Role.ADMIN)
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        order = await find_order(connection, request.match_info["public_id"])
        if order is None:
            raise NotThere
        addresses = await find_product_addresses(connection, sorted({line.product_id for line in order.lines}))
    if wants_json(request):
        return json_answer(request, admin_shape(order))
    shop, now = await request.app[SHOP].current(), request.app[CLOCK]()
    steps = offer_steps(order, Role.ADMIN)
    page = OrderPage(
        order=order,
        product_addresses=addresses,
        main_steps=[step for step in steps if step.kind in MAIN_STEPS],
        more_steps=[step for step in steps if step.kind not in MAIN_STEPS],
        now=now,
        clock_now=now.astimezone(shop.zone).strftime("%H:%M:%S"),
        timezone=shop.timezone,
    )
    return await render(request, "back_office/admin-order.html", page)
