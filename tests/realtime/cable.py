"""A cable to a service that can be cut and mended: a TCP proxy on a port of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit, urlunsplit


class Cable:
    """Carries bytes while it is whole. Frozen, it accepts and carries nothing, as a hung service would."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        assert parts.port is not None
        self._url, self._host, self._port = url, parts.hostname, parts.port
        self._whole = True
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._ends: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """The service's address through the cable."""
        assert self._server is not None
        parts = urlsplit(self._url)
        port = self._server.sockets[0].getsockname()[1]
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition(":")[0] + f":{port}"))

    def cut(self) -> None:
        self._whole = False
        for end in list(self._ends):
            end.transport.abort()

    def freeze(self) -> None:
        self._flowing.clear()

    def mend(self) -> None:
        self._whole = True
        self._flowing.set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)

    async def stop(self) -> None:
        self._flowing.set()
        self.cut()
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(self._host, self._port)
        ends = {writer, far_writer}
        self._ends |= ends
        with suppress(OSError):
            await asyncio.gather(self._pour(reader, far_writer), self._pour(far_reader, writer))
        self._ends -= ends
        for end in ends:
            end.transport.abort()

    async def _pour(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while some := await reader.read(65536):
            await self._flowing.wait()
            writer.write(some)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def laid(url: str) -> AsyncIterator[Cable]:
    cable = Cable(url)
    await cable.start()
    try:
        yield cable
    finally:
        await cable.stop()
