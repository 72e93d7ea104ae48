"""Which address leads where."""

from __future__ import annotations

from aiohttp import web

from board.tracker.handlers import show_order

ROUTES: list[web.RouteDef] = [web.get("/orders/{public_id}", show_order)]
