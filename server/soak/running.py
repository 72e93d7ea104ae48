"""One run of the soak: a shop, its screens, its load and its saboteur; then the verdict."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import uvloop

from server.bench.figures import CannotMeasure
from server.bench.people import Line, Person, make_people
from server.bench.programs import allow_open_files
from server.bench.site import Site
from server.database import open_pool
from server.database.pool import Pool
from server.history import ADMIN, BOARD, KITCHEN, order_topic
from server.realtime.redis import open_listening_redis, open_redis
from server.realtime.relay import Relay
from server.realtime.telling import Teller
from server.realtime.watch import Watch
from server.soak.driving import Load
from server.soak.judging import judge_books, judge_screens
from server.soak.killing import Saboteur
from server.soak.orders import Books, Counter, Known
from server.soak.record import Record
from server.soak.screens import Habits, Screen
from server.soak.whole_shop import WholeShop, open_whole_shop

_PAGE_OF_EVERYBODY = ""
"""The cookie of a guest's screen: none."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How much: acknowledged changes, screens, rounds of kills, changes a second, and when to give up, in seconds."""

    changes: int = 20_000
    clients: int = 200
    rounds: int = 4
    rate: float = 80.0
    seconds: float = 1_200.0
    workers: int = 2


def soak(wish: Wish) -> int:
    """Run, print the summary; 1 on any violation, or when it could not be run in its time."""
    record = Record()
    logging.getLogger("asyncpg").setLevel(logging.CRITICAL)  # that the database is away is our own doing
    began = time.monotonic()
    try:
        uvloop.run(run_soak(wish, record))
    except CannotMeasure as error:
        record.violate(str(error))
    except TimeoutError:
        record.violate(f"not done after {wish.seconds:.0f} s")
    print(summary(record, time.monotonic() - began))
    return 1 if record.violations else 0


