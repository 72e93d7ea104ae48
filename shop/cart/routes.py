"""Which address leads where."""

from __future__ import annotations

from aiohttp import web

from server.web.pages import LOOK_INTO_BAG
from shop.cart import handlers
from shop.cart.bag import look_into_bag
from shop.cart.carts import carts_context

ROUTES: list[web.RouteDef] = [
    web.get("/cart", handlers.show),
    web.post("/cart/items", handlers.add),
    web.post("/cart/items/{line:[0-9]{1,9}}", handlers.change_quantity),
    web.post("/cart/items/{line:[0-9]{1,9}}/delete", handlers.remove),
    web.post("/cart/items/{line:[0-9]{1,9}}/restore", handlers.restore),
]


def set_up(app: web.Application) -> None:
    app.cleanup_ctx.append(carts_context)
    app[LOOK_INTO_BAG] = look_into_bag
