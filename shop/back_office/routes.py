"""Which address leads where."""

from __future__ import annotations

from aiohttp import web

from shop.back_office.catalogue_routes import CATALOGUE_ROUTES, set_up_catalogue
from shop.back_office.house_routes import HOUSE_ROUTES

ROUTES: list[web.RouteDef] = [*CATALOGUE_ROUTES, *HOUSE_ROUTES]


def set_up(app: web.Application) -> None:
    """What the room keeps in the application."""
    set_up_catalogue(app)
