"""Fixtures only: a running house, and a second process of the same shop."""

from collections.abc import AsyncIterator

import pytest_asyncio

from server.database.pool import Pool
from tests.realtime.house import House, open_house


@pytest_asyncio.fixture
async def house(pool: Pool, redis_url: str, redis_prefix: str) -> AsyncIterator[House]:
    async with open_house(pool, redis_url, redis_prefix) as house:
        yield house


@pytest_asyncio.fixture
async def other_house(pool: Pool, redis_url: str, redis_prefix: str) -> AsyncIterator[House]:
    """A second process of the same shop."""
    async with open_house(pool, redis_url, redis_prefix) as house:
        yield house
