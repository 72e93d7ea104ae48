"""/admin/products over HTTP, and availability."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from aiohttp import web

from server.access.clock import CLOCK
from server.database import DATABASE
from server.orderbook import SHOP
from server.orders.order import Role
from server.orders.refusals import NotThere, WrongFields
from server.orders.shapes import Json
from server.realtime.telling import TELLER, Unit
from server.settings import SETTINGS
from server.web.forms import Form, read_form
from server.web.guards import require_role, require_staff
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.words import _
from shop.back_office.availability import UntilIsWrong, read_until
from shop.back_office.availability_changing import set_availability
from shop.back_office.photos_uploading import keep_photo, was_photo_sent
from shop.back_office.products_form import ProductReading
from shop.back_office.products_listing import admin_product_shape, read_products
from shop.back_office.products_page import read_form_page
from shop.back_office.products_saving import change_product, create_product, restore_product, retire_product
from shop.back_office.types_reading import find_types, type_shape
from shop.back_office.way_back import way_back
from shop.menu.catalogue import find_products, product_shape
from shop.menu.products import Product

LIST: Final = "/admin/products"


async def show_products(request: web.Request) -> web.Response:
    require_role(request, Role.ADMIN)
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        page = await read_products(connection, request.query, request.app[CLOCK]())
    if wants_json(request):
        return json_answer(request, page.shape)
    return await render(request, "back_office/products.html", page)


async def show_new_product(request: web.Request) -> web.Response:
    """The empty form. As JSON: the types a product may have, with the token to post with."""
    require_role(request, Role.ADMIN)
    if not wants_json(request):
        return await _show_form(request, None)
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        return json_answer(request, {"types": [type_shape(one) for one in await find_types(connection)]})


async def show_product(request: web.Request) -> web.Response:
    require_role(request, Role.ADMIN)
    product = await _find(request)
    if wants_json(request):
        return json_answer(request, _shape(request, product))
    return await _show_form(request, product, saved="saved" in request.query)


async def submit_new_product(request: web.Request) -> web.Response:
    """201 or 303; 422 with everything as typed."""
    require_role(request, Role.ADMIN)
    reading, now = await _reading(request), request.app[CLOCK]()
    try:
        reading.read(None)  # a wrong field is said before a photo is worked on
        photo = await keep_photo(request)
        async with request.app[TELLER].transaction() as unit:
            product = await create_product(unit, reading.read, photo=photo, now=now)
    except WrongFields as wrong:
        return await _show_form(request, None, reading=reading, wrong=wrong)
    return _answer(request, product, made=True)


async def submit_product(request: web.Request) -> web.Response:
    """200 or 303; 422 with everything as typed."""
    require_role(request, Role.ADMIN)
    product, reading, now = await _find(request), await _reading(request), request.app[CLOCK]()
    try:
        reading.read(product)
        photo = await keep_photo(request)
        async with request.app[TELLER].transaction() as unit:
            product = await change_product(
                unit,
                product.id,
                reading.read,
                photo=photo,
                without_photo=reading.form.flag("photo_remove"),
                now=now,
            )
    except WrongFields as wrong:
        return await _show_form(request, product, reading=reading, wrong=wrong)
    return _answer(request, product)


async def submit_retirement(request: web.Request) -> web.Response:
    return await _turn(request, retire_product)


async def submit_restoration(request: web.Request) -> web.Response:
    return await _turn(request, restore_product)


async def submit_availability(request: web.Request) -> web.Response:
    """Sold out and back: kitchen and admin."""
    asker = require_staff(request)
    try:
        product = await _set_availability(request)
    except WrongFields as wrong:
        if wants_json(request) or not asker.is_admin:
            raise
        until = (await read_form(request)).raw("until")
        return await _show_form(request, await _find(request), wrong=wrong, until=until)
    if wants_json(request):
        shape = (
            _shape(request, product) if asker.is_admin else {"product": product_shape(product, request.app[CLOCK]())}
        )
        return json_answer(request, shape)
    pages = ("/kitchen", LIST, f"{LIST}/{product.id}", product.path)
    return _see(way_back(request, pages, f"{LIST}/{product.id}" if asker.is_admin else "/kitchen"))


async def _set_availability(request: web.Request) -> Product:
    form, shop, now = await read_form(request), await request.app[SHOP].current(), request.app[CLOCK]()
    available = form.one_of("available", ("1", "0"), _("Send 1 for available, 0 for sold out."))
    option_id = _option_id(form)
    until = None
    if available != "1":
        try:
            until = read_until(form.raw("until"), now, shop.zone, shop.opening_hours, shop.closed_on)
        except UntilIsWrong:
            form.wrong("until", _("Choose a time to come, within a year; leave it empty for “until restored”."))
    form.check()
    async with request.app[TELLER].transaction() as unit:
        return await set_availability(
            unit, _product_id(request), option_id, available=available == "1", until=until, now=now
        )


async def _turn(request: web.Request, change: Callable[[Unit, int, datetime], Awaitable[Product]]) -> web.Response:
    require_role(request, Role.ADMIN)
    async with request.app[TELLER].transaction() as unit:
        product = await change(unit, _product_id(request), request.app[CLOCK]())
    return _answer(request, product)


async def _show_form(
    request: web.Request,
    product: Product | None,
    *,
    reading: ProductReading | None = None,
    wrong: WrongFields | None = None,
    saved: bool = False,
    until: str = "",
) -> web.Response:
    if wrong is not None and wants_json(request):
        raise wrong
    currency, shop = request.app[SETTINGS].shop_currency, await request.app[SHOP].current()
    errors = {} if wrong is None else wrong.errors
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        page = await read_form_page(
            connection,
            product,
            request.app[CLOCK](),
            currency,
            shop.prep_default,
            reading=reading,
            errors=errors,
            saved=saved,
            until=until,
            photo_lost=wrong is not None and "photo" not in errors and await was_photo_sent(request),
        )
    return await render(request, "back_office/product.html", page, status=200 if wrong is None else wrong.status)


def _answer(request: web.Request, product: Product, *, made: bool = False) -> web.Response:
    if wants_json(request):
        return json_answer(request, _shape(request, product), status=201 if made else 200)
    own = f"{LIST}/{product.id}?saved=1"
    # a new product's form that came back stands at the list's address: it leads to the product all the same
    return _see(own if made else way_back(request, (LIST,), own))


def _see(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address})


def _shape(request: web.Request, product: Product) -> Json:
    return {"product": admin_product_shape(product, request.app[CLOCK]())}


async def _reading(request: web.Request) -> ProductReading:
    form: Form = await read_form(request)
    shop = await request.app[SHOP].current()
    return ProductReading(form, request.app[SETTINGS].shop_currency, shop.prep_default)


async def _find(request: web.Request) -> Product:
    product_id = _product_id(request)
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        product = (await find_products(connection, [product_id])).get(product_id)
    if product is None:
        raise NotThere
    return product


def _option_id(form: Form) -> int | None:
    if not form.raw("option_id").strip():
        return None
    return form.whole_number("option_id", 1, 2**63 - 1, message=_("Send the number of one of the product's options."))


def _product_id(request: web.Request) -> int:
    return int(request.match_info["product_id"])
