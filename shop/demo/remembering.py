"""Past orders of the demo shop, copied in: one transaction for a whole stretch of days, portions in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from server.database import Connection, queries
from server.history import ADMIN, NewEvent, lock_topics, write_events
from server.orderbook import get_counts
from server.orders.shapes import to_json
from shop.demo.filling import Stage
from shop.demo.lines import LINE_COLUMNS, sold_thing
from shop.demo.past import EVENT_COLUMNS, ORDER_COLUMNS, REFUND_COLUMNS, Past, PastCustomer, PastShop, write_day
from shop.demo.people import invent_habits
from shop.demo.volumes import plan_days
from shop.menu.catalogue import find_products

_OF_A_REGULAR: Final = 9.0
"""How eagerly the customer comes whom everybody may log in as: there is a history to look at."""


async def load_orders(
    connection: Connection, *, end: date, days: int, wanted: int | None, seed: int, zone: ZoneInfo, currency: str
) -> Stage:
    """Past orders up to `wanted` in all (None: what a café takes in `days`), each of them final.

    What was loaded before stays; more is put before it, on older days.
    """
    shop = queries().shop
    async with connection.transaction():
        await shop.lock_demo_loading(connection)
        there = await shop.find_demo_load(connection, what="orders")
        if there["is_there"] and there["amount"] >= (wanted or 0):
            return Stage(f"past orders: {there['amount']:,} are there already")
        if there["is_there"]:
            end = there["begins_at"].astimezone(zone).date()
            wanted = (wanted or 0) - there["amount"]
        begins_at = datetime.combine(end - timedelta(days=days), time(), zone).astimezone(UTC)
        if there["is_there"]:
            await shop.register_demo_guests_by(connection, moment=begins_at)
        plan = plan_days(end, days, seed, wanted)
        past_shop = await _read_shop(connection, seed, zone, currency)
        loaded = await _copy_days(connection, past_shop, plan, all_old=there["is_there"])
        await shop.insert_demo_load(connection, what="orders", amount=loaded, seed=seed, begins_at=begins_at)
    since = end - timedelta(days=days)
    return Stage(f"past orders: {loaded:,} added, {there['amount'] + loaded:,} in all, since {since}", loaded)


async def _copy_days(connection: Connection, shop: PastShop, plan: list[tuple[date, int]], *, all_old: bool) -> int:
    """Ids go on below the oldest there is, and rise with time."""
    first_id = await queries().shop.find_oldest_demo_order_id(connection) - sum(orders for _, orders in plan)
    statuses: Counter[str] = Counter()
    loaded = 0
    for place, (day, orders) in enumerate(plan):
        for past in write_day(shop, day, orders, first_id, old=all_old or 2 * place < len(plan)):
            await _copy(connection, past)
            statuses.update(past.statuses)
            loaded += len(past.orders)
        first_id += orders
    await _tell_counts(connection, statuses)
    return loaded


async def _copy(connection: Connection, past: Past) -> None:
    await connection.copy_records_to_table("orders", records=past.orders, columns=ORDER_COLUMNS)
    await connection.copy_records_to_table("order_lines", records=past.lines, columns=LINE_COLUMNS)
    await connection.copy_records_to_table("order_events", records=past.events, columns=EVENT_COLUMNS)
    await connection.copy_records_to_table("refunds", records=past.refunds, columns=REFUND_COLUMNS)


async def _tell_counts(connection: Connection, statuses: Counter[str]) -> None:
    """The last statements: from here to the commit, changing orders wait. Open dashboards follow within a second."""
    if not statuses:
        return
    locked = await lock_topics(connection, [ADMIN])
    await queries().orderbook.move_counts(
        connection, statuses=list(statuses), changes=[statuses[status] for status in statuses]
    )
    counts = to_json({"counts": await get_counts(connection)})
    await write_events(connection, locked, [NewEvent(ADMIN, "counts.changed", counts)])


async def _read_shop(connection: Connection, seed: int, zone: ZoneInfo, currency: str) -> PastShop:
    known = await queries().shop.find_demo_menu(connection)
    things = {p.id: sold_thing(p) for p in (await find_products(connection, [row["id"] for row in known])).values()}
    popular = _shuffled(list(things), seed)
    retired = {row["id"] for row in known if row["retired"]}
    lately = [product_id for product_id in popular if product_id not in retired]
    staff = {row["role"]: row["id"] for row in await queries().shop.find_demo_staff(connection)}
    guests = await queries().shop.find_demo_guests(connection)
    return PastShop(
        customers=[_customer(row, seed, lately) for row in guests],
        things=things,
        popular=popular,
        lately=lately,
        staff={"kitchen": staff.get("kitchen"), "admin": staff.get("admin")},
        currency=currency,
        zone=zone,
        seed=seed,
    )


def _shuffled(product_ids: Sequence[int], seed: int) -> list[int]:
    """Best sellers first: the old half of the menu leads."""
    chance = Random(f"popular {seed}")  # noqa: S311 - believable, not secret
    return sorted(product_ids, key=lambda product_id: product_id * chance.random())


def _customer(row: Mapping[str, Any], seed: int, popular: Sequence[int]) -> PastCustomer:
    habits = invent_habits(row["id"], seed, popular)
    if row["is_regular"]:
        habits = replace(habits, eagerness=_OF_A_REGULAR)
    return PastCustomer(row["id"], row["full_name"].split(maxsplit=1)[0], row["created_at"], habits)
