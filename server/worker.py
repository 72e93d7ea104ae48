"""The worker: what happens when nobody asks. One at a time over all processes and machines."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from server.access.clock import Clock
from server.database import queries
from server.history import KITCHEN, find_versions, prune_events
from server.orderbook.estimating import estimate_waiting_orders
from server.realtime.telling import Teller
from server.web.problems import DATABASE_IS_AWAY

if TYPE_CHECKING:
    from server.database.pool import Pool

log = structlog.get_logger()

_LOCK = 7266302982  # any fixed number: whoever holds this advisory lock is the worker
_ESTIMATE_SECONDS = 0.2
_KEEP_EVENTS = timedelta(hours=1)
"""The resume window: whoever was away longer gets a snapshot."""
_KEEP_KEYS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Job:
    """Something done again and again: every `seconds`, by one worker at a time."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[None]]


class Worker:
    """Runs the jobs while it holds the lock; waits for it otherwise, and again after the database was away."""

    def __init__(self, pool: Pool, teller: Teller, clock: Clock, jobs: tuple[Job, ...] = ()) -> None:
        self._pool = pool
        self._teller = teller
        self._clock = clock
        self._kitchen_version = -1
        self._jobs = (
            Job("places in the queue", _ESTIMATE_SECONDS, self._estimate),
            Job("pruning", 60.0, self._prune),
            *jobs,
        )

    async def run(self) -> None:
        """For ever. A database that is away is waited for; any other error ends the worker, and with it the process."""
        while True:
            try:
                async with self._pool.acquire(timeout=3.0) as connection:
                    if await connection.fetchval("select pg_try_advisory_lock($1)", _LOCK):
                        try:
                            await self._work(connection.is_closed)
                        finally:
                            if not connection.is_closed():
                                await connection.execute("select pg_advisory_unlock($1)", _LOCK)
            except DATABASE_IS_AWAY as error:
                log.warning("worker waits for the database", error=repr(error))
            await asyncio.sleep(1.0)

    async def _work(self, lock_is_lost: Callable[[], bool]) -> None:
        loop = asyncio.get_running_loop()
        due = {job.name: loop.time() for job in self._jobs}
        while not lock_is_lost():
            for job in self._jobs:
                if loop.time() >= due[job.name]:
                    await job.run()
                    due[job.name] = loop.time() + job.seconds
            await asyncio.sleep(max(0.0, min(due.values()) - loop.time()))

    async def _estimate(self) -> None:
        async with self._pool.acquire(timeout=3.0) as connection:
            version = (await find_versions(connection, [KITCHEN])).get(KITCHEN, 0)
        if version != self._kitchen_version:
            await estimate_waiting_orders(self._teller)
            self._kitchen_version = version

    async def _prune(self) -> None:
        now = self._clock()
        async with self._pool.acquire(timeout=3.0) as connection:
            await prune_events(connection, now - _KEEP_EVENTS)
            await queries().web.prune_keys(connection, before=now - _KEEP_KEYS)
            await queries().access.delete_expired_sessions(connection, now=now)
