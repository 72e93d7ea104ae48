"""Loading the demo shop's past: further products, customers with carts, thousands of orders, each stage all or nothing.

What visitors do meanwhile is not disturbed: rows are only added (COPY takes no lock a checkout waits for), products
keep their ids, past orders get ids below zero, and only the dashboard's counts are told.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import asyncpg

from server.access import Passwords
from server.database import queries
from server.settings import Settings
from shop.demo.filling import Stage, load_customers, load_products
from shop.demo.remembering import load_orders
from shop.demo.seeding import PASSWORD


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How much there is to be in all; the same seed gives the same rows. `orders` None: what a café takes in `days`."""

    products: int = 300
    customers: int = 500
    days: int = 120
    orders: int | None = None
    seed: int = 7


async def load_past(settings: Settings, wish: Wish, now: datetime) -> AsyncIterator[Stage]:
    """Load what is missing of `wish` into a seeded database, stage by stage; those that were done before add nothing.

    The past ends at the last midnight in the shop's zone. Raises TooManyProducts.
    """
    # one hash for all: five hundred would take a minute
    password_hash = await Passwords(settings.argon2_cost).hash(PASSWORD)
    connection = await asyncpg.connect(settings.database_url, timeout=10, server_settings={"timezone": "UTC"})
    try:
        zone = ZoneInfo(await queries().shop.find_demo_timezone(connection) or settings.shop_timezone)
        end = now.astimezone(zone).date()
        midnight = datetime.combine(end, time(), zone).astimezone(UTC)
        yield await load_products(connection, wish.products, wish.seed, now)
        yield await load_customers(
            connection, wish.customers, wish.seed, password_hash, midnight=midnight, days=wish.days
        )
        await queries().shop.analyze_demo_menu(connection)
        stage = await load_orders(
            connection,
            end=end,
            days=wish.days,
            wanted=wish.orders,
            seed=wish.seed,
            zone=zone,
            currency=settings.shop_currency,
        )
        if stage.added:
            await queries().shop.analyze_demo_orders(connection)
        yield stage
    finally:
        await connection.close()
