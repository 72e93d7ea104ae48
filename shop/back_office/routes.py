"""Which address leads where."""

from __future__ import annotations

from aiohttp import web

from shop.back_office.house_routes import HOUSE_ROUTES

ROUTES: list[web.RouteDef] = [*HOUSE_ROUTES]
