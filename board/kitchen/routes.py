"""Which address leads where."""

from __future__ import annotations

from aiohttp import web

from board.kitchen.handlers import show_kitchen

ROUTES: list[web.RouteDef] = [web.get("/kitchen", show_kitchen)]
