"""The other side of a fan-out: changes committed and published by a process that has no sockets of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.bench.site import Site
from server.bench.wire import example_event
from server.database import Connection, open_pool
from server.database.pool import Pool
from server.history import BOARD, NewEvent, find_versions, get_epoch
from server.realtime.redis import open_listening_redis, open_redis
from server.realtime.relay import Relay
from server.realtime.telling import Teller
from server.realtime.watch import Watch


class Herald:
    """Tells changes of orders on the pickup board, exactly as a use case of the shop does."""

    def __init__(self, pool: Pool, teller: Teller) -> None:
        self.pool = pool
        self._teller = teller

    async def tell(self, changes: int = 1, padding: int = 0) -> None:
        """Commit `changes` events of one transaction and publish them."""
        event = example_event("", 0, padding)

        async def build(_connection: Connection) -> list[NewEvent]:
            return [NewEvent(event.topic, event.event, event.data)] * changes

        async with self._teller.transaction() as unit:
            unit.touch([BOARD], build)

    async def position(self, topic: str = BOARD) -> tuple[str, int]:
        """Epoch and version of a topic, as Postgres has them."""
        async with self.pool.acquire() as connection:
            return await get_epoch(connection), (await find_versions(connection, [topic])).get(topic, 0)


@asynccontextmanager
async def open_herald(site: Site) -> AsyncIterator[Herald]:
    """A process without sockets, like the worker: it commits, and publishes to Redis."""
    settings = site.settings
    assert settings.redis_url is not None
    pool = await open_pool(site.database_url)
    redis, listening = open_redis(settings.redis_url), open_listening_redis(settings.redis_url)
    relay = Relay(pool, redis, listening, settings.redis_prefix)
    try:
        async with relay.running(Watch(), with_seats=False):
            yield Herald(pool, Teller(pool, relay))
    finally:
        await redis.aclose()
        await listening.aclose()
        await pool.close()
