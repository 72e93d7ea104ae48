"""PostgreSQL and Redis for a run of the tests, and a database for each test."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from server.database.migrations import migrate
from server.embedded.borrowing import ServiceUrls
from server.embedded.postgres import EmbeddedPostgres
from server.embedded.redis import EmbeddedRedis

_MEMORY = Path("/dev/shm")  # noqa: S108 - only tried, folders in it are made by mkdtemp
_ROOM_WANTED_BYTES = 2 * 1024**3


class TestServices:
    """Forgetful services in a folder of their own, in memory where there is room."""

    __test__ = False  # pytest takes the name for a test otherwise

    def __init__(self) -> None:
        roomy = (
            _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM_WANTED_BYTES
        )
        self.folder = Path(tempfile.mkdtemp(prefix="orderboard-tests-", dir=_MEMORY if roomy else None))
        self.postgres = EmbeddedPostgres(self.folder, durable=False)
        self.redis = EmbeddedRedis(self.folder, durable=False)

    async def start(self) -> ServiceUrls:
        database_url, redis_url = await asyncio.gather(self.postgres.start(), self.redis.start())
        return ServiceUrls(database_url, redis_url)

    async def stop(self) -> None:
        await asyncio.gather(self.postgres.stop(), self.redis.stop())
        shutil.rmtree(self.folder, ignore_errors=True)


def with_database(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def run_statement(url: str, statement: str) -> None:
    """Run one statement outside any transaction, as CREATE DATABASE wants it."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def make_template(server_url: str, name: str) -> str:
    """Make a database with every migration applied, for copies. Returns its name."""
    await run_statement(server_url, f'create database "{name}"')
    await migrate(with_database(server_url, name))
    return name


@asynccontextmanager
async def copied_database(server_url: str, template: str, name: str) -> AsyncIterator[str]:
    """A database copied from a template for the length of the block; gives its URL."""
    # wal_log copies block by block: quicker than files for something this small
    await run_statement(server_url, f'create database "{name}" template "{template}" strategy wal_log')
    try:
        yield with_database(server_url, name)
    finally:
        await run_statement(server_url, f'drop database if exists "{name}" with (force)')
