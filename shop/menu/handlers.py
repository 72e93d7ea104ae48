"""The menu and the product page over HTTP."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from server.access import ASKER
from server.access.clock import CLOCK
from server.database import DATABASE
from server.orderbook import SHOP
from server.orders.refusals import NotThere
from server.orders.shapes import Json
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from shop.menu.browsing import MenuPage, read_menu, read_product
from shop.menu.catalogue import product_shape
from shop.menu.paging import parse_page
from shop.menu.shared_menus import MENUS
from shop.my_orders.last_order import find_last_order


def menu_shape(page: MenuPage) -> Json:
    """The contract's `menu`."""
    return {
        "products": [product_shape(product, page.now) for product in page.products],
        "page": page.number,
        "pages": page.pages,
        "total": page.total,
    }


async def show_menu(request: web.Request) -> web.Response:
    """`/` and `/menu/<type-slug>`."""
    number = parse_page(request.query.get("page"))
    if number is None:
        raise NotThere
    type_slug, app = request.match_info.get("type_slug"), request.app

    async def read() -> MenuPage:
        shop = await app[SHOP].current()
        async with app[DATABASE].acquire(timeout=3.0) as connection:
            return await read_menu(connection, shop.rule, app[CLOCK](), number=number, type_slug=type_slug)

    menu = await app[MENUS].get((number, type_slug), read)
    if wants_json(request):
        return json_answer(request, menu_shape(menu.page))
    person_id, whole = request[ASKER].person_id, number == 1 and type_slug is None
    if person_id is not None and whole:
        async with app[DATABASE].acquire(timeout=3.0) as connection:
            last_order = await find_last_order(connection, person_id)
        if last_order is not None:
            # one person's own: what is drawn for it serves nobody else, and not them either after their next order
            return await render(request, "menu/menu.html", replace(menu.page, last_order=last_order))
    return await render(request, "menu/menu.html", menu.page, texts=menu.texts)


async def show_product(request: web.Request) -> web.Response:
    """`/products/<id>-<slug>`; any other slug leads to the right one."""
    product_id = int(request.match_info["product_id"])
    shop = await request.app[SHOP].current()
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        page = await read_product(connection, shop.rule, request.app[CLOCK](), product_id)
    if request.path != page.product.path:
        return web.Response(status=301, headers={"Location": page.product.path, "Cache-Control": "no-cache"})
    if wants_json(request):
        return json_answer(request, product_shape(page.product, page.now))
    return await render(request, "menu/product.html", page)
