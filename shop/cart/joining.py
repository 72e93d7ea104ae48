"""Logging in keeps what the guest had put together: it joins the saved cart (CART-7)."""

from __future__ import annotations

import structlog
from aiohttp import web

from server.access import Asker
from server.access.clock import CLOCK
from server.orderbook import SHOP
from server.realtime.telling import TELLER, Unit
from server.settings import SETTINGS
from shop.cart.cart import Cart
from shop.cart.carts import CARTS
from shop.cart.guest_carts import CartAway
from shop.cart.saved_carts import change_saved_cart
from shop.cart.telling import touch_cart

_SECONDS_TO_COMMIT = 60
_TRIES = 5

log = structlog.get_logger()


async def join_guest_cart(app: web.Application, unit: Unit, guest: Asker, person_id: int) -> Cart | None:
    """Join the guest's cart to the person's in the caller's log-in transaction, and tell the person's other screens.

    Answers what was joined, for `forget_guest_cart`; None without Redis: the log-in goes on, and the guest's cart waits
    there for its cookie. The guest's cart stays for a minute: should the log-in roll back, its guest still has it.
    Joining twice is the same as once.
    """
    guests = app[CARTS].guests
    try:
        left_behind = await guests.read(guest.session_key)
        if left_behind.lines:
            now, rule = app[CLOCK](), (await app[SHOP].current()).rule
            await change_saved_cart(unit.connection, person_id, lambda saved: saved.join(left_behind), now)
            touch_cart(unit, person_id, rule, app[SETTINGS].shop_currency, now)
            await guests.keep_only(guest.session_key, _SECONDS_TO_COMMIT)
    except CartAway:
        log.warning("guest cart not joined: redis away", person_id=person_id)
        return None
    return left_behind


async def forget_guest_cart(app: web.Application, guest: Asker, person_id: int, joined: Cart | None) -> None:
    """After the log-in's commit: the old cookie shows nothing any more.

    What another tab of the guest's put into the cart meanwhile is joined as well: nothing is let go that was not.
    """
    try:
        for _again in range(_TRIES):
            if joined is None or await app[CARTS].guests.forget(guest.session_key, joined):
                return
            async with app[TELLER].transaction() as unit:
                joined = await join_guest_cart(app, unit, guest, person_id)
    except CartAway:
        log.warning("guest cart not forgotten: redis away")
