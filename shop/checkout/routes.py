"""Which address leads where."""

from __future__ import annotations

from aiohttp import web

from shop.checkout import handlers

ROUTES: list[web.RouteDef] = [
    web.get("/checkout", handlers.review),
    web.post("/checkout", handlers.place),
]
