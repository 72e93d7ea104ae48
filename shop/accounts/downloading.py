"""Everything the shop keeps of one person, for that person (ACC-7; GDPR, Article 20)."""

from __future__ import annotations

from datetime import datetime

from server.access import Asker
from server.database import Connection, queries
from server.orderbook import find_orders
from server.orders.shapes import Json, milliseconds, owner_shape
from shop.accounts.own_sessions import find_own_sessions, sessions_shape
from shop.accounts.person import Person, person_shape

_AT_ONCE = 200
_LAST_ID = 2**62


async def read_all_of(connection: Connection, asker: Asker, person: Person, cart: Json, now: datetime) -> Json:
    """One document. Orders in their owner's shape, newest first; times in epoch milliseconds."""
    times = await queries().shop.get_account_times(connection, person_id=person.id)
    changes = await queries().shop.find_account_role_changes(connection, person_id=person.id)
    return {
        "person": {**person_shape(person), "since": milliseconds(times["created_at"])},
        "orders": await _read_orders(connection, person.id),
        "cart": cart,
        "sessions": sessions_shape(await find_own_sessions(connection, asker, now)),
        "role_changes": [
            {
                "old_role": change["old_role"],
                "new_role": change["new_role"],
                "source": change["source"],
                "at": milliseconds(change["changed_at"]),
            }
            for change in changes
        ],
    }


async def _read_orders(connection: Connection, person_id: int) -> list[Json]:
    shapes: list[Json] = []
    before = _LAST_ID
    while True:
        rows = await queries().shop.find_account_order_ids(
            connection, person_id=person_id, before=before, most=_AT_ONCE
        )
        if not rows:
            return shapes
        orders = await find_orders(connection, [row["id"] for row in rows])
        shapes.extend(owner_shape(order) for order in reversed(orders))
        before = rows[-1]["id"]
