"""Many sockets in one process, as light as a client can be: they count what they are told, and time the last."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import cast

from typing_extensions import override

from server.bench.figures import CannotMeasure, WrongCount
from server.bench.wire import GOODBYE, PONG, FrameCutter, handshake

_CONNECTING_AT_ONCE = 256
_PATIENCE_SECONDS = 30.0
_ANSWERS = {"ping": PONG, "close": GOODBYE}


class Seat(asyncio.Protocol):
    """One socket: shakes hands, says `greeting`, then counts frames."""

    __slots__ = (
        "_audience",
        "_comes_again",
        "_cutter",
        "_greeting",
        "_head",
        "_hello",
        "events",
        "is_closed",
        "is_joined",
        "transport",
    )

    def __init__(self, audience: Audience, hello: bytes, greeting: bytes) -> None:
        self._audience = audience
        self._hello = hello
        self._greeting = greeting
        self._head: bytes | None = b""
        self._comes_again = False
        self._cutter = FrameCutter()
        self.transport: asyncio.Transport | None = None
        self.events = 0
        self.is_joined = False
        self.is_closed = False

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's own class
        self._head = b""
        self.transport.write(self._hello)

    @override
    def data_received(self, data: bytes) -> None:
        if self._head is not None:
            data = self._shake_hands(data)
        audience = self._audience
        for kind in self._cutter.cut(data):
            if kind == "event":
                self.events += 1
                audience.count_event()
            else:
                audience.kinds[kind] += 1
                if kind in _ANSWERS:
                    assert self.transport is not None
                    self.transport.write(_ANSWERS[kind])
                elif kind in ("snapshot", "resumed") and not self.is_joined:
                    self.is_joined = True
                    audience.count_joined()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self._comes_again:
            self.is_closed = True
            self._audience.count_closed(joined=self.is_joined)

    @property
    def is_ready(self) -> bool:
        """Whether the server has let it in."""
        return self._head is None

    def _shake_hands(self, chunk: bytes) -> bytes:
        assert self._head is not None
        assert self.transport is not None
        self._head += chunk
        head, end, rest = self._head.partition(b"\r\n\r\n")
        if not end:
            return b""
        first, *lines = head.split(b"\r\n")
        if b" 101 " not in first:
            wait = next((line[12:] for line in lines if line.lower().startswith(b"retry-after:")), None)
            self._comes_again = b" 503 " in first and wait is not None
            if self._comes_again:
                self._audience.come_again(self, float(wait or 0))
            self.transport.abort()
            return b""
        self._head = None
        self._comes_again = False
        if self._greeting:
            self.transport.write(self._greeting)
        return rest


class Audience:
    """The sockets of one server, and what they were told so far."""

    def __init__(self, port: int, *, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        self._patience_seconds = patience_seconds
        self.port = port
        self.host = f"127.0.0.1:{port}"
        self.seats: list[Seat] = []
        self.kinds: Counter[str] = Counter()
        self.events = 0
        self.joined = 0
        self.closed = 0
        self.missed = 0
        """Closed or refused before they had joined."""
        self.sent_away = 0
        """Refused with 503 and Retry-After: they come again by themselves."""
        self._coming: set[asyncio.Task[None]] = set()
        self._said = 0
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[float]]] = []
        self._awaited = -1
        self._last: asyncio.Future[float] | None = None

    async def open(self, seats: Sequence[tuple[str, bytes]], *, joining: bool = True) -> None:
        """Connect a socket for each (cookie, greeting); with `joining` wait until each has a snapshot or resumed."""
        places = asyncio.Semaphore(_CONNECTING_AT_ONCE)
        wanted = self.joined + len(seats)
        await asyncio.gather(*(self._connect(places, cookie, greeting) for cookie, greeting in seats))
        if joining:
            await self.wait(lambda: self.joined >= wanted or self.missed > 0)
            if self.missed:
                raise CannotMeasure(f"{self.missed} sockets were refused or closed while joining")

    async def _connect(self, places: asyncio.Semaphore, cookie: str, greeting: bytes) -> None:
        seat = Seat(self, handshake(self.host, cookie), greeting)
        self.seats.append(seat)
        async with places:
            await self._knock(seat)

    async def _knock(self, seat: Seat) -> None:
        await asyncio.get_running_loop().create_connection(lambda: seat, "127.0.0.1", self.port)

    def come_again(self, seat: Seat, seconds: float) -> None:
        """After as long as the server asked for and a random moment more, never in step with the others."""
        self.sent_away += 1

        async def come() -> None:
            await asyncio.sleep(seconds + random.random())  # noqa: S311 - spreads the load
            await self._knock(seat)

        task = asyncio.create_task(come())
        self._coming.add(task)
        task.add_done_callback(self._coming.discard)

    async def hear(self, messages: int, say: Callable[[], object]) -> float:
        """Call `say` and wait until every open seat has been told `messages` more events; seconds until the last."""
        began = self.expect(messages)
        say()
        return await self.last() - began

    def expect(self, messages: int) -> float:
        """From now on `messages` more events for every open seat are awaited; answers now."""
        self._said += messages
        self._awaited = self.events + messages * sum(not seat.is_closed for seat in self.seats)
        self._last = asyncio.get_running_loop().create_future()
        return time.monotonic()

    async def last(self) -> float:
        """When the last awaited event came (monotonic). Raises WrongCount when they do not all come in time."""
        assert self._last is not None
        try:
            async with asyncio.timeout(self._patience_seconds):
                return await self._last
        except TimeoutError:
            raise WrongCount(
                f"{self._awaited - self.events} deliveries to {len(self.seats)} sockets did not come"
            ) from None

    def check(self, events_each: int) -> None:
        """Every seat was told exactly so many events. Raises WrongCount."""
        wrong = [seat.events for seat in self.seats if seat.events != events_each]
        if wrong:
            raise WrongCount(
                f"{len(wrong)} sockets got another number of events than {events_each}, such as {wrong[0]}"
            )
        if self.kinds["error"]:
            raise WrongCount(f"{self.kinds['error']} error frames")

    async def wait(self, condition: Callable[[], bool], seconds: float = _PATIENCE_SECONDS) -> float:
        """Wait until a count is reached; when it was (monotonic). Raises WrongCount."""
        if condition():
            return time.monotonic()
        reached: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting.append((condition, reached))
        try:
            async with asyncio.timeout(seconds):
                return await reached
        except TimeoutError:
            raise WrongCount(
                f"of {len(self.seats)} sockets {self.joined} joined and {self.closed} closed in {seconds:.0f} s"
            ) from None

    def close(self) -> None:
        """Leave without a word."""
        for task in self._coming:
            task.cancel()
        for seat in self.seats:
            if seat.transport is not None:
                seat.transport.abort()

    def count_event(self) -> None:
        self.events += 1
        if self.events == self._awaited and self._last is not None and not self._last.done():
            self._last.set_result(time.monotonic())

    def count_joined(self) -> None:
        self.joined += 1
        self._look()

    def count_closed(self, *, joined: bool) -> None:
        self.closed += 1
        self.missed += not joined
        self._look()

    def _look(self) -> None:
        for condition, reached in self._waiting[:]:
            if condition():
                self._waiting.remove((condition, reached))
                if not reached.done():
                    reached.set_result(time.monotonic())
