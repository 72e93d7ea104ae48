"""What the kitchen cannot serve now, and telling it: one read for the shop, which changes it, and the board."""

from __future__ import annotations

from datetime import datetime

from server.database import Connection, queries
from server.history import KITCHEN, NewEvent
from server.orders.shapes import Json, milliseconds, to_json
from server.realtime.telling import Unit


async def find_sold_out(connection: Connection, now: datetime) -> list[Json]:
    """Products and options that cannot be had at `now`, as the kitchen's topic carries them; `until` may be None."""
    return [
        {
            "product_id": row["product_id"],
            "option_id": row["option_id"],
            "title": row["title"],
            "until": milliseconds(row["until"]),
        }
        for row in await queries().orderbook.find_sold_out(connection, now=now)
    ]


def touch_sold_out(unit: Unit, now: datetime) -> None:
    """Tell `sold_out.changed` with the whole list as it stands at the end of the transaction; once.

    Whether the list differs is not asked: only under the topic's lock is it known what was told last.
    """

    async def build(connection: Connection) -> list[NewEvent]:
        sold_out = await find_sold_out(connection, now)
        return [NewEvent(KITCHEN, "sold_out.changed", to_json({"sold_out": sold_out}))]

    unit.touch([KITCHEN], build, key="sold out")
