"""Shops under a supervisor, each ended with its test however the test ends."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from server.embedded.borrowing import ServiceUrls
from server.embedded.keepsakes import find_free_port
from server.embedded.postgres import EmbeddedPostgres
from server.embedded.processes import find_marked_processes, find_processes_in, wait_for
from server.embedded.redis import EmbeddedRedis


@dataclass
class SmallShop:
    """One supervisor with its services and the stand-in for the web server."""

    data_dir: Path
    port: int
    process: subprocess.Popen[bytes]

    def urls(self) -> ServiceUrls:
        return ServiceUrls(EmbeddedPostgres(self.data_dir).url(), EmbeddedRedis(self.data_dir).url())

    def postgres(self) -> list[int]:
        return find_processes_in(self.data_dir / "postgres" / "cluster", "postgres")

    def postmaster(self) -> int:
        return int((self.data_dir / "postgres" / "cluster" / "postmaster.pid").read_text().splitlines()[0])

    def redis(self) -> list[int]:
        return find_processes_in(self.data_dir / "redis" / "store", "redis-server")

    def web(self) -> list[int]:
        record = self.data_dir / "web-server.process"
        return find_marked_processes(record.read_text()) if record.exists() else []

    def everything(self) -> list[int]:
        return [*self.postgres(), *self.redis(), *self.web()]

    async def end(self, number: int = signal.SIGTERM) -> int:
        """Send the supervisor a signal and wait for its end; gives the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        assert await wait_for(lambda: self.process.poll() is not None, 30)
        return self.process.returncode


OpenShop = Callable[[Path, int], Awaitable[SmallShop]]


@pytest_asyncio.fixture
async def open_shop() -> AsyncIterator[OpenShop]:
    """Starts a supervisor for a DATA_DIR and a port, and waits until it is ready."""
    opened: list[SmallShop] = []

    async def start(data_dir: Path, port: int) -> SmallShop:
        process = subprocess.Popen(  # noqa: ASYNC220 - starting takes no time worth waiting for
            [sys.executable, "-m", "tests.support.small_shop", "run", str(data_dir), str(port)], stdout=subprocess.PIPE
        )
        shop = SmallShop(data_dir, port, process)
        opened.append(shop)
        assert process.stdout is not None
        with process.stdout:
            said = await asyncio.wait_for(asyncio.to_thread(process.stdout.readline), 30)
        assert said == b"READY\n", f"the supervisor ended with {process.wait()}"
        return shop

    yield start
    for shop in opened:
        await shop.end()
    for shop in opened:
        # what a test with a killed supervisor leaves is ended here, pid by pid
        for pid in shop.everything():
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def second_port() -> int:
    """A port for a second shop."""
    return find_free_port()
