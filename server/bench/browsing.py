"""P4: pages of the menu with 24 products, from two web processes, beside a plain-text handler.

Askers, database and shop share the machine's cores, so pages are counted by the processor time of the shop's own
processes. Every request is a new guest's: a cookie and a token are made for each.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

from server.bench.asking import Tally, ask_again_and_again
from server.bench.figures import CannotMeasure, Figure, Target, middle_round, percentile
from server.bench.programs import Program, running
from server.bench.site import Site
from server.embedded.keepsakes import find_free_port

_AT_ONCE = 64
_PROCESS_CLOCK = 2
# six times Django's and two and a half times Flask's page where aiohttp's plain text makes 69,000 requests a second
_OF_PLAIN_TEXT = 0.094


async def measure_menu_pages(site: Site) -> list[Figure]:
    """Rounds of both, one after the other."""
    rounds, seconds = (1, 0.5) if site.quick else (5, 3.0)
    async with AsyncExitStack() as stack:
        shop = await stack.enter_async_context(site.shop(workers=2))
        port = find_free_port()
        plain = await stack.enter_async_context(
            running(["-m", "server.bench.plain", str(port)], site.folder / "plain.log", port=port)
        )
        await ask_again_and_again(shop.port, "/", at_once=_AT_ONCE, seconds=1)
        rates: list[float] = []
        floors: list[float] = []
        walls: list[float] = []
        waits: list[float] = []
        for _ in range(rounds):
            tally, cost = await _ask(shop.port, seconds, lambda: cpu_of_all(shop))
            rates.append(tally.answers / cost)
            walls.append(tally.answers / seconds)
            waits += tally.seconds
            tally, cost = await _ask(port, seconds, plain.cpu_seconds)
            floors.append(tally.answers / cost)
    rate, floor = middle_round(rates, floors)
    return [
        Figure(
            id="P4",
            what="menu pages of 24 products, two web processes",
            value=rate,
            unit="pages/CPU s",
            floor=floor,
            beside="plain text",
            target=Target(_OF_PLAIN_TEXT, at_least=True, of_ratio=True),
        ),
        Figure(id="P4", what=f"the same by the clock, {_AT_ONCE} at a time", value=median(walls), unit="pages/s"),
        Figure(id="P4", what="wait for a page, p95", value=percentile(waits, 95) * 1000, unit="ms"),
    ]


async def _ask(port: int, seconds: float, cpu_seconds: Callable[[], float]) -> tuple[Tally, float]:
    before = cpu_seconds()
    tally = await ask_again_and_again(port, "/", at_once=_AT_ONCE, seconds=seconds)
    return tally, cpu_seconds() - before


def cpu_of_all(program: Program) -> float:
    """Processor time of a program and of every process it has started. Raises CannotMeasure."""
    pids = [program.pid]
    for pid in pids:
        pids.extend(_children(pid))
    if len(pids) < 3:
        raise CannotMeasure("the shop runs in fewer processes than it was asked for")
    return sum(time.clock_gettime((~pid << 3) | _PROCESS_CLOCK) for pid in pids)


def _children(pid: int) -> Sequence[int]:
    return [
        int(word) for listing in Path(f"/proc/{pid}/task").glob("*/children") for word in listing.read_text().split()
    ]
