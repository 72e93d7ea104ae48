"""What this room offers to be watched: `cart`, one's own. A guest's cart lives in Redis and has no topic."""

from __future__ import annotations

from server.access import Asker
from server.access.clock import utc_now
from server.database import Connection, queries
from server.history import cart_topic
from server.orders.prediction import PredictionRule
from server.orders.shapes import to_json
from server.realtime.offers import TopicOffer
from shop.cart.saved_carts import read_saved_cart
from shop.cart.showing import cart_shape, show_cart

_PREFIX = "cart:"


class CartTopic:
    def matches(self, wire_name: str) -> bool:
        return wire_name == "cart"

    async def find_topic(self, connection: Connection, asker: Asker, wire_name: str) -> str | None:  # noqa: ARG002
        """The asker's own cart, whatever was asked: the name says nothing about whose."""
        return None if asker.person_id is None else cart_topic(asker.person_id)

    async def read_state(self, connection: Connection, topic: str, since: int | None) -> str:  # noqa: ARG002 - for menu only
        cart = await read_saved_cart(connection, int(topic.removeprefix(_PREFIX)))
        row = await queries().orderbook.get_shop_settings(connection)
        rule = PredictionRule(row["prep_default"], row["block_size"], row["block_minutes"], row["queue_minutes"])
        # no notices here: they are said once, on a page
        shown = await show_cart(connection, cart, rule, "", utc_now())
        return to_json({"cart": cart_shape(shown, with_notices=False)})


OFFERS: tuple[TopicOffer, ...] = (CartTopic(),)
