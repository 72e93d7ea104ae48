"""The checkout's address: the review page, and the order it becomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import web

from server.access import ASKER, Asker
from server.access.clock import CLOCK
from server.orderbook import SHOP
from server.orders.refusals import EmptyCart, Refusal, SoldOut, TotalChanged, WrongFields
from server.orders.shapes import milliseconds, owner_shape
from server.realtime.telling import TELLER
from server.settings import SETTINGS
from server.web.forms import read_form
from server.web.guards import require_person
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.problems import refusal_words, sold_out_sentences
from shop.cart.carts import CARTS
from shop.cart.page import cart_page
from shop.cart.showing import ShownCart, cart_shape
from shop.checkout.form import MOST_OF_ADDRESS, MOST_OF_ALLERGY, MOST_OF_NOTE, Offered, offered_by, read_wishes
from shop.checkout.placing import Placed, place_order_of_cart
from shop.checkout.tokens import check_checkout_token, new_checkout_token


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutPage:
    """The review page: the cart as it is now, what is offered, and what was typed when it comes back."""

    shown: ShownCart
    offered: Offered
    token: str
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refusals: Sequence[str] = ()
    most_of_note: int = MOST_OF_NOTE
    most_of_allergy: int = MOST_OF_ALLERGY
    most_of_address: int = MOST_OF_ADDRESS


async def review(request: web.Request) -> web.Response:
    """What the order would be. An empty cart leads back to the cart; in JSON it is a checkout of nothing."""
    asker = require_person(request)
    carts = request.app[CARTS]
    shown = await carts.show(await carts.read(asker))
    if wants_json(request):
        answer = json_answer(request, await _checkout_shape(request, asker, shown))
        answer.headers["Cache-Control"] = "no-store"
    elif not shown.priced.lines or shown.priced.blocking:
        # what cannot be ordered is mended in the cart, which says what is wrong
        return web.Response(status=303, headers={"Location": "/cart"})
    else:
        answer = await _page(request, shown, token=_new_token(request, asker))
    await carts.mark_seen(asker, shown)
    return answer


async def place(request: web.Request) -> web.Response:
    """The order this form makes, or made before: 201, 200, or the way to its page."""
    if request[ASKER].is_guest and not wants_json(request):
        return web.Response(status=303, headers={"Location": "/login?next=%2Fcheckout"})
    asker = require_person(request)
    assert asker.person_id is not None
    form = await read_form(request)
    token = form.raw("checkout_token")
    settings, shop = request.app[SETTINGS], await request.app[SHOP].current()
    check_checkout_token(token, settings.secret_key, asker.person_id)
    try:
        placed = await place_order_of_cart(
            request.app[TELLER],
            asker,
            token,
            read_wishes(form, offered_by(shop)),
            shop=shop,
            currency=settings.shop_currency,
            now=request.app[CLOCK](),
        )
    except (WrongFields, TotalChanged, SoldOut, EmptyCart) as refusal:
        if wants_json(request):
            raise
        return await _refused_page(request, asker, refusal, typed=form.values, token=token)
    return _answer_placed(request, placed)


def _answer_placed(request: web.Request, placed: Placed) -> web.Response:
    address = f"/orders/{placed.order.public_id}"
    if not wants_json(request):
        return web.Response(status=303, headers={"Location": address})
    shape = {"order": owner_shape(placed.order), "redirect": address}
    answer = json_answer(request, shape, status=201 if placed.is_new else 200)
    answer.headers["Location"] = address
    return answer


async def _refused_page(
    request: web.Request, asker: Asker, refusal: Refusal, *, typed: Mapping[str, str], token: str
) -> web.Response:
    """The form once more, as typed and with the same token; the cart's page where the cart must be mended first."""
    carts = request.app[CARTS]
    shown = await carts.show(await carts.read(asker))
    if isinstance(refusal, SoldOut):
        sentences = sold_out_sentences(refusal.titles, refusal.left)
    else:
        sentences = [] if isinstance(refusal, WrongFields) else [refusal_words(refusal)[1]]
    if isinstance(refusal, SoldOut | EmptyCart) or not shown.priced.lines or shown.priced.blocking:
        page = cart_page(shown, request.app[CLOCK](), guest=False, refusals=sentences)
        return await render(request, "cart/cart.html", page, status=refusal.status)
    errors = refusal.errors if isinstance(refusal, WrongFields) else {}
    return await _page(
        request, shown, token=token, typed=typed, errors=errors, refusals=sentences, status=refusal.status
    )


async def _page(
    request: web.Request,
    shown: ShownCart,
    *,
    token: str,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
    refusals: Sequence[str] = (),
    status: int = 200,
) -> web.Response:
    offered = offered_by(await request.app[SHOP].current())
    page = CheckoutPage(
        shown=shown, offered=offered, token=token, typed=typed or {}, errors=errors or {}, refusals=refusals
    )
    return await render(request, "checkout/checkout.html", page, status=status)


async def _checkout_shape(request: web.Request, asker: Asker, shown: ShownCart) -> dict[str, object]:
    offered = offered_by(await request.app[SHOP].current())
    return {
        "checkout_token": _new_token(request, asker),
        "cart": cart_shape(shown),
        "slots": [],
        "payments": list(offered.payments),
        "fulfilments": list(offered.fulfilments),
        "ready_at": milliseconds(shown.ready_at),
    }


def _new_token(request: web.Request, asker: Asker) -> str:
    assert asker.person_id is not None
    return new_checkout_token(request.app[SETTINGS].secret_key, asker.person_id)
