"""Where the bench measures: services, a database of its own with the demo shop, and shops that run on them."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from server.bench.figures import CannotMeasure
from server.bench.programs import Program, running
from server.database.migrations import migrate
from server.embedded.borrowing import borrowed_services
from server.embedded.keepsakes import find_free_port
from server.embedded.processes import ServiceCannotStart
from server.settings import Settings
from shop.demo.seeding import seed_demo


@dataclass(frozen=True, slots=True)
class Site:
    """`settings` are a shop's on this site, but for the port; files of one run lie in `folder`."""

    settings: Settings
    folder: Path
    quick: bool = False

    @property
    def database_url(self) -> str:
        assert self.settings.database_url is not None
        return self.settings.database_url

    @asynccontextmanager
    async def shop(
        self, *, database_url: str = "", port: int = 0, count_snapshots: Path | None = None, workers: int = 1
    ) -> AsyncIterator[Program]:
        """The shop, served until the block ends: in one process, or in `workers` and a worker, started by another."""
        port = port or find_free_port()
        settings = self.settings
        environment = {
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "WORKERS": str(workers),
            "DATABASE_URL": database_url or self.database_url,
            "REDIS_URL": settings.redis_url or "",
            "REDIS_PREFIX": settings.redis_prefix,
            "SECRET_KEY": settings.secret_key,
            "DATA_DIR": str(self.folder),
            "DEMO": "1",
            "LOG_FORMAT": "console",
        }
        arguments = ["-m", "server.bench.shop", *([] if count_snapshots is None else [str(count_snapshots)])]
        if workers > 1:
            arguments = ["-m", "server", "serve"]
        async with running(arguments, self.folder / "shop.log", port=port, environment=environment) as program:
            yield program

    @asynccontextmanager
    async def bare(self, frame: bytes) -> AsyncIterator[Program]:
        """The floor of fan-out."""
        port = find_free_port()
        arguments = ["-m", "server.bench.bare", str(port), frame.hex()]
        async with running(arguments, self.folder / "bare.log", port=port) as program:
            yield program

    @asynccontextmanager
    async def awaiting(self, text: str) -> AsyncIterator[Program]:
        """The peer that awaits every client."""
        port = find_free_port()
        arguments = ["-m", "server.bench.awaiting", str(port), text]
        async with running(arguments, self.folder / "awaiting.log", port=port) as program:
            yield program

    @asynccontextmanager
    async def copied_database(self) -> AsyncIterator[str]:
        """The site's database once more, as it is now; nobody may be connected to it."""
        async with _own_database(self.database_url, template=urlsplit(self.database_url).path[1:]) as url:
            yield url


@asynccontextmanager
async def open_site(settings: Settings, *, quick: bool = False) -> AsyncIterator[Site]:
    """Services (embedded where no URL is given) and a database with the demo shop; all gone after the block."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="orderboard-bench-")))
        try:
            services = borrowed_services(folder, database_url=settings.database_url, redis_url=settings.redis_url)
            urls = await stack.enter_async_context(services)
        except ServiceCannotStart as error:
            raise CannotMeasure(str(error)) from error
        database_url = await stack.enter_async_context(_own_database(urls.database_url))
        await migrate(database_url)
        await seed_demo(database_url)
        own = Settings(
            secret_key=secrets.token_urlsafe(32),
            data_dir=folder,
            database_url=database_url,
            redis_url=urls.redis_url,
            redis_prefix=f"bench-{secrets.token_hex(6)}:",
            demo=True,
        )
        yield Site(own, folder, quick)


@asynccontextmanager
async def _own_database(server_url: str, template: str = "") -> AsyncIterator[str]:
    """A database made for the block: nothing is measured in, or written to, one that is in use."""
    name = f"orderboard_bench_{secrets.token_hex(6)}"
    await _execute(server_url, f'create database "{name}"' + (f' template "{template}"' if template else ""))
    try:
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    finally:
        await _execute(server_url, f'drop database if exists "{name}" with (force)')


async def _execute(url: str, statement: str) -> None:
    """CREATE and DROP DATABASE run outside transactions and take no parameters; not from the database itself."""
    server = urlunsplit(urlsplit(url)._replace(path="/postgres"))
    try:
        connection = await asyncio.wait_for(asyncpg.connect(server), 10)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise CannotMeasure(f"the database cannot be reached: {error}") from error
    try:
        await connection.execute(statement)
    except asyncpg.InsufficientPrivilegeError as error:
        raise CannotMeasure("the database's user may not create databases, which the bench needs") from error
    finally:
        await connection.close()
