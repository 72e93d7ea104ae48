"""The sabotage: Redis, PostgreSQL, a web process are killed in turn; how long until every screen is right again."""

from __future__ import annotations

import asyncio
import math
import os
import signal
import time
from collections.abc import Callable, Sequence
from functools import partial

from server.database.pool import Pool
from server.embedded.processes import wait_for
from server.embedded.supervisor import say
from server.history import ADMIN, BOARD, KITCHEN, find_versions
from server.soak.driving import Load
from server.soak.orders import Books
from server.soak.record import Record
from server.soak.screens import Screen
from server.soak.whole_shop import WholeShop
from server.web.problems import DATABASE_IS_AWAY

TURN = ("Redis", "PostgreSQL", "a web process")
_HEALED_WITHIN_SECONDS = 60.0
_SHARED = (KITCHEN, BOARD, ADMIN)


class Saboteur:
    def __init__(
        self, shop: WholeShop, load: Load, *, books: Books, screens: Sequence[Screen], pool: Pool, record: Record
    ) -> None:
        self._load = load
        self._books = books
        self._screens = screens
        self._pool = pool
        self._record = record
        self._victims: dict[str, Callable[[], list[int]]] = {
            "Redis": shop.redis,
            "PostgreSQL": shop.postgres,
            "a web process": shop.web,
        }

    async def run(self, changes: int, rounds: int) -> None:
        """Kill each in turn, `rounds` times, spread over the changes; the next one when the last has healed."""
        turns = [name for _ in range(rounds) for name in TURN]
        for number, name in enumerate(turns, 1):
            due = changes * number / (len(turns) + 1)
            await wait_for(partial(self._is_reached, due), math.inf)
            if self._load.is_done:
                return
            await self._kill(name)

    def _is_reached(self, changes: float) -> bool:
        return self._load.is_done or self._books.changes >= changes

    async def _kill(self, name: str) -> None:
        victims = self._victims[name]()
        if not victims:
            self._record.violate(f"{name} was not running when it should have been killed")
            return
        before, began = self._books.changes, time.monotonic()
        os.kill(victims[0], signal.SIGKILL)
        self._record.counts[f"kills of {name}"] += 1
        patience = _HEALED_WITHIN_SECONDS
        await wait_for(lambda: self._books.changes > before or self._load.is_done, patience)
        targets = await self._versions()
        if not await wait_for(lambda: not self._behind(targets), patience):
            behind = self._behind(targets)
            self._record.violate(f"{name}: {len(behind)} not healed after {patience:.0f} s: {behind[0].describe()}")
        took = time.monotonic() - began
        self._record.heals.append((name, took))
        if not await wait_for(lambda: len(self._victims[name]()) >= len(victims), patience, 0.1):
            self._record.violate(f"{name} was not started again")
        say(f"{name} killed after {before:,} changes, every screen right again after {took:.1f} s")

    def _behind(self, targets: dict[str, int]) -> list[Screen]:
        return [screen for screen in self._screens if not self._shows(screen, targets)]

    def _shows(self, screen: Screen, targets: dict[str, int]) -> bool:
        return screen.is_away or all(
            screen.has(topic, version) for topic, version in targets.items() if topic in screen.copies
        )

    async def _versions(self) -> dict[str, int]:
        while True:
            try:
                async with self._pool.acquire(timeout=3.0) as connection:
                    return await find_versions(connection, _SHARED)
            except DATABASE_IS_AWAY:
                await asyncio.sleep(0.05)
