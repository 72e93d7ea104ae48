"""A client that reads only when told to: a plain TCP socket speaking just enough WebSocket."""

import asyncio
import base64
import json
import os
import socket
import struct
from typing import Any

from server.access import Asker
from tests.realtime.house import House


class SlowScreen:
    """Frames wait in the kernel until `read` is called."""

    def __init__(self, plug: socket.socket) -> None:
        self._plug = plug
        self._kept = b""

    @classmethod
    async def connect(cls, house: House, asker: Asker, receive_buffer: int = 4096) -> "SlowScreen":
        house.askers[asker.session_key] = asker
        url = house.server.make_url("/live")
        plug = socket.socket()
        plug.settimeout(0)
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(plug, ("127.0.0.1", url.port))
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            "GET /live HTTP/1.1",
            f"Host: {url.host}:{url.port}",
            f"Origin: http://{url.host}:{url.port}",
            f"X-Session: {asker.session_key}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
        ]
        await loop.sock_sendall(plug, ("\r\n".join(lines) + "\r\n\r\n").encode())
        screen = cls(plug)
        while b"\r\n\r\n" not in screen._kept:
            screen._kept += await loop.sock_recv(plug, 1)
        assert b" 101 " in screen._kept
        screen._kept = b""
        return screen

    async def say(self, **fields: object) -> None:
        payload = json.dumps(fields).encode()
        assert len(payload) < 126
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))
        frame = bytes((0x81, 0x80 | len(payload))) + mask + masked
        await self.send(frame)

    async def send(self, raw: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self._plug, raw)

    async def read(self) -> dict[str, Any] | int | None:
        """The next frame that is no heartbeat; a close code as a number; None when the connection just ended."""
        while True:
            opcode, payload = await self._frame()
            if opcode == 8:
                return int.from_bytes(payload[:2], "big")
            if opcode == 0:
                return None
            if opcode == 1:
                frame: dict[str, Any] = json.loads(payload)
                if frame["type"] != "heartbeat":
                    return frame

    def close(self) -> None:
        self._plug.close()

    async def _frame(self) -> tuple[int, bytes]:
        head = await self._take(2)
        if not head:
            return 0, b""
        size = head[1]
        if size == 126:
            (size,) = struct.unpack("!H", await self._take(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", await self._take(8))
        return head[0] & 0x0F, await self._take(size)

    async def _take(self, size: int) -> bytes:
        loop = asyncio.get_running_loop()
        while len(self._kept) < size:
            try:
                some = await loop.sock_recv(self._plug, 65536)
            except ConnectionError:
                return b""
            if not some:
                return b""
            self._kept += some
        taken, self._kept = self._kept[:size], self._kept[size:]
        return taken
