"""Which address leads where."""

from __future__ import annotations

import aiohttp_jinja2
from aiohttp import web

from shop.menu.cards import Cards, kept_card
from shop.menu.drawings import add_drawings, art
from shop.menu.handlers import show_menu, show_product
from shop.menu.shared_menus import MENUS, SharedMenus

ROUTES: list[web.RouteDef] = [
    web.get("/", show_menu),
    web.get("/menu/{type_slug}", show_menu),
    web.get("/products/{product_id:[0-9]{1,18}}{rest:(-[^/]*)?}", show_product),
]


def set_up(app: web.Application) -> None:
    """The drawings and the cards, `art(slug)` and `kept_card(…)` in every template; reads that visitors share."""
    add_drawings(app)
    words = aiohttp_jinja2.get_env(app).globals
    words["art"] = art
    words["kept_card"] = kept_card(Cards())
    app[MENUS] = SharedMenus()
