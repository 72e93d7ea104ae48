"""What this room offers to be watched: `admin`, by admins. Every order not yet final, and counts over all there are."""

from __future__ import annotations

from typing import Any

from server.access import Asker
from server.database import Connection
from server.history import ADMIN
from server.orderbook import find_live_orders, get_counts, get_owed
from server.orders.shapes import admin_shape, to_json
from server.realtime.offers import TopicOffer


async def read_dashboard(connection: Connection) -> dict[str, Any]:
    """The state of the topic: what a snapshot says, and what the page shows at load."""
    return {
        "counts": await get_counts(connection),
        "orders": [admin_shape(order) for order in await find_live_orders(connection)],
        "today": {},
        "screens": [],
        "deliveries": {},
        "owed": await get_owed(connection),
    }


class AdminTopic:
    def matches(self, wire_name: str) -> bool:
        return wire_name == ADMIN

    async def find_topic(self, connection: Connection, asker: Asker, wire_name: str) -> str | None:  # noqa: ARG002
        return ADMIN if asker.is_admin else None

    async def read_state(self, connection: Connection, topic: str, since: int | None) -> str:  # noqa: ARG002 - for menu only
        return to_json(await read_dashboard(connection))


OFFERS: tuple[TopicOffer, ...] = (AdminTopic(),)
