"""What this room offers to be watched: `menu`, by anybody. What has changed since a page was rendered."""

from __future__ import annotations

import json

from server.access import Asker
from server.database import Connection
from server.history import MENU, read_since
from server.orders.shapes import Json, to_json
from server.realtime.offers import OTHER_EPOCH, TopicOffer


async def read_changes(connection: Connection, since: int) -> Json | None:
    """The state after version `since`: products told about, each as it was told last, by id, and whether listings
    changed; None when that is not to be had."""
    events = await read_since(connection, MENU, since)
    if events is None:
        return None
    # the told bodies, not a new read: applying the events to an older state gives exactly this one
    last: dict[int, Json] = {}
    for event in events:
        if event.event == "product.changed":
            product = json.loads(event.data)["product"]
            last[product["id"]] = product
    state: Json = {"changed": [last[product_id] for product_id in sorted(last)]}
    return state | {"listing": True} if any(event.event == "listing.changed" for event in events) else state


class MenuTopic:
    def matches(self, wire_name: str) -> bool:
        return wire_name == MENU

    async def find_topic(self, connection: Connection, asker: Asker, wire_name: str) -> str | None:  # noqa: ARG002 - public
        return MENU

    async def read_state(self, connection: Connection, topic: str, since: int | None) -> str:  # noqa: ARG002 - only one
        if since is None:
            return to_json({"changed": []})
        state = None if since == OTHER_EPOCH else await read_changes(connection, since)
        return to_json({"changed": [], "reload": True} if state is None else state)


OFFERS: tuple[TopicOffer, ...] = (MenuTopic(),)
