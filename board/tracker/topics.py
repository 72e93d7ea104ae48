"""What this room offers to be watched: `order:<public_id>`, in the owner's shape for everybody who may watch it."""

from __future__ import annotations

from board.tracker.seeing import find_seen_order
from server.access import Asker
from server.database import Connection
from server.history import order_topic
from server.orderbook import find_order
from server.orders.shapes import owner_shape, to_json
from server.realtime.offers import TopicOffer

_PREFIX = order_topic("")


class OrderTopic:
    def matches(self, wire_name: str) -> bool:
        return wire_name.startswith(_PREFIX)

    async def find_topic(self, connection: Connection, asker: Asker, wire_name: str) -> str | None:
        """Somebody else's order and one that does not exist look the same: None."""
        order = await find_seen_order(connection, asker, wire_name.removeprefix(_PREFIX))
        return None if order is None else order_topic(order.public_id)

    async def read_state(self, connection: Connection, topic: str, since: int | None) -> str:  # noqa: ARG002 - for menu only
        order = await find_order(connection, topic.removeprefix(_PREFIX))
        return to_json({"order": None if order is None else owner_shape(order)})


OFFERS: tuple[TopicOffer, ...] = (OrderTopic(),)
