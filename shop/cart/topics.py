"""What this room offers to be watched: `cart`, one's own. A guest's is in Redis, a customer's in Postgres."""

from __future__ import annotations

from aiohttp import web

from server.access import Asker
from server.access.clock import CLOCK
from server.database import Connection
from server.history import cart_topic, guest_cart_topic
from server.orderbook import SHOP
from server.orders.shapes import to_json
from server.realtime.offers import TopicOffer
from shop.cart.carts import CARTS
from shop.cart.guest_carts import CartAway
from shop.cart.saved_carts import read_saved_cart
from shop.cart.showing import cart_shape, show_cart

_GUEST = guest_cart_topic("")
_PERSON = "cart:"


class CartTopic:
    """`app` is asked when somebody joins: a guest's cart needs the application's Redis."""

    def __init__(self, app: web.Application) -> None:
        self._app = app

    def matches(self, wire_name: str) -> bool:
        return wire_name == "cart"

    async def find_topic(self, connection: Connection, asker: Asker, wire_name: str) -> str | None:  # noqa: ARG002
        """The asker's own cart: the name says nothing about whose. Who came without a cookie has none."""
        if asker.person_id is not None:
            return cart_topic(asker.person_id)
        return guest_cart_topic(asker.session_key) if asker.is_guest and not asker.is_new else None

    async def read_state(self, connection: Connection, topic: str, since: int | None) -> str:  # noqa: ARG002 - for menu only
        if topic.startswith(_GUEST):
            try:
                cart = await self._app[CARTS].guests.read(topic.removeprefix(_GUEST))
            except CartAway as away:
                raise ConnectionError("the guest's cart is away") from away
        else:
            cart = await read_saved_cart(connection, int(topic.removeprefix(_PERSON)))
        rule = (await self._app[SHOP].read(connection)).rule
        # no notices here: they are said once, on a page
        shown = await show_cart(connection, cart, rule, "", self._app[CLOCK]())
        return to_json({"cart": cart_shape(shown, with_notices=False)})


def offers_of(app: web.Application) -> tuple[TopicOffer, ...]:
    return (CartTopic(app),)
