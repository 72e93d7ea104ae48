"""Which address leads where."""

from __future__ import annotations

from aiohttp import web

from board.pickup.handlers import show_board

ROUTES: list[web.RouteDef] = [web.get("/board", show_board)]
