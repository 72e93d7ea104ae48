"""P5: orders per second through POST /checkout, beside the same statements in a bare asyncpg loop.

The statements are recorded, with their arguments, while the shop takes the very same orders on one copy of the
database; the bare loop repeats them on a second copy, the measured shop takes the orders on a third.
"""

from __future__ import annotations

import asyncio
import pickle
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path
from statistics import median

import asyncpg

from server.bench.figures import Figure, Target, WrongCount, middle_round
from server.bench.people import Basket, Line, fill_baskets, make_people
from server.bench.programs import Program, running
from server.bench.recording import record
from server.bench.site import Site
from server.database import queries
from server.embedded.keepsakes import find_free_port

_AT_ONCE = 8


async def measure_checkouts(site: Site) -> list[Figure]:
    """Rounds of orders, `_AT_ONCE` at a time on both sides, each beginning with an empty kitchen."""
    rounds, orders = (2, 20) if site.quick else (7, 120)
    people = await make_people(site, "orders", rounds * orders)
    async with site.shop() as program:
        baskets = await fill_baskets(program.port, people)
    async with AsyncExitStack() as stack:
        recorded, replayed, served = [await stack.enter_async_context(site.copied_database()) for _ in range(3)]
        had = await _count(recorded)
        scripts = await record(site, recorded, baskets)
        file = site.folder / "scripts"
        file.write_bytes(pickle.dumps(scripts))
        shop = await stack.enter_async_context(site.shop(database_url=served))
        bare = await stack.enter_async_context(_replaying(site, replayed, file))
        rates: list[float] = []
        floors: list[float] = []
        costs: list[float] = []
        for number in range(rounds):
            batch = slice(number * orders, (number + 1) * orders)
            before = shop.cpu_seconds()
            rates.append(orders / await _serve(shop, baskets[batch]))
            costs.append((shop.cpu_seconds() - before) / orders)
            floors.append(orders / await _replay(bare, batch))
            await _finish_orders(served)
            await _finish_orders(replayed)
        for url in (recorded, served, replayed):
            if (made := await _count(url) - had) != rounds * orders:
                raise WrongCount(f"{made} orders were written instead of {rounds * orders}")
    rate, floor = middle_round(rates, floors)
    statements = median(len(script) for script in scripts)
    return [
        Figure(
            id="P5",
            what=f"orders through POST /checkout, {_AT_ONCE} at a time",
            value=rate,
            unit="orders/s",
            floor=floor,
            beside=f"the same {statements:.0f} statements, bare",
            target=Target(0.5, at_least=True, of_ratio=True),
        ),
        Figure(id="P5", what="CPU time of the shop for an order", value=median(costs) * 1000, unit="ms"),
    ]


async def _serve(shop: Program, baskets: Sequence[Basket]) -> float:
    """Seconds until the last of these orders is confirmed."""
    waiting = iter(baskets)

    async def customers() -> None:
        line = Line(shop.port)
        for basket in waiting:
            await basket.check_out(line)
        line.close()

    return await _timed(lambda: asyncio.gather(*(customers() for _ in range(_AT_ONCE))))


async def _replay(bare: Program, batch: slice) -> float:
    reader, writer = await asyncio.open_connection("127.0.0.1", bare.port)
    writer.write(f"{batch.start} {batch.stop}\n".encode())
    answer = (await reader.readline()).decode()
    writer.close()
    if not answer.strip():
        raise WrongCount("the bare loop could not repeat the shop's statements")
    return float(answer)


def _replaying(site: Site, database_url: str, file: Path) -> AbstractAsyncContextManager[Program]:
    port = find_free_port()
    arguments = ["-m", "server.bench.replaying", str(port), database_url, str(file), str(_AT_ONCE)]
    return running(arguments, site.folder / "replaying.log", port=port)


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    began = time.monotonic()
    await work()
    return time.monotonic() - began


async def _finish_orders(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await queries().bench.finish_orders(connection)
    await connection.close()


async def _count(database_url: str) -> int:
    connection = await asyncpg.connect(database_url)
    orders: int = await queries().bench.count_orders(connection)
    await connection.close()
    return orders
