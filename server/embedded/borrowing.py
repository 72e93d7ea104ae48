"""The services for the length of one command (`create-admin`, `migrate`, `serve` without `scripts/run`)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from server.embedded.occupancy import DataDirIsOccupied, occupied
from server.embedded.postgres import EmbeddedPostgres
from server.embedded.redis import EmbeddedRedis


@dataclass(frozen=True, slots=True)
class ServiceUrls:
    """Where the two services are, with passwords."""

    database_url: str
    redis_url: str


@asynccontextmanager
async def borrowed_services(
    data_dir: Path, *, database_url: str | None, redis_url: str | None
) -> AsyncIterator[ServiceUrls]:
    """Give the URLs that were set, else those of the running shop in DATA_DIR, else of services started for this block.

    Raises ServiceCannotStart.
    """
    if database_url and redis_url:
        yield ServiceUrls(database_url, redis_url)
        return
    postgres, redis = EmbeddedPostgres(data_dir), EmbeddedRedis(data_dir)
    async with AsyncExitStack() as stack:
        try:
            stack.enter_context(occupied(data_dir))
        except DataDirIsOccupied:
            yield ServiceUrls(database_url or postgres.url(), redis_url or redis.url())
            return
        services = [service for service, url in ((postgres, database_url), (redis, redis_url)) if not url]
        for service in services:
            stack.push_async_callback(service.stop)
        await asyncio.gather(*(service.start() for service in services))
        yield ServiceUrls(database_url or postgres.url(), redis_url or redis.url())
