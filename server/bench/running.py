"""The bench itself: chooses scenarios, runs them one after the other, each bounded in time, and prints the table."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import uvloop

from server.bench.ageing import measure_age
from server.bench.browsing import measure_menu_pages
from server.bench.fan_out import measure_bursts, measure_fan_out
from server.bench.figures import CannotMeasure, Figure, WrongCount, table
from server.bench.ordering import measure_checkouts
from server.bench.returning import measure_return
from server.bench.site import Site, open_site
from server.bench.sitting import measure_idle_sockets
from server.bench.stalling import measure_a_stalled_reader
from server.bench.tapping import measure_taps
from server.settings import Settings

Scenario = Callable[[Site], Awaitable[list[Figure]]]

SCENARIOS: dict[str, Scenario] = {
    "P1": measure_fan_out,
    "P2": measure_bursts,
    "P3": measure_taps,
    "P4": measure_menu_pages,
    "P5": measure_checkouts,
    "P6": measure_idle_sockets,
    "P7": measure_return,
    "P8": measure_age,
    "P10": measure_a_stalled_reader,
}
_LONGEST_SECONDS = 180.0
_LONGER_SECONDS = {"P8": 900.0}  # a million orders are copied in first


def bench(settings: Settings, ids: Sequence[str], *, quick: bool, json_file: Path | None) -> int:
    """Run scenarios (all, when none are named); 0 whether targets are reached or not, 1 when one could not be run."""
    unknown = sorted(set(ids) - set(SCENARIOS))
    if unknown:
        print(f"orderboard: no scenario {', '.join(unknown)}; there are {', '.join(SCENARIOS)}", file=sys.stderr)
        return 2
    try:
        figures, failures = uvloop.run(_measure_until_told(settings, ids or list(SCENARIOS), quick=quick))
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("orderboard: stopped before the end", file=sys.stderr)
        return 1
    print(table(figures))
    if os.getloadavg()[1] > 1.5 * (os.cpu_count() or 1):
        print("\nThe machine had other work meanwhile: seconds and orders/s suffer from it, CPU times and ratios less.")
    if json_file is not None:
        json_file.write_text(json.dumps([figure.fields() for figure in figures], indent=1) + "\n")
    for failure in failures:
        print(f"orderboard: {failure}", file=sys.stderr)
    return 1 if failures else 0


async def _measure_until_told(settings: Settings, ids: Sequence[str], *, quick: bool) -> tuple[list[Figure], list[str]]:
    """SIGTERM, like Ctrl-C, ends the bench and everything it has started."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await measure(settings, ids, quick=quick)


async def measure(settings: Settings, ids: Sequence[str], *, quick: bool) -> tuple[list[Figure], list[str]]:
    """The figures of these scenarios, and one line for each that could not be measured or delivered wrong counts."""
    figures: list[Figure] = []
    failures: list[str] = []
    try:
        async with open_site(settings, quick=quick) as site:
            for name in ids:
                print(f"orderboard: measuring {name}", file=sys.stderr, flush=True)
                longest = _LONGER_SECONDS.get(name, _LONGEST_SECONDS)
                try:
                    async with asyncio.timeout(longest):
                        figures += await SCENARIOS[name](site)
                except (CannotMeasure, WrongCount) as error:
                    failures.append(f"{name}: {error}")
                except TimeoutError:
                    failures.append(f"{name}: not done after {longest:.0f} s")
    except CannotMeasure as error:
        failures.append(str(error))
    return figures, failures
