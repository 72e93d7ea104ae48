"""Which addresses of the back office lead to the house's own pages: orders, screens, staff, settings."""

from __future__ import annotations

from aiohttp import web

from shop.back_office import settings

HOUSE_ROUTES: list[web.RouteDef] = [
    web.get("/admin/settings", settings.show_settings),
    web.post("/admin/settings", settings.submit_settings),
    web.get("/opening", settings.show_opening),
]
