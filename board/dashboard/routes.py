"""Which address leads where."""

from __future__ import annotations

from aiohttp import web

ROUTES: list[web.RouteDef] = []
