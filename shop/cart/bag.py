"""The cart as every page around it knows it: read once a request, and what its owner was not told yet."""

from __future__ import annotations

from contextlib import suppress

from aiohttp import web

from server.access import ASKER
from server.access.clock import CLOCK
from server.orderbook import SHOP
from server.realtime.outages import POSTGRES_AWAY
from server.settings import SETTINGS
from server.web.negotiation import is_read
from server.web.pages import Bag
from shop.cart.cart import Cart
from shop.cart.carts import CARTS
from shop.cart.guest_carts import CartAway
from shop.cart.notices import notice_words
from shop.cart.showing import ShownCart

_SAID_AGAIN: tuple[type[Exception], ...] = (CartAway, *POSTGRES_AWAY)
"""What could not be marked as told is said once more on the next page."""
_KNOWN_CART: web.RequestKey[Cart] = web.RequestKey("cart", Cart)


async def read_cart(request: web.Request) -> Cart:
    """The asker's cart, read once a request: without Redis each try costs up to a second. Raises CartAway once."""
    if _KNOWN_CART not in request:
        try:
            request[_KNOWN_CART] = await request.app[CARTS].read(request[ASKER])
        except CartAway:
            request[_KNOWN_CART] = Cart()
            raise
    return request[_KNOWN_CART]


def know_cart(request: web.Request, cart: Cart) -> None:
    """What this request has made of the cart, so that its page need not read it again."""
    request[_KNOWN_CART] = cart


async def look_into_bag(request: web.Request) -> Bag:
    """For the header: the number on the bag, and the notices kept with the cart, which the next page says.

    A cart that is away counts 0; its own page says so in words. Prices are looked at on the cart's own pages only.
    """
    try:
        cart = await read_cart(request)
    except CartAway:
        return Bag()
    if not cart.notices:
        return Bag(items=cart.items)
    currency, zone = request.app[SETTINGS].shop_currency, (await request.app[SHOP].current()).zone
    now = request.app[CLOCK]()

    async def mark_told() -> None:
        with suppress(*_SAID_AGAIN):
            await request.app[CARTS].mark_told(request[ASKER], cart.notices)

    news = tuple(notice_words(notice, currency, zone, now) for notice in cart.notices)
    return Bag(items=cart.items, news=news, mark_told=mark_told)


async def mark_seen(request: web.Request, shown: ShownCart) -> None:
    """The answer says all there is about the cart: its owner knows it from now on, unless nobody reads the answer."""
    if is_read(request):
        with suppress(*_SAID_AGAIN):
            await request.app[CARTS].mark_seen(request[ASKER], shown)
