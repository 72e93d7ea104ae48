"""What this room offers to be watched: `board`, by anybody. Numbers, names that were agreed to, times; nothing else."""

from __future__ import annotations

from server.access import Asker
from server.database import Connection
from server.history import BOARD
from server.orderbook import find_kitchen_orders
from server.orders.order import Order
from server.orders.shapes import board_shape, to_json
from server.realtime.offers import TopicOffer


async def find_board_orders(connection: Connection) -> list[Order]:
    """The pickup orders of what stands on the kitchen's wall."""
    return [order for order in await find_kitchen_orders(connection) if order.is_on_the_board]


class BoardTopic:
    def matches(self, wire_name: str) -> bool:
        return wire_name == BOARD

    async def find_topic(self, connection: Connection, asker: Asker, wire_name: str) -> str | None:  # noqa: ARG002 - public
        return BOARD

    async def read_state(self, connection: Connection, topic: str, since: int | None) -> str:  # noqa: ARG002 - for menu only
        return to_json({"orders": [board_shape(order) for order in await find_board_orders(connection)]})


OFFERS: tuple[TopicOffer, ...] = (BoardTopic(),)
