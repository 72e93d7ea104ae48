"""A cart changed: every open page of its owner is told (CART-6)."""

from __future__ import annotations

from datetime import datetime

from server.database import Connection
from server.history import NewEvent, cart_topic, guest_cart_topic
from server.orders.prediction import PredictionRule
from server.orders.shapes import to_json
from server.realtime.telling import Unit
from shop.cart.guest_carts import GuestCarts
from shop.cart.saved_carts import read_saved_cart
from shop.cart.showing import cart_shape, show_cart


def touch_cart(unit: Unit, person_id: int, rule: PredictionRule, currency: str, now: datetime) -> None:
    """Tell the cart as it stands at the end of the transaction. Notices are for the next page and are not told here."""
    topic = cart_topic(person_id)

    async def build(connection: Connection) -> list[NewEvent]:
        shown = await show_cart(connection, await read_saved_cart(connection, person_id), rule, currency, now)
        return [NewEvent(topic, "cart.changed", to_json({"cart": cart_shape(shown, with_notices=False)}))]

    unit.touch([topic], build, key=topic)


def touch_guest_cart(
    unit: Unit, guests: GuestCarts, session_key: str, rule: PredictionRule, *, currency: str, now: datetime
) -> None:
    """The same for a guest's cart, read from Redis under the topic's lock: the last version tells the last cart."""
    topic = guest_cart_topic(session_key)

    async def build(connection: Connection) -> list[NewEvent]:
        shown = await show_cart(connection, await guests.read(session_key), rule, currency, now)
        return [NewEvent(topic, "cart.changed", to_json({"cart": cart_shape(shown, with_notices=False)}))]

    unit.touch([topic], build, key=topic)
