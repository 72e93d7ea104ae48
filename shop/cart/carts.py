"""The cart of whoever asks: a guest's in Redis, a customer's in Postgres, the same to everybody above."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from server.access import Asker
from server.access.clock import CLOCK, Clock
from server.database import DATABASE
from server.orderbook import SHOP, ShopSettingsKeeper
from server.orders.prediction import PredictionRule
from server.realtime.outages import POSTGRES_AWAY
from server.realtime.redis import REDIS
from server.realtime.telling import TELLER, Teller
from server.settings import SETTINGS
from shop.cart.cart import Cart, Change
from shop.cart.guest_carts import CartAway, GuestCarts
from shop.cart.notices import Notice
from shop.cart.pricing import acknowledge
from shop.cart.saved_carts import change_saved_cart, read_saved_cart
from shop.cart.showing import ShownCart, show_cart
from shop.cart.telling import touch_cart, touch_guest_cart
from shop.menu.browsing import read_seen

if TYPE_CHECKING:
    from server.database.pool import Pool

log = structlog.get_logger()


class Carts:
    """Reads, changes and shows carts. A cart hangs on the asker's session alone: nobody can name another's (CART-5)."""

    def __init__(
        self,
        guests: GuestCarts,
        *,
        pool: Pool,
        teller: Teller,
        shop: ShopSettingsKeeper,
        currency: str,
        clock: Clock,
    ) -> None:
        self.guests = guests
        self._pool = pool
        self._teller = teller
        self._shop = shop
        self._currency = currency
        self._clock = clock

    async def read(self, asker: Asker) -> Cart:
        """Raises CartAway for a guest while Redis is away."""
        if asker.person_id is None:
            return await self.guests.read(asker.session_key)
        async with self._pool.acquire(timeout=3.0) as connection:
            return await read_saved_cart(connection, asker.person_id)

    async def change(self, asker: Asker, change: Change) -> Cart:
        """Apply a pure change and tell it. What `change` raises changes nothing; raises CartAway like `read`."""
        rule, now = (await self._shop.current()).rule, self._clock()
        if asker.person_id is None:
            cart = await self.guests.change(asker.session_key, change)
            await self._tell_guest(asker, rule, now)
            return cart
        async with self._teller.transaction() as unit:
            cart = await change_saved_cart(unit.connection, asker.person_id, change, now)
            touch_cart(unit, asker.person_id, rule, self._currency, now)
        return cart

    async def _tell_guest(self, asker: Asker, rule: PredictionRule, now: datetime) -> None:
        """The change is made: that other tabs could not be told must not look as if it were not."""
        try:
            async with self._teller.transaction() as unit:
                touch_guest_cart(unit, self.guests, asker.session_key, rule, currency=self._currency, now=now)
        except CartAway as away:
            log.warning("guest's tabs not told", error=repr(away))
        except POSTGRES_AWAY as error:
            log.warning("guest's tabs not told", error=repr(error))

    async def show(self, cart: Cart) -> ShownCart:
        """The cart at the prices of this moment."""
        shop = await self._shop.current()
        async with self._pool.acquire(timeout=3.0) as connection:
            seen = await read_seen(connection)
            shown = await show_cart(connection, cart, shop.rule, self._currency, self._clock())
        return replace(shown, seen=seen, zone=shop.zone)

    async def mark_seen(self, asker: Asker, shown: ShownCart) -> None:
        """Its owner has been shown this: notices are said once. Not when the cart has changed since."""
        if acknowledge(shown.cart, shown.priced) == shown.cart:
            return

        def seen(cart: Cart) -> Cart:
            return acknowledge(cart, shown.priced) if cart.version == shown.cart.version else cart

        await self._note(asker, seen)

    async def mark_told(self, asker: Asker, notices: Sequence[Notice]) -> None:
        """A page has said these. Raises CartAway."""
        await self._note(asker, lambda cart: cart.told(notices))

    async def _note(self, asker: Asker, known: Change) -> None:
        """Keep what the owner knows now: nothing that an open page would show differently, so nothing is told."""
        if asker.person_id is None:
            await self.guests.change(asker.session_key, known)
            return
        async with self._pool.acquire(timeout=3.0) as connection, connection.transaction():
            await change_saved_cart(connection, asker.person_id, known, self._clock())


CARTS: web.AppKey[Carts] = web.AppKey("carts", Carts)


async def carts_context(app: web.Application) -> AsyncIterator[None]:
    settings = app[SETTINGS]
    guests = GuestCarts(app[REDIS], settings.redis_prefix)
    app[CARTS] = Carts(
        guests,
        pool=app[DATABASE],
        teller=app[TELLER],
        shop=app[SHOP],
        currency=settings.shop_currency,
        clock=app[CLOCK],
    )
    yield
