"""The floor: a uvloop protocol that writes one pre-built frame to every socket, and nothing else.

`python -m server.bench.bare PORT FRAME`; each line `n` on stdin sends the frame n times, once a turn of the loop.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import sys
from typing import cast

import uvloop
from typing_extensions import override

_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_KEY = b"sec-websocket-key:"


class Bare(asyncio.Protocol):
    """One socket: answers the handshake, then hears nothing."""

    def __init__(self, transports: set[asyncio.Transport]) -> None:
        self._transports = transports
        self._head = b""
        self._transport: asyncio.Transport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own class

    @override
    def data_received(self, data: bytes) -> None:
        self._head += data
        if self._transport is None or b"\r\n\r\n" not in self._head or self._transport in self._transports:
            return
        key = next(line for line in self._head.split(b"\r\n") if line.lower().startswith(_KEY)).partition(b":")[2]
        accept = base64.b64encode(hashlib.sha1(key.strip() + _MAGIC, usedforsecurity=False).digest())
        self._transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        self._transports.add(self._transport)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport is not None:
            self._transports.discard(self._transport)


async def serve(port: int, frame: bytes) -> None:
    """Until stdin ends."""
    loop = asyncio.get_running_loop()
    transports: set[asyncio.Transport] = set()

    def send(times: int) -> None:
        for transport in transports:
            transport.write(frame)
        if times > 1:
            loop.call_soon(send, times - 1)

    await loop.create_server(lambda: Bare(transports), "127.0.0.1", port, backlog=1024)
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        send(int(line))


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), bytes.fromhex(sys.argv[2])))
