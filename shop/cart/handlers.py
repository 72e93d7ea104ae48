"""The cart's addresses: the form's way for everybody, the same in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from server.access import ASKER
from server.access.clock import CLOCK
from server.database import DATABASE
from server.orders.refusals import NotSold, NotThere, WrongFields
from server.web.forms import Form, read_form
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.problems import answer_problem, refusal_words
from server.web.words import _
from shop.cart.bag import know_cart, mark_seen, read_cart
from shop.cart.cart import MOST_LINES, MOST_OF_ONE, Cart, Change, LineNotThere, TooManyLines, Wanted
from shop.cart.carts import CARTS
from shop.cart.choosing import decide_wanted
from shop.cart.guest_carts import CartAway
from shop.cart.page import CartPage, cart_page
from shop.cart.showing import cart_shape
from shop.menu.catalogue import find_products
from shop.menu.products import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAgainPage:
    """A product that could not be added as asked: its form once more, what was typed, and what to type instead."""

    product: Product
    errors: Mapping[str, list[str]]
    typed: Mapping[str, str]
    option_id: int | None
    choice_ids: frozenset[int]


async def show(request: web.Request) -> web.Response:
    try:
        cart = await read_cart(request)
    except CartAway as away:
        return await _answer_away(request, away)
    return await _answer_cart(request, cart)


async def add(request: web.Request) -> web.Response:
    """201 and the cart, or the way to the cart's page."""
    form = await read_form(request)
    product = await _find_product(request, form)
    option_id, choice_ids = _option_id(form), _choice_ids(form)
    quantity = form.whole_number("quantity", 1, MOST_OF_ONE) if form.given("quantity") else 1
    try:
        form.check()
        wanted = decide_wanted(product, option_id, choice_ids, quantity or 0, request.app[CLOCK]())
        return await _change(request, lambda cart: _add(cart, wanted), status=201)
    except WrongFields as wrong:
        if wants_json(request):
            raise
        page = AddAgainPage(
            product=product,
            errors={name: list(messages) for name, messages in wrong.errors.items()},
            typed=form.values,
            option_id=option_id,
            choice_ids=frozenset(choice_ids),
        )
        return await render(request, "cart/add-again.html", page, status=422)
    except NotSold as refusal:
        if wants_json(request):
            raise
        return await _refused_page(request, refusal_words(refusal)[1], refusal.status)


async def change_quantity(request: web.Request) -> web.Response:
    form = await read_form(request)
    quantity = form.whole_number("quantity", 0, MOST_OF_ONE)
    line, now = _line(request), _now_seconds(request)
    if quantity is not None:
        return await _change(request, lambda cart: cart.set_quantity(line, quantity, now))
    try:
        cart = await read_cart(request)
        cart.find_line(line)
    except LineNotThere:
        return await _answer_line_not_there(request)
    except CartAway as away:
        return await _answer_away(request, away)
    if wants_json(request):
        form.check()
    shown = await request.app[CARTS].show(cart)
    errors, typed = {line: form.errors["quantity"][0]}, {line: form.raw("quantity")}
    guest = request[ASKER].is_guest
    page = cart_page(shown, request.app[CLOCK](), guest=guest, errors=errors, typed=typed)
    answer = await render(request, "cart/cart.html", page, status=422)
    await mark_seen(request, shown)
    return answer


async def remove(request: web.Request) -> web.Response:
    line, now = _line(request), _now_seconds(request)
    return await _change(request, lambda cart: cart.remove(line, now))


async def restore(request: web.Request) -> web.Response:
    line = _line(request)
    return await _change(request, lambda cart: cart.restore(line))


async def _change(request: web.Request, change: Change, *, status: int = 200) -> web.Response:
    """Change the cart, then the cart in JSON or the way to its page."""
    try:
        cart = await request.app[CARTS].change(request[ASKER], change)
    except LineNotThere:
        return await _answer_line_not_there(request)
    except CartAway as away:
        know_cart(request, Cart())
        return await _answer_away(request, away)
    if not wants_json(request):
        return web.Response(status=303, headers={"Location": "/cart"})
    return await _answer_cart(request, cart, status=status)


async def _answer_cart(request: web.Request, cart: Cart, *, status: int = 200) -> web.Response:
    """The cart, shown: what it says is from now on known to its owner."""
    know_cart(request, cart)
    shown = await request.app[CARTS].show(cart)
    if wants_json(request):
        answer = json_answer(request, cart_shape(shown), status=status)
        answer.headers["Cache-Control"] = "no-store"
    else:
        page = cart_page(shown, request.app[CLOCK](), guest=request[ASKER].is_guest)
        answer = await render(request, "cart/cart.html", page, status=status)
    await mark_seen(request, shown)
    return answer


async def _answer_line_not_there(request: web.Request) -> web.Response:
    """An older page of the cart was used, or a number was made up: the page shows the cart as it is now."""
    if wants_json(request):
        raise NotThere
    return await _refused_page(request, _("That is not in your cart any more."), NotThere.status)


async def _refused_page(request: web.Request, sentence: str, status: int) -> web.Response:
    """The cart's page, with what was refused on top."""
    guest = request[ASKER].is_guest
    try:
        shown = await request.app[CARTS].show(await read_cart(request))
    except CartAway:
        page = CartPage(guest=guest, away=True, refusals=[sentence])
        return await render(request, "cart/cart.html", page, status=status)
    page = cart_page(shown, request.app[CLOCK](), guest=guest, refusals=[sentence])
    answer = await render(request, "cart/cart.html", page, status=status)
    await mark_seen(request, shown)
    return answer


async def _answer_away(request: web.Request, away: CartAway) -> web.Response:
    """A page is still a page while Redis is away; a change was not made, and says so."""
    title = _("We cannot reach your cart just now")
    detail = _("Your cart is safe where it is kept, and nothing was changed. Please try again in a minute.")
    if wants_json(request):
        answer = await answer_problem(request, away.status, away.code, title, detail)
    else:
        page = CartPage(guest=True, away=True)
        answer = await render(request, "cart/cart.html", page, status=200 if request.method == "GET" else away.status)
    answer.headers["Retry-After"] = "5"
    return answer


async def _find_product(request: web.Request, form: Form) -> Product:
    """The product the form names. Raises WrongFields for what is no number, NotThere for what is no product."""
    product_id = form.whole_number("product_id", 1, 10**17, message=_("Please choose something from the menu."))
    form.check()
    assert product_id is not None
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        found = await find_products(connection, [product_id])
    if product_id not in found:
        raise NotThere
    return found[product_id]


def _option_id(form: Form) -> int | None:
    if not form.raw("option_id"):
        return None
    return form.whole_number("option_id", 1, 10**17, message=_("Please choose one of the options."))


def _choice_ids(form: Form) -> list[int]:
    """Every `choice_id` of the form; one that is no number is a wrong field."""
    ids = []
    for text in form.all("choice_id"):
        one = Form({"choice_id": [text]})
        number = one.whole_number("choice_id", 1, 10**17, message=_("Please choose from what the menu offers."))
        if number is not None:
            ids.append(number)
        elif text:
            form.wrong("choice_id", one.errors["choice_id"][0])
    return ids


def _add(cart: Cart, wanted: Wanted) -> Cart:
    try:
        return cart.add(wanted)
    except TooManyLines:
        message = _("A cart holds {most} different things. Please check out first.").format(most=MOST_LINES)
        raise WrongFields({"product_id": [message]}) from None


def _line(request: web.Request) -> int:
    return int(request.match_info["line"])


def _now_seconds(request: web.Request) -> int:
    return int(request.app[CLOCK]().timestamp())
