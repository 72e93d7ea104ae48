"""POST /orders/<public_id>/refunds: an admin records that hand-taken money was given back (ORD-5, ADM-1)."""

from __future__ import annotations

from aiohttp import web

from server.access import Asker
from server.access.clock import CLOCK
from server.orderbook import refund_order
from server.orders.events import Actor
from server.orders.order import Order, Role
from server.orders.refusals import RefundIsWrong, WrongFields
from server.orders.shapes import admin_shape
from server.realtime.telling import TELLER
from server.settings import SETTINGS
from server.web.forms import Form, read_form
from server.web.guards import require_role
from server.web.negotiation import json_answer, wants_json
from server.web.words import _
from shop.back_office.orders import answer_order_page
from shop.back_office.refunds_form import flaw_sentence, read_wish
from shop.back_office.way_back import way_back

_MOST_VERSIONS = 2**31 - 1


async def submit_refund(request: web.Request) -> web.Response:
    """The order with what was given back. 403 before 422 before 404 before 409; none of them changes anything."""
    asker = require_role(request, Role.ADMIN)
    form = await read_form(request)
    try:
        order = await _record(request, form, asker)
    except WrongFields as wrong:
        if wants_json(request):
            raise
        typed = zip(form.all("line"), form.all("quantity"), strict=False)
        values = {**form.values, **{f"quantity-{line}": quantity for line, quantity in typed}}
        return await answer_order_page(request, values=values, errors=wrong.errors, status=wrong.status)
    if wants_json(request):
        return json_answer(request, admin_shape(order))
    address = f"/admin/orders/{order.public_id}"
    back = way_back(request, (address, f"/orders/{order.public_id}"), address)
    return web.Response(status=303, headers={"Location": back})


async def _record(request: web.Request, form: Form, asker: Asker) -> Order:
    currency = request.app[SETTINGS].shop_currency
    version = None
    if form.given("version"):
        message = _("Please send the version that was seen, a whole number.")
        version = form.whole_number("version", 0, _MOST_VERSIONS, message=message)
    wish = read_wish(form, currency)
    form.check()
    try:
        async with request.app[TELLER].transaction() as unit:
            return await refund_order(
                unit,
                request.match_info["public_id"],
                wish,
                seen_version=version,
                by=Actor(Role.ADMIN.value, "admin", asker.person_id),
                now=request.app[CLOCK](),
            )
    except RefundIsWrong as refusal:
        name = "amount" if wish.amount_minor is not None else "quantity"
        raise WrongFields({name: [flaw_sentence(refusal, currency)]}) from None
