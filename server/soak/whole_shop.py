"""A whole shop under its supervisor, in a folder of its own, and the numbers of its processes."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from server.bench.figures import CannotMeasure
from server.bench.people import Line
from server.embedded.keepsakes import find_free_port
from server.embedded.postgres import EmbeddedPostgres
from server.embedded.processes import end_child, find_marked_processes, find_processes_in, spawn
from server.embedded.redis import EmbeddedRedis
from server.settings import Settings

_READY_SECONDS = 120.0
_END_SECONDS = 60.0
_WEB_ROLE = b"ORDERBOARD_CHILD=web"
_WORKER_ROLE = b"ORDERBOARD_CHILD=worker"


@dataclass(frozen=True, slots=True)
class WholeShop:
    """`settings` are the running shop's, with the addresses of its own services."""

    settings: Settings
    folder: Path

    @property
    def port(self) -> int:
        return self.settings.port

    @property
    def database_url(self) -> str:
        assert self.settings.database_url is not None
        return self.settings.database_url

    def postgres(self) -> list[int]:
        """PostgreSQL's main process, none while it is down."""
        cluster = self.folder / "postgres" / "cluster"
        file = cluster / "postmaster.pid"
        try:
            leader = int(file.read_text().partition("\n")[0])
        except (OSError, ValueError):
            return []
        return [leader] if leader in find_processes_in(cluster, "postgres") else []

    def redis(self) -> list[int]:
        return find_processes_in(self.folder / "redis" / "store", "redis-server")

    def web(self) -> list[int]:
        """The web processes, of one or of several; not the one that starts them, nor the worker."""
        marked = self.server()
        return [pid for pid in marked if _carries(pid, _WEB_ROLE)] or marked

    def worker(self) -> list[int]:
        return [pid for pid in self.server() if _carries(pid, _WORKER_ROLE)]

    def server(self) -> list[int]:
        """Every process of the web server, its leader first."""
        record = self.folder / "web-server.process"
        return sorted(find_marked_processes(record.read_text().strip())) if record.exists() else []

    async def says_ready(self) -> bool:
        line = Line(self.port)
        try:
            async with asyncio.timeout(5):
                return (await line.ask("GET", "/readyz", "Connection: close\r\n"))[0] == 200
        except (OSError, EOFError, TimeoutError):
            return False
        finally:
            line.close()


@asynccontextmanager
async def open_whole_shop(
    folder: Path, *, workers: int = 2, environment: Mapping[str, str] | None = None
) -> AsyncIterator[WholeShop]:
    """The demo shop from `scripts/run`, begun when it is ready, ended with all its processes after the block.

    Raises CannotMeasure with the last line of its log when it does not come up.
    """
    port, secret_key = find_free_port(), secrets.token_urlsafe(32)
    own = {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "WORKERS": str(workers),
        "SECRET_KEY": secret_key,
        "DATA_DIR": str(folder),
        "DEMO": "1",
        "DEMO_PAST": "0",
        **(environment or {}),
    }
    inherited = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    log = folder / "shop.log"
    with log.open("ab") as output:
        supervisor = spawn(
            [sys.executable, "-m", "server.embedded"],
            cwd=Path.cwd(),
            environment={**inherited, **own},
            signal_when_orphaned=signal.SIGTERM,
            output=output,
        )
    try:
        settings = Settings(
            port=port, public_url=own["PUBLIC_URL"], workers=workers, secret_key=secret_key, data_dir=folder, demo=True
        )
        deadline = time.monotonic() + _READY_SECONDS
        while not await WholeShop(settings, folder).says_ready():
            if supervisor.poll() is not None or time.monotonic() > deadline:
                raise CannotMeasure(f"the shop did not start: {(log.read_text().splitlines() or ['no word'])[-1]}")
            await asyncio.sleep(0.1)
        yield WholeShop(_addressed(settings, folder), folder)
    finally:
        await end_child(supervisor, signal.SIGTERM, _END_SECONDS)


def _addressed(settings: Settings, folder: Path) -> Settings:
    return replace(settings, database_url=EmbeddedPostgres(folder).url(), redis_url=EmbeddedRedis(folder).url())


def _carries(pid: int, mark: bytes) -> bool:
    try:
        return mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False  # ended meanwhile
