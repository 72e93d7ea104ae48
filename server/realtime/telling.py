"""Told only from the written fact: a transaction whose last act appends events, published after its commit."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from server.database import Connection
from server.history import Event, NewEvent, lock_topics, write_events

if TYPE_CHECKING:
    from server.database.pool import Pool

Builder = Callable[[Connection], Awaitable[Sequence[NewEvent]]]


class Publisher(Protocol):
    async def publish(self, events: Sequence[Event]) -> None: ...


class Unit:
    """One transaction and what it will tell. Builders run under the topics' locks, so bodies are in commit order."""

    __slots__ = ("_builders", "_topics", "connection")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._topics: set[str] = set()
        self._builders: dict[object, Builder] = {}

    def touch(self, topics: Iterable[str], build: Builder, key: object | None = None) -> None:
        """Tell `topics` at the end; `build` reads what to say under their locks. The same `key` again tells once."""
        self._topics.update(topics)
        self._builders[build if key is None else key] = build

    async def write(self) -> list[Event]:
        if not self._builders:
            return []
        locked = await lock_topics(self.connection, self._topics)
        news: list[NewEvent] = []
        for build in self._builders.values():
            news.extend(await build(self.connection))
        return await write_events(self.connection, locked, news)


class Teller:
    """Hands out transactions that tell: opens, lets the caller decide and write, appends, commits, publishes."""

    def __init__(self, pool: Pool, publisher: Publisher) -> None:
        self.pool = pool
        self.publisher = publisher

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Unit]:
        """Commits when the block ends well; rolls back and tells nothing when it raises."""
        async with self.pool.acquire(timeout=3.0) as connection, connection.transaction():
            unit = Unit(connection)
            yield unit
            events = await unit.write()
        if events:
            await self.publisher.publish(events)


TELLER: web.AppKey[Teller] = web.AppKey("teller", Teller)
