"""One site for all tests of the bench, on the run's services."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from server.bench.site import Site, open_site
from server.embedded.borrowing import ServiceUrls
from server.settings import Settings


@pytest.fixture(scope="session")
def bench_settings(services: ServiceUrls) -> Settings:
    return Settings(secret_key="for tests only", database_url=services.database_url, redis_url=services.redis_url)


@pytest_asyncio.fixture(scope="session")
async def site(bench_settings: Settings) -> AsyncIterator[Site]:
    async with open_site(bench_settings, quick=True) as site:
        yield site
