"""Which address leads where."""

from __future__ import annotations

from aiohttp import web

from shop.checkout import handlers
from shop.checkout.till import TILL, Till

ROUTES: list[web.RouteDef] = [
    web.get("/checkout", handlers.review),
    web.post("/checkout", handlers.place),
]


def set_up(app: web.Application) -> None:
    app[TILL] = Till()
