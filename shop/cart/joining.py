"""Logging in keeps what the guest had put together: it joins the saved cart (CART-7)."""

from __future__ import annotations

import structlog
from aiohttp import web

from server.access import Asker
from server.access.clock import CLOCK
from server.orderbook import SHOP
from server.realtime.telling import Unit
from server.settings import SETTINGS
from shop.cart.carts import CARTS
from shop.cart.guest_carts import CartAway
from shop.cart.saved_carts import change_saved_cart
from shop.cart.telling import touch_cart

_SECONDS_TO_COMMIT = 60

log = structlog.get_logger()


async def join_guest_cart(app: web.Application, unit: Unit, guest: Asker, person_id: int) -> None:
    """Join the guest's cart to the person's in the caller's log-in transaction, and tell the person's other screens.

    The guest's cart stays for a minute: should the log-in roll back, its guest still has it. Joining twice is the same
    as once. Without Redis the log-in goes on and the guest's cart waits there for its cookie.
    """
    guests = app[CARTS].guests
    try:
        left_behind = await guests.read(guest.session_key)
        if not left_behind.lines:
            return
        now, rule = app[CLOCK](), (await app[SHOP].current()).rule
        await change_saved_cart(unit.connection, person_id, lambda saved: saved.join(left_behind), now)
        touch_cart(unit, person_id, rule, app[SETTINGS].shop_currency, now)
        await guests.keep_only(guest.session_key, _SECONDS_TO_COMMIT)
    except CartAway:
        log.warning("guest cart not joined: redis away", person_id=person_id)


async def forget_guest_cart(app: web.Application, guest: Asker) -> None:
    """After the log-in's commit: the old cookie shows nothing any more."""
    try:
        await app[CARTS].guests.forget(guest.session_key)
    except CartAway:
        log.warning("guest cart not forgotten: redis away")
