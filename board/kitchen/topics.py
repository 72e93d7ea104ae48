"""What this room offers to be watched: `kitchen`, by kitchen, admins and wall displays. No e-mail, phone or price."""

from __future__ import annotations

from typing import Any

from server.access import Asker
from server.access.clock import utc_now
from server.database import Connection
from server.history import KITCHEN
from server.orderbook import find_kitchen_orders
from server.orderbook.sold_out import find_sold_out
from server.orders.shapes import kitchen_shape, to_json
from server.realtime.offers import TopicOffer


async def read_wall(connection: Connection) -> dict[str, Any]:
    """The topic's state: what stands on the wall, and what is sold out. The page shows the same at load."""
    return {
        "orders": [kitchen_shape(order) for order in await find_kitchen_orders(connection)],
        "sold_out": await find_sold_out(connection, utc_now()),
    }


class KitchenTopic:
    def matches(self, wire_name: str) -> bool:
        return wire_name == KITCHEN

    async def find_topic(self, connection: Connection, asker: Asker, wire_name: str) -> str | None:  # noqa: ARG002
        return KITCHEN if asker.is_staff else None

    async def read_state(self, connection: Connection, topic: str, since: int | None) -> str:  # noqa: ARG002 - for menu only
        return to_json(await read_wall(connection))


OFFERS: tuple[TopicOffer, ...] = (KitchenTopic(),)
