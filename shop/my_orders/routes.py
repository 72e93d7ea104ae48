"""Which address leads where."""

from __future__ import annotations

from aiohttp import web

from shop.my_orders.handlers import show_my_orders

ROUTES: list[web.RouteDef] = [web.get("/orders", show_my_orders)]
