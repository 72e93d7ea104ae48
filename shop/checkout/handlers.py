"""The checkout's address: the review page, and the order it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from server.access import ASKER, Asker
from server.access.clock import CLOCK
from server.database import DATABASE
from server.orderbook import SHOP
from server.orders.refusals import EmptyCart, Refusal, ShopClosed, SlotFull, SoldOut, TotalChanged, WrongFields
from server.orders.shapes import milliseconds, owner_shape
from server.realtime.telling import TELLER
from server.settings import SETTINGS
from server.web.forms import read_form
from server.web.guards import require_person
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.problems import answer_problem, refusal_members, refusal_words, sold_out_sentences
from shop.cart.bag import mark_seen
from shop.cart.carts import CARTS
from shop.cart.page import cart_page
from shop.cart.showing import cart_shape
from shop.checkout.form import offered_by, read_wishes
from shop.checkout.page import CheckoutPage, closed_sentence, slot_full_sentence
from shop.checkout.placing import Placed, place_order_of_cart
from shop.checkout.reviewing import Review, review_cart
from shop.checkout.till import TILL
from shop.checkout.tokens import check_checkout_token, new_checkout_token

_REFUSALS = (WrongFields, TotalChanged, SoldOut, EmptyCart, ShopClosed, SlotFull)


async def review(request: web.Request) -> web.Response:
    """What the order would be. An empty cart leads back to the cart; in JSON it is a checkout of nothing.

    While closed the page explains when ordering opens again; in JSON that is the refusal, the checkout along with it.
    """
    asker = require_person(request)
    found = await _review(request, asker)
    priced = found.shown.priced
    if wants_json(request):
        shape = _checkout_shape(request, asker, found)
        if found.closed:
            answer = await _answer_refusal(request, ShopClosed(found.opening.reopens_at), shape)
        else:
            answer = json_answer(request, shape)
        answer.headers["Cache-Control"] = "no-store"
    elif not priced.lines or priced.blocking:
        # what cannot be ordered is mended in the cart, which says what is wrong
        return web.Response(status=303, headers={"Location": "/cart"})
    else:
        answer = await _page(request, found, token=_new_token(request, asker))
    await mark_seen(request, found.shown)
    return answer


async def place(request: web.Request) -> web.Response:
    """The order this form makes, or made before: 201, 200, or the way to its page."""
    if request[ASKER].is_guest and not wants_json(request):
        return web.Response(status=303, headers={"Location": "/login?next=%2Fcheckout"})
    asker = require_person(request)
    assert asker.person_id is not None
    form = await read_form(request)
    token, settings = form.raw("checkout_token"), request.app[SETTINGS]
    check_checkout_token(token, settings.secret_key, asker.person_id)
    try:
        async with request.app[TILL].turn():
            placed = await place_order_of_cart(
                request.app[TELLER],
                request.app[SHOP],
                asker,
                token,
                lambda shop: read_wishes(form, offered_by(shop)),
                currency=settings.shop_currency,
                now=request.app[CLOCK](),
            )
    except _REFUSALS as refusal:
        if not wants_json(request):
            request.app[SHOP].forget()  # what refused may be younger than what is held
            return await _refused_page(request, asker, refusal, typed=form.values, token=token)
        members = {}
        if isinstance(refusal, WrongFields) and "slot" in refusal.errors:
            members["slots"] = [slot.value for slot in (await _review(request, asker)).free]
        return await _answer_refusal(request, refusal, members)
    return _answer_placed(request, placed)


def _answer_placed(request: web.Request, placed: Placed) -> web.Response:
    address = f"/orders/{placed.order.public_id}"
    if not wants_json(request):
        return web.Response(status=303, headers={"Location": address})
    shape = {"order": owner_shape(placed.order), "redirect": address}
    answer = json_answer(request, shape, status=201 if placed.is_new else 200)
    answer.headers["Location"] = address
    return answer


async def _review(request: web.Request, asker: Asker) -> Review:
    carts, shop = request.app[CARTS], await request.app[SHOP].current()
    shown = await carts.show(await carts.read(asker))
    return await review_cart(request.app[DATABASE], shop, shown, request.app[CLOCK]())


async def _answer_refusal(request: web.Request, refusal: Refusal, members: Mapping[str, Any]) -> web.Response:
    """A refusal as problem JSON, with `members` beside its own; times are named as the shop's clock shows them."""
    title, detail = refusal_words(refusal)
    more = {**members, **refusal_members(request, refusal)}
    if isinstance(refusal, ShopClosed | SlotFull):
        zone = (await request.app[SHOP].current()).zone
        if isinstance(refusal, ShopClosed):
            detail = closed_sentence(refusal.opens_at, zone)
        else:
            detail, more["slot"] = slot_full_sentence(refusal.slot, zone), milliseconds(refusal.slot)
    return await answer_problem(request, refusal.status, refusal.code, title, detail, members=more)


async def _refused_page(
    request: web.Request, asker: Asker, refusal: Refusal, *, typed: Mapping[str, str], token: str
) -> web.Response:
    """The form once more, as typed and with the same token; the cart's page where the cart must be mended first."""
    found = await _review(request, asker)
    priced = found.shown.priced
    match refusal:
        case SoldOut():
            sentences = sold_out_sentences(refusal)
        case SlotFull(slot=slot):
            sentences = [slot_full_sentence(slot, (await request.app[SHOP].current()).zone)]
        case WrongFields() | ShopClosed():
            sentences = []  # said beside the fields, and by the notice on top
        case _:
            sentences = [refusal_words(refusal)[1]]
    if isinstance(refusal, SoldOut | EmptyCart) or not priced.lines or priced.blocking:
        page = cart_page(found.shown, request.app[CLOCK](), guest=False, refusals=sentences)
        answer = await render(request, "cart/cart.html", page, status=refusal.status)
    else:
        errors = refusal.errors if isinstance(refusal, WrongFields) else {}
        kept = {"typed": typed, "errors": errors, "refusals": sentences}
        answer = await _page(request, found, token=token, status=refusal.status, kept=kept)
    await mark_seen(request, found.shown)
    return answer


async def _page(
    request: web.Request, found: Review, *, token: str, status: int = 200, kept: Mapping[str, Any] | None = None
) -> web.Response:
    zone = (await request.app[SHOP].current()).zone
    page = CheckoutPage(review=found, token=token, zone=zone, **(kept or {}))
    return await render(request, "checkout/checkout.html", page, status=status)


def _checkout_shape(request: web.Request, asker: Asker, found: Review) -> dict[str, Any]:
    return {
        "checkout_token": _new_token(request, asker),
        "cart": cart_shape(found.shown),
        "slots": [slot.value for slot in found.free],
        "payments": list(found.offered.payments),
        "fulfilments": list(found.offered.fulfilments),
        "ready_at": milliseconds(found.soonest_at),
    }


def _new_token(request: web.Request, asker: Asker) -> str:
    assert asker.person_id is not None
    return new_checkout_token(request.app[SETTINGS].secret_key, asker.person_id)
