"""An own Redis under DATA_DIR."""

import asyncio
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from server.embedded.binaries import find_redis, within_reach
from server.embedded.keepsakes import keep_password, keep_port
from server.embedded.logs import open_log, tail_of
from server.embedded.processes import ServiceCannotStart, choose_owner, end_child, end_remains, make_folder, spawn

_LONGEST_LOADING_SECONDS = 120


class EmbeddedRedis:
    """Redis from its wheel: `start()` gives the URL, also after a crash and on the same port.

    Durable means that every write it acknowledged is in the append-only file: a killed process loses nothing.
    """

    name = "Redis"

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.folder = data_dir.resolve() / "redis"
        self.store = self.folder / "store"
        self.durable = durable
        self._port: int | None = None
        self._child: subprocess.Popen[bytes] | None = None

    async def start(self) -> str:
        """Start and wait until it has read its file and answers. Returns the URL; raises ServiceCannotStart."""
        make_folder(self.folder, None)
        owner = choose_owner(self.store)
        make_folder(self.store, owner)
        await end_remains(self.store, "redis-server", signal.SIGTERM)
        found = find_redis()
        program = within_reach(owner, found, [found])
        for _attempt in range(3):
            # A port once handed out is kept for good: others hold the URL.
            port = self._port or keep_port(self.folder / "port")
            with open_log(self.folder / "log") as log, tempfile.TemporaryFile() as settings:
                settings.write(self._settings(port).encode())
                settings.seek(0)
                # Settings come in through stdin, so that the password stands in no process list.
                self._child = spawn(
                    [str(program), "-"], cwd=self.store, owner=owner, environment={"LC_ALL": "C"}, output=log,
                    stdin=settings, signal_when_orphaned=signal.SIGTERM,
                )  # fmt: skip
            if await self._is_ready(port):
                self._port = port
                return self.url()
        raise ServiceCannotStart(f"Redis did not start: {tail_of(self.folder / 'log')}")

    async def stop(self) -> None:
        """Stop cleanly: the append-only file is written out."""
        if self._child is not None:
            await end_child(self._child, signal.SIGTERM, 10)
        await end_remains(self.store, "redis-server", signal.SIGTERM)

    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def pid(self) -> int | None:
        """The number of the process, None before the first start."""
        return self._child.pid if self._child else None

    def url(self) -> str:
        """The address with its password, from what is kept in the folder; also of one that another process runs."""
        port = (self.folder / "port").read_text().strip()
        return f"redis://:{keep_password(self.folder / 'password')}@127.0.0.1:{port}/0"

    def _settings(self, port: int) -> str:
        return (
            f'bind 127.0.0.1\nport {port}\ndir .\nsave ""\nappendonly {"yes" if self.durable else "no"}\n'
            f"requirepass {keep_password(self.folder / 'password')}\nmaxmemory-policy noeviction\n"
        )

    async def _is_ready(self, port: int) -> bool:
        deadline = time.monotonic() + _LONGEST_LOADING_SECONDS
        while self.alive() and time.monotonic() < deadline:
            if await self._answers(port):
                return True
            await asyncio.sleep(0.02)
        return False

    async def _answers(self, port: int) -> bool:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        try:
            password = keep_password(self.folder / "password")
            writer.write(f"AUTH {password}\r\nPING\r\n".encode())
            await writer.drain()
            # While it reads its file it answers -LOADING; a stranger on this port knows no password.
            return (await reader.readline()) == b"+OK\r\n" and (await reader.readline()) == b"+PONG\r\n"
        except OSError:
            return False
        finally:
            writer.close()
