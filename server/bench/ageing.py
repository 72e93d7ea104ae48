"""P8: what a page costs in a shop with a million past orders, beside the same page in a shop with a thousand.

Both shops have the same live orders, the same people and products; only their pasts differ.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from statistics import median

import asyncpg

from server.bench.figures import Figure, Target, WrongCount, middle_round
from server.bench.people import Line, Person, fill_baskets, make_people
from server.bench.programs import Program
from server.bench.site import Site
from server.database import queries
from shop.demo.loading import Wish, load_past

_LIVE_ORDERS = 30
_OWN_ORDERS = 45
_NO_DEARER = 1.2
# who asks for what; the ids of the askers are those of `_meet`
_PAGES: Mapping[str, tuple[str, str]] = {
    "dashboard": ("admin", "/admin"),
    "dashboard, cancelled ones": ("admin", "/admin?status=cancelled"),
    "kitchen": ("kitchen", "/kitchen"),
    "menu": ("customer", "/"),
    "my orders": ("customer", "/orders"),
    "admin's orders": ("admin", "/admin/orders"),
    "admin's orders, cancelled ones": ("admin", "/admin/orders?status=cancelled"),
}


async def measure_age(site: Site) -> list[Figure]:
    """Each page asked for in turn in both shops, many rounds; the median of a round, and the middle of their ratios."""
    few, many, rounds, asks = (200, 2_000, 1, 3) if site.quick else (1_000, 1_000_000, 7, 15)
    people = await _meet(site)
    async with AsyncExitStack() as stack:
        young, old = [await stack.enter_async_context(site.copied_database()) for _ in range(2)]
        for url, orders in ((young, few), (old, many)):
            await _grow_old(site, url, orders, people["customer"])
        shops = [await stack.enter_async_context(site.shop(database_url=url)) for url in (old, young)]
        figures = []
        for name, (who, path) in _PAGES.items():
            times: tuple[list[float], list[float]] = ([], [])
            for shop in shops:
                await _ask(shop, people[who], path, asks)
            for _ in range(rounds):
                for shop, found in zip(shops, times, strict=True):
                    found.append(median(await _ask(shop, people[who], path, asks)))
            value, floor = middle_round(*times)
            figures.append(
                Figure(
                    id="P8",
                    what=f"{name}, {many:,} past orders",
                    value=value * 1000,
                    unit="ms",
                    floor=floor * 1000,
                    beside=f"{few:,} past orders",
                    target=Target(_NO_DEARER, of_ratio=True),
                )
            )
    return figures


async def _meet(site: Site) -> dict[str, Person]:
    """One of each role, and the live orders, made in the site's own database before it is copied."""
    people = {role: (await make_people(site, role, 1, role))[0] for role in ("admin", "kitchen", "customer")}
    crowd = await make_people(site, "crowd", _LIVE_ORDERS)
    async with site.shop() as shop:
        line = Line(shop.port)
        for basket in await fill_baskets(shop.port, crowd):
            await basket.check_out(line)
        line.close()
    return people


async def _grow_old(site: Site, database_url: str, orders: int, customer: Person) -> None:
    wish = Wish(orders=orders)
    async for _ in load_past(replace(site.settings, database_url=database_url), wish, datetime.now(UTC)):
        pass
    connection = await asyncpg.connect(database_url)
    try:
        await queries().bench.give_orders(connection, person_id=customer.person_id, most=_OWN_ORDERS)
        if await queries().bench.count_past_orders(connection) != orders:
            raise WrongCount("the past is not as long as it was asked for")
        await queries().bench.tidy_orders(connection)
    finally:
        await connection.close()


async def _ask(shop: Program, person: Person, path: str, asks: int) -> Sequence[float]:
    line = Line(shop.port)
    times = []
    for _ in range(asks):
        began = time.monotonic()
        status, _body = await line.ask("GET", path, f"Cookie: session={person.cookie}\r\nAccept: text/html\r\n")
        times.append(time.monotonic() - began)
        if status != 200:
            raise WrongCount(f"{path} was answered with {status}")
    line.close()
    return times
