"""Places in slots: how many orders each pickup time has taken, held to the shop's capacity (PRED-5).

In the order of locks a slot stands after the stock and before the book.
"""

from __future__ import annotations

from datetime import datetime

from server.database import Connection, queries


async def find_taken_places(connection: Connection, since: datetime) -> dict[datetime, int]:
    """Slot start → places taken, for slots that start at `since` or later; slots without orders are left out."""
    rows = await queries().orderbook.find_taken_places(connection, since=since)
    return {row["starts_at"]: row["taken"] for row in rows}


async def take_place(connection: Connection, starts_at: datetime, capacity: int | None) -> bool:
    """Take one place of the slot for the rest of the caller's transaction; False when it is full.

    `capacity` is orders per slot, None = no limit. Whoever asks for the last place waits for who asked before.
    """
    return await queries().orderbook.take_place(connection, starts_at=starts_at, capacity=capacity) is not None


async def book_place(connection: Connection, order_id: int, starts_at: datetime) -> None:
    """Say whose the place is that was taken in this transaction."""
    await queries().orderbook.insert_slot_booking(connection, order_id=order_id, starts_at=starts_at)


async def give_back_place(connection: Connection, order_id: int) -> None:
    """A cancelled order's place is free again, once; nothing happens for an order that holds none."""
    await queries().orderbook.give_back_place(connection, order_id=order_id)
