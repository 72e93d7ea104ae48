"""May this asker use this address at all? Asked before anything is looked up (403 before 404)."""

from __future__ import annotations

from aiohttp import web

from server.access import ASKER, Asker
from server.orders.order import Role
from server.orders.refusals import LoginNeeded, RoleMissing


def require_login(request: web.Request) -> Asker:
    """Whoever is logged in, or a display. Raises LoginNeeded for guests."""
    asker = request[ASKER]
    if asker.is_guest:
        raise LoginNeeded
    return asker


def require_person(request: web.Request) -> Asker:
    """A logged-in person: displays have no orders, carts and accounts. Raises LoginNeeded, RoleMissing."""
    asker = require_login(request)
    if asker.person_id is None:
        raise RoleMissing
    return asker


def require_role(request: web.Request, *roles: Role) -> Asker:
    """Raises LoginNeeded for guests, RoleMissing for everybody without one of the roles."""
    asker = require_login(request)
    if asker.role not in roles:
        raise RoleMissing
    return asker


def require_staff(request: web.Request) -> Asker:
    """Kitchen and admin, paired displays among them."""
    return require_role(request, Role.KITCHEN, Role.ADMIN)
