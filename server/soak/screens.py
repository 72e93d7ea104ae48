"""Screens of the soak: they follow topics as pages do, are away now and then, and come back with what they have."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from server.bench.wire import subscribe
from server.soak.copies import Copy, Json
from server.soak.record import Record
from server.soak.wire import Wire, connect

_DEAD_AFTER_SECONDS = 11.0
_MOST_ORDERS = 12
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 4.0


@dataclass(frozen=True, slots=True)
class Habits:
    """How long a screen stays and stays away, in seconds; `roams` is off for those that never leave by themselves."""

    roams: bool = True
    stays: tuple[float, float] = (2.0, 12.0)
    is_away: tuple[float, float] = (0.2, 6.0)


class Screen:
    """One session's socket and its copies of topics. What is `denied` must be answered with not_found.

    `heard` is called with each frame of a topic, once it is applied.
    """

    def __init__(
        self,
        port: int,
        record: Record,
        *,
        cookie: str,
        topics: Sequence[str],
        denied: Sequence[str] = (),
        habits: Habits | None = None,
        heard: Callable[[Json], None] | None = None,
    ) -> None:
        self._port = port
        self._heard = heard
        self._cookie = cookie
        self._record = record
        self._habits = habits or Habits()
        self._denied = list(denied)
        self._unanswered: set[str] = set()
        self._wire: Wire | None = None
        self.copies = {topic: Copy(topic) for topic in topics}
        self.is_away = False
        """Whether it left by itself; broken off is not away."""
        self.settles = asyncio.Event()
        """Set: it stays from now on."""

    # -- what it follows

    def follow(self, topic: str) -> None:
        """One more topic, from now on."""
        if topic not in self.copies:
            self.copies[topic] = Copy(topic)
            if self.is_connected:
                self._subscribe(self.copies[topic])

    def deny(self, topic: str) -> None:
        """From the next connection on this topic is asked for, and must not be had."""
        self._denied[-1:] = [topic]

    @property
    def is_connected(self) -> bool:
        return self._wire is not None and self._wire.is_open

    def has(self, topic: str, version: int) -> bool:
        """Whether it shows this version, or a later one."""
        copy = self.copies[topic]
        return self.is_connected and not copy.waiting and copy.position is not None and copy.position[1] >= version

    def describe(self) -> str:
        """For a violation: what it follows, and how far."""
        state = "connected" if self.is_connected else "away" if self.is_away else "cut off"
        return f"{state}, {[(copy.topic, copy.position, copy.waiting) for copy in self.copies.values()][:3]}"

    # -- living

    async def live(self) -> None:
        """Until cancelled; then its socket is gone too."""
        try:
            await self._live()
        finally:
            if self._wire is not None:
                self._wire.close()

    async def _live(self) -> None:
        attempt = 0
        while True:
            try:
                self._wire = await connect(self._port, self._cookie, self._hear)
            except (OSError, TimeoutError):
                self._record.counts["attempts in vain"] += 1
                await asyncio.sleep(_pause(attempt))
                attempt += 1
                continue
            attempt = 0
            self._record.counts["connections"] += 1
            self._begin()
            left = await self._stay(self._wire)
            self._wire.close()
            if left:
                await self._stay_away()
            else:
                self._record.counts[f"cut off ({self._wire.close_code})"] += 1
                await asyncio.sleep(_pause(0))

    def _begin(self) -> None:
        orders = [topic for topic in self.copies if topic.startswith("order:")]
        for topic in orders[:-_MOST_ORDERS]:
            del self.copies[topic]  # a page that was closed
        for copy in self.copies.values():
            copy.waiting = True
            self._subscribe(copy)
        self._unanswered = set(self._denied)
        assert self._wire is not None
        for topic in self._denied:
            self._wire.say(subscribe(topic))

    async def _stay(self, wire: Wire) -> bool:
        """True when it leaves by itself."""
        loop = asyncio.get_running_loop()
        leaves_at = loop.time() + random.uniform(*self._habits.stays)  # noqa: S311 - habits are no secrets
        while True:
            try:
                await asyncio.wait_for(wire.ended.wait(), 0.5)
            except TimeoutError:
                pass
            else:
                return False
            if loop.time() - wire.heard_at > _DEAD_AFTER_SECONDS:
                self._record.counts["given up in silence"] += 1
                return False
            if self._habits.roams and not self.settles.is_set() and loop.time() > leaves_at:
                return True

    async def _stay_away(self) -> None:
        self.is_away = True
        self._record.counts["absences"] += 1
        seconds = random.uniform(*self._habits.is_away)  # noqa: S311
        with suppress(TimeoutError):
            await asyncio.wait_for(self.settles.wait(), seconds)
        self.is_away = False

    # -- hearing

    def _hear(self, text: bytes) -> None:
        record = self._record
        frame = record.read(text)
        kind, topic = frame["type"], frame.get("topic")
        record.counts[kind] += 1
        if kind in ("hello", "heartbeat"):
            return
        if kind == "error":
            if topic in self._unanswered and frame["code"] == "not_found":
                self._unanswered.discard(topic)
                record.counts["denied as it should be"] += 1
            else:
                record.violate(f"{topic}: error {frame['code']}: {frame['message']}")
            return
        copy = self.copies.get(str(topic))
        if copy is None:
            record.violate(f"{topic}: {kind} for a screen that does not follow it")
            return
        for sentence in copy.receive(frame):
            record.violate(sentence)
        if self._heard is not None:
            self._heard(frame)

    def _subscribe(self, copy: Copy) -> None:
        assert self._wire is not None
        self._wire.say(subscribe(copy.topic, copy.position))


def _pause(attempt: int) -> float:
    most = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(attempt, 8))
    return float(most) * random.uniform(0.5, 1.0)  # noqa: S311
