"""/admin/orders and one order's page for admins, over HTTP (ADM-1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from server.access.clock import CLOCK
from server.database import DATABASE
from server.orderbook import SHOP, find_order
from server.orders.money import decimal_text
from server.orders.order import Happening, Order, Role, Status
from server.orders.refunding import find_owed, find_payment, left_of_lines, left_to_give_back
from server.orders.refunds import Refund
from server.orders.refusals import NotThere, WrongFields
from server.orders.shapes import admin_shape
from server.orders.steps import MAIN_STEPS, OfferedStep, offer_steps
from server.web.guards import require_role
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.words import _
from shop.back_office.orders_listing import find_product_addresses, orders_shape, read_orders
from shop.back_office.orders_people import OrderPeople, find_order_people
from shop.menu.paging import parse_page


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """back_office/admin-order.html. `product_addresses`: product id → its page; `people`: who did what.

    `values` and `errors` are those of a refund that could not be taken.
    """

    order: Order
    product_addresses: Mapping[int, str]
    people: OrderPeople
    main_steps: Sequence[OfferedStep]
    more_steps: Sequence[OfferedStep]
    now: datetime
    clock_now: str
    timezone: str
    currency: str
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def payment(self) -> Happening | None:
        """The change with which the money came."""
        return find_payment(self.order) if self.order.paid else None

    @property
    def owed(self) -> Refund | None:
        return find_owed(self.order)

    @property
    def left_minor(self) -> int:
        """What may still be given back by hand."""
        return left_to_give_back(self.order)

    @property
    def left_of_lines(self) -> Mapping[int, int]:
        return left_of_lines(self.order)

    @property
    def amount_text(self) -> str:
        """What stands in the amount's field: what was typed, else what is owed."""
        owed = "" if self.owed is None else decimal_text(self.owed.amount_minor, self.currency)
        return self.values.get("amount", owed)

    def titles_of(self, refund: Refund) -> list[tuple[int, str]]:
        """How many of which line, where lines were chosen."""
        titles = {line.line: line.title for line in self.order.lines}
        return [(line.quantity, titles[line.line]) for line in refund.lines]

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
    return await answer_order_page(request)


async def answer_order_page(
    request: web.Request,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
) -> web.Response:
    """The order the address names, with a form that could not be taken on it. Raises NotThere."""
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        order = await find_order(connection, request.match_info["public_id"])
        if order is None:
            raise NotThere
        addresses = await find_product_addresses(connection, sorted({line.product_id for line in order.lines}))
        people = await find_order_people(connection, order.id)
    if wants_json(request):
        return json_answer(request, admin_shape(order))
    shop, now = await request.app[SHOP].current(), request.app[CLOCK]()
    steps = offer_steps(order, Role.ADMIN)
    page = OrderPage(
        order=order,
        product_addresses=addresses,
        people=people,
        main_steps=[step for step in steps if step.kind in MAIN_STEPS],
        more_steps=[step for step in steps if step.kind not in MAIN_STEPS],
        now=now,
        clock_now=now.astimezone(shop.zone).strftime("%H:%M:%S"),
        timezone=shop.timezone,
        currency=order.currency,
        values=values or {},
        errors=errors or {},
    )
    return await render(request, "back_office/admin-order.html", page, status=status)
