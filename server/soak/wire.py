"""A WebSocket of a screen of the soak: texts come out, nothing is kept back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

from typing_extensions import override

from server.bench.wire import GOODBYE, PONG, handshake

_TEXT, _CLOSE, _PING = 0x81, 0x88, 0x89


class Wire(asyncio.Protocol):
    """One socket. `hear` is called with each text's bytes, `ended` once it is closed, however that came."""

    def __init__(self, hello: bytes, hear: Callable[[bytes], None]) -> None:
        self._hello = hello
        self._hear = hear
        self._rest = b""
        self.is_open = False
        """Whether the server has let it in."""
        self.heard_at = 0.0
        self.close_code = 1006
        """As the server closed it; 1006 where it just broke."""
        self.ended = asyncio.Event()
        self.opened = asyncio.Event()
        self.transport: asyncio.Transport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's own class
        self.transport.write(self._hello)

    @override
    def data_received(self, data: bytes) -> None:
        self.heard_at = asyncio.get_running_loop().time()
        data = self._rest + data if self._rest else data
        if not self.is_open:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self._rest = head
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self.close()
                return
            self.is_open = True
            self.opened.set()
        self._rest = self._cut(data)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        self.ended.set()
        self.opened.set()

    def say(self, frame: bytes) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(frame)

    def close(self) -> None:
        """Without a word, as a cable that is pulled."""
        if self.transport is not None:
            self.transport.abort()

    def _cut(self, data: bytes) -> bytes:
        """Read whole frames (RFC 6455, section 5.2; a server's are not masked); what is left is given back."""
        at, end = 0, len(data)
        while end - at >= 2:
            size, body = data[at + 1], at + 2
            if size >= 126:
                body += 2 if size == 126 else 8
                size = int.from_bytes(data[at + 2 : body], "big")
            if body > end or body + size > end:
                break
            if data[at] == _TEXT:
                self._hear(data[body : body + size])
            elif data[at] == _PING:
                self.say(PONG)
            elif data[at] == _CLOSE:
                self.close_code = int.from_bytes(data[body : body + 2], "big")
                self.say(GOODBYE)
                self.close()
            at = body + size
        return data[at:]


async def connect(port: int, cookie: str, hear: Callable[[bytes], None], within: float = 5.0) -> Wire:
    """A socket the server has let in. Raises OSError or TimeoutError."""
    wire = Wire(handshake(f"127.0.0.1:{port}", cookie), hear)
    async with asyncio.timeout(within):
        await asyncio.get_running_loop().create_connection(lambda: wire, "127.0.0.1", port)
        await wire.opened.wait()
    if not wire.is_open:
        raise ConnectionResetError("not let in")
    return wire
