"""One's own orders over HTTP."""

from __future__ import annotations

from aiohttp import web

from server.access.clock import CLOCK
from server.database import DATABASE
from server.orders.order import Status
from server.orders.refusals import IllegalTransition, NotThere
from server.orders.shapes import shape_for
from server.realtime.telling import TELLER
from server.web.forms import read_form
from server.web.guards import require_person
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.problems import answer_problem
from server.web.words import _
from shop.cart.bag import mark_seen
from shop.cart.carts import CARTS
from shop.cart.showing import cart_shape
from shop.menu.catalogue import find_products
from shop.menu.paging import parse_page
from shop.my_orders.cancelling import cancel_order
from shop.my_orders.last_order import get_own_order
from shop.my_orders.listing import orders_shape, read_my_orders
from shop.my_orders.reordering import decide_again


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


async def submit_cancel(request: web.Request) -> web.Response:
    """The order, cancelled. 409 once the kitchen has started, and for what is cancelled already."""
    asker = require_person(request)
    await read_form(request)  # a body that is no form is refused here as everywhere
    public_id = request.match_info["public_id"]
    try:
        async with request.app[TELLER].transaction() as unit:
            order = await cancel_order(unit, public_id, asker=asker, now=request.app[CLOCK]())
    except IllegalTransition as refusal:
        if wants_json(request):
            raise
        return await _too_late(request, refusal)
    if wants_json(request):
        return json_answer(request, shape_for(order, asker.role, asker.person_id))
    return web.Response(status=303, headers={"Location": f"/orders/{order.public_id}"})


async def submit_reorder(request: web.Request) -> web.Response:
    """The cart, with the order's lines in it once more as far as they are sold."""
    asker = require_person(request)
    await read_form(request)
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        order = await get_own_order(connection, asker.person_id, request.match_info["public_id"])
        products = await find_products(connection, sorted({line.product_id for line in order.lines}))
    again = decide_again(order.lines, products, request.app[CLOCK]())
    cart = await request.app[CARTS].change(asker, again.put_into)
    if not wants_json(request):
        return web.Response(status=303, headers={"Location": "/cart"})
    shown = await request.app[CARTS].show(cart)
    answer = json_answer(request, cart_shape(shown))
    await mark_seen(request, shown)
    return answer


async def _too_late(request: web.Request, refusal: IllegalTransition) -> web.Response:
    number = refusal.order.number
    if refusal.order.status is Status.CANCELLED:
        title, detail = _("Cancelled already"), _("Order {number} was cancelled before. Nothing more is to be done.")
    else:
        title = _("The kitchen has started")
        detail = _("Order {number} can no longer be cancelled here. Please ask at the counter: we find a way.")
    return await answer_problem(request, refusal.status, refusal.code, title, detail.format(number=number))