async def run_soak(wish: Wish, record: Record) -> None:
    """Everything in a temporary folder, gone afterwards. Violations are written down in `record`."""
    allow_open_files(wish.clients * 4 + 256)
    with tempfile.TemporaryDirectory(prefix="orderboard-soak-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        async with asyncio.timeout(wish.seconds), open_whole_shop(folder, workers=wish.workers) as shop:
            pool = await open_pool(shop.database_url)
            try:
                await _run_in(shop, pool, wish, record)
            finally:
                pool.terminate()


async def _run_in(shop: WholeShop, pool: Pool, wish: Wish, record: Record) -> None:
    site = Site(shop.settings, shop.folder)
    cast = await _meet(site, wish.clients)
    product = await _find_product(shop.port, cast.admins[0])
    books, house = Books(), _House(shop.port, cast, record)
    async with _teller(shop, pool) as teller:
        counter = Counter(
            teller=teller, pool=pool, port=shop.port, admin=cast.admins[0], product=product,
            record=record, books=books, placed=house.show_to_owner,
        )  # fmt: skip
        load = Load(counter, books, cast.customers, wish.changes, wish.rate)
        lives = [asyncio.create_task(screen.live()) for screen in house.screens]
        began = time.monotonic()
        try:
            saboteur = Saboteur(shop, load, books=books, screens=house.screens, pool=pool, record=record)
            async with asyncio.TaskGroup() as work:
                work.create_task(load.run())
                work.create_task(saboteur.run(wish.changes, wish.rounds))
            record.counts["acknowledged changes"] = books.changes
            record.counts["orders"] = len(books.known)
            record.counts["seconds under load"] = round(time.monotonic() - began)
            for screen in house.screens:
                screen.settles.set()
            await counter.find_unknown()
            await judge_screens(shop.port, house.by_cookie(), pool, record)
            await judge_books(pool, books, record)
        finally:
            counter.close()
            for life in lives:
                life.cancel()
            await asyncio.gather(*lives, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _Cast:
    admins: list[Person]
    cooks: list[Person]
    customers: list[Person]
    guests: int


async def _meet(site: Site, clients: int) -> _Cast:
    """Of ten screens two are the kitchen's, one an admin's, three the board's, four customers'."""
    return _Cast(
        admins=await make_people(site, "admin", max(1, clients // 10), "admin"),
        cooks=await make_people(site, "cook", max(2, clients // 5), "kitchen"),
        customers=await make_people(site, "customer", max(2, clients * 2 // 5)),
        guests=max(1, clients * 3 // 10),
    )


class _House:
    """All screens, and which customer's shows which order."""

    def __init__(self, port: int, cast: _Cast, record: Record) -> None:
        self._of: dict[int, Screen] = {}
        self._groups: list[tuple[str, Screen]] = []
        roles = [
            *((admin.cookie, (ADMIN, KITCHEN), ()) for admin in cast.admins),
            *((cook.cookie, (KITCHEN, BOARD), (ADMIN,)) for cook in cast.cooks),
            *((_PAGE_OF_EVERYBODY, (BOARD,), (KITCHEN, ADMIN)) for _ in range(cast.guests)),
            *((customer.cookie, (BOARD,), (KITCHEN, "order:nobody")) for customer in cast.customers),
        ]
        for number, (cookie, topics, denied) in enumerate(roles):
            habits = Habits(roams=number % 5 > 0)
            self._groups.append(
                (cookie, Screen(port, record, cookie=cookie, topics=topics, denied=denied, habits=habits))
            )
        self.screens = [screen for _, screen in self._groups]
        mine = self.screens[-len(cast.customers) :]
        self._of = {customer.person_id: screen for customer, screen in zip(cast.customers, mine, strict=True)}
        self._last: Known | None = None

    def show_to_owner(self, order: Known) -> None:
        """The customer opens the order's page; the one before's owner asks for it too, and must not get it."""
        topic = order_topic(order.public_id)
        self._of[order.owner.person_id].follow(topic)
        if self._last is not None and self._last.owner.person_id != order.owner.person_id:
            self._of[self._last.owner.person_id].deny(topic)
        self._last = order

    def by_cookie(self) -> dict[str, list[Screen]]:
        groups: dict[str, list[Screen]] = {}
        for cookie, screen in self._groups:
            groups.setdefault(cookie, []).append(screen)
        return groups


async def _find_product(port: int, person: Person) -> dict[str, object]:
    """Something without options or counted stock."""
    line = Line(port)
    products = (await person.get(line, "/"))["products"]
    line.close()
    found: dict[str, object] = next(
        product
        for product in products
        if product["available"] and not product["options"] and not product["choice_groups"] and product["stock"] is None
    )
    return found


@asynccontextmanager
async def _teller(shop: WholeShop, pool: Pool) -> AsyncIterator[Teller]:
    """One more process that writes and has no sockets, as the worker is."""
    assert shop.settings.redis_url is not None
    redis, listening = open_redis(shop.settings.redis_url), open_listening_redis(shop.settings.redis_url)
    relay = Relay(pool, redis, listening, shop.settings.redis_prefix)
    try:
        async with relay.running(Watch(), with_seats=False):
            yield Teller(pool, relay)
    finally:
        await redis.aclose()
        await listening.aclose()


def summary(record: Record, seconds: float) -> str:
    """The counts, the times to heal and the violations, a line each."""
    lines = [f"soak: {seconds:.0f} s"]
    lines += [f"  {name}: {count:,}" for name, count in sorted(record.counts.items())]
    for name in dict.fromkeys(name for name, _ in record.heals):
        times = [took for killed, took in record.heals if killed == name]
        lines.append(f"  {name} killed {len(times)} times, healed after {max(times):.1f} s at most")
    lines += [f"  VIOLATION {sentence}" for sentence in record.violations]
    lines.append("VIOLATED" if record.violations else "held")
    return "\n".join(lines)
