"""Askers: many kept-alive connections that ask for one page again and again, as lightly as can be."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import cast

from typing_extensions import override

from server.bench.figures import WrongCount

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(slots=True)
class Tally:
    """What came back: answers with status 200, their bytes, and how long each took in seconds."""

    answers: int = 0
    received: int = 0
    seconds: list[float] = field(default_factory=list)
    wrong: bytes = b""


class Asker(asyncio.Protocol):
    """One connection: the next request goes out when the last answer is complete."""

    def __init__(self, request: bytes, tally: Tally) -> None:
        self._request = request
        self._tally = tally
        self._buffer = bytearray()
        self._wanted = -1
        self._asked_at = 0.0
        self._transport: asyncio.Transport | None = None
        self.ended = False

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are none by class
        self._ask()

    @override
    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._wanted < 0:
            end = self._buffer.find(_HEAD_END)
            if end < 0:
                return
            head = bytes(self._buffer[:end]).lower()
            if not head.startswith(b"http/1.1 200"):
                self._tally.wrong = head[:200]
                self.end()
                return
            at = head.find(_LENGTH) + len(_LENGTH)
            self._wanted = end + len(_HEAD_END) + int(head[at:].split(b"\r\n", 1)[0])
        if len(self._buffer) >= self._wanted:
            tally = self._tally
            tally.answers += 1
            tally.received += len(self._buffer)
            tally.seconds.append(time.monotonic() - self._asked_at)
            self._buffer.clear()
            self._wanted = -1
            self._ask()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended:
            self._tally.wrong = self._tally.wrong or b"the connection was closed"

    def end(self) -> None:
        self.ended = True
        if self._transport is not None:
            self._transport.close()

    def _ask(self) -> None:
        if self._transport is not None and not self.ended:
            self._asked_at = time.monotonic()
            self._transport.write(self._request)


async def ask_again_and_again(port: int, path: str, *, at_once: int, seconds: float, headers: str = "") -> Tally:
    """Keep `at_once` requests running for a while. Raises WrongCount for any answer but 200."""
    tally = Tally()
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode()
    loop = asyncio.get_running_loop()
    askers = [
        (await loop.create_connection(lambda: Asker(request, tally), "127.0.0.1", port))[1] for _ in range(at_once)
    ]
    await asyncio.sleep(seconds)
    for asker in askers:
        asker.end()
    if tally.wrong:
        raise WrongCount(f"{path} was answered with {tally.wrong!r}")
    return tally
