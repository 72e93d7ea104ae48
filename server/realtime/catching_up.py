"""Comparing with the truth: Postgres says where each topic stands, and what was missed is read from there.

One loop does it: every sweep (each second, which finds what a crash left unpublished and feeds the seats while Redis
is away), after every (re)subscription, for gaps, and for whoever joins. Requests that come in together share a query.
"""

from __future__ import annotations

import asyncio
import random
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from server.database import Connection
from server.history import find_versions, get_epoch, read_since
from server.realtime.frames import event_frame
from server.realtime.hub import Hub
from server.realtime.outages import POSTGRES_AWAY

if TYPE_CHECKING:
    from server.database.pool import Pool

log = structlog.get_logger()

SWEEP_SECONDS = 0.75
"""With the query's own time an event left unpublished is told within a second."""
_GATHER_SECONDS = 0.004
"""How long a round waits for more who want to know: a thousand joiners then cost a few queries."""
_PATIENCE_SECONDS = 2.0
_VOUCHED_SECONDS = 1.25
"""A sweep and its query, hardly more: heartbeats sent while the database hangs keep screens green for that long."""


class TruthUnknown(Exception):
    """Postgres cannot be asked right now."""


class CatchingUp:
    """Keeps the hub's topics level with Postgres."""

    def __init__(self, pool: Pool, hub: Hub) -> None:
        self._pool = pool
        self._hub = hub
        self._asked: set[str] = set()
        self._waiting: list[asyncio.Future[None]] = []
        self._wake = asyncio.Event()
        self._known_at = float("-inf")
        self._lost = False

    def vouches(self) -> bool:
        """Whether what the seats see was compared with Postgres just now."""
        return monotonic() - self._known_at < _VOUCHED_SECONDS

    def ask(self, topic: str) -> None:
        """Compare this topic soon."""
        self._asked.add(topic)
        self._wake.set()

    async def compare(self, topic: str) -> None:
        """Compare this topic with what is committed by now. Raises TruthUnknown."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(done)
        self.ask(topic)
        await done

    async def run(self) -> None:
        """Compare for ever."""
        loop = asyncio.get_running_loop()
        sweep_at = loop.time()
        while True:
            try:
                async with asyncio.timeout_at(sweep_at):
                    await self._wake.wait()
            except TimeoutError:
                pass
            else:
                await asyncio.sleep(_GATHER_SECONDS)
            self._wake.clear()
            everything = loop.time() >= sweep_at
            if everything:
                sweep_at = loop.time() + SWEEP_SECONDS * random.uniform(0.9, 1.1)  # noqa: S311 - spreads the load
            asked, self._asked = self._asked, set()
            waiting, self._waiting = self._waiting, []
            await self._round(self._hub.names() if everything else sorted(asked), waiting)

    async def _round(self, topics: list[str], waiting: list[asyncio.Future[None]]) -> None:
        began = monotonic()
        try:
            async with (
                asyncio.timeout(_PATIENCE_SECONDS) as patience,
                self._pool.acquire(timeout=_PATIENCE_SECONDS) as connection,
            ):
                await self._compare(connection, topics, patience)
        except POSTGRES_AWAY as error:
            self._tell_lost(error)
            for done in waiting:
                if not done.done():
                    done.set_exception(TruthUnknown())
            return
        if self._lost:
            log.info("comparing with the database again")
            self._lost = False
        self._known_at = began
        for done in waiting:
            if not done.done():
                done.set_result(None)

    async def _compare(self, connection: Connection, topics: list[str], patience: asyncio.Timeout) -> None:
        epoch = await get_epoch(connection)
        versions = await find_versions(connection, topics) if topics else {}
        for name in topics:
            version = versions.get(name, 0)
            if self._hub.learn(name, epoch, version):
                patience.reschedule(asyncio.get_running_loop().time() + _PATIENCE_SECONDS)
                await self._fetch(connection, name, epoch, version)

    async def _fetch(self, connection: Connection, name: str, epoch: str, version: int) -> None:
        topic = self._hub.topics[name]
        events = await read_since(connection, name, topic.version)
        if events is not None:
            for event in events:
                self._hub.receive(event_frame(event))
        elif topic.version < version:  # else what was missing came by itself meanwhile
            self._hub.start_over(topic, epoch, version)

    def _tell_lost(self, error: Exception) -> None:
        self._known_at = float("-inf")
        if not self._lost:
            log.warning("cannot compare with the database, heartbeats pause", error=repr(error))
        self._lost = True
