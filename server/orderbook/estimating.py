"""Places in the queue: after each change the waiting orders are told how many come before them.

One pass at a time, in a transaction of its own, orders locked by id; never inside a tap's transaction.
"""

from __future__ import annotations

from server.database import queries
from server.orderbook.reading import find_orders
from server.orderbook.telling import touch_order
from server.realtime.telling import Teller


async def estimate_waiting_orders(teller: Teller) -> int:
    """Write and tell every `ahead` that has changed; answers how many did. The orders' versions stay."""
    async with teller.transaction() as unit:
        rows = await queries().orderbook.lock_waiting_orders(unit.connection)
        queue = sorted(rows, key=lambda row: (row["came_at"], row["id"]))
        moved = {row["id"]: place for place, row in enumerate(queue) if row["ahead"] != place}
        if moved:
            await queries().orderbook.update_ahead(unit.connection, ids=list(moved), aheads=list(moved.values()))
            for order in await find_orders(unit.connection, list(moved)):
                touch_order(unit, order)
    return len(moved)
