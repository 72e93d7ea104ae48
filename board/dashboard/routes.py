"""Which address leads where."""

from __future__ import annotations

from aiohttp import web

from board.dashboard.handlers import show_dashboard

ROUTES: list[web.RouteDef] = [web.get("/admin", show_dashboard)]
