"""One's own orders over HTTP."""

from __future__ import annotations

from aiohttp import web

from server.database import DATABASE
from server.orders.refusals import NotThere
from server.web.guards import require_person
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from shop.menu.paging import parse_page
from shop.my_orders.listing import orders_shape, read_my_orders


async def show_my_orders(request: web.Request) -> web.Response:
    asker = require_person(request)
    number = parse_page(request.query.get("page"))
    if number is None or asker.person_id is None:
        raise NotThere
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        page = await read_my_orders(connection, asker.person_id, number)
    if wants_json(request):
        return json_answer(request, orders_shape(page))
    return await render(request, "my_orders/my-orders.html", page)
