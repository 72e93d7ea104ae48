"""The pace of the simulated day: waiting in its minutes, until the doors close and nobody waits any more."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Pace:
    """`speed` minutes of the simulated day pass in a minute of ours."""

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self._closing = asyncio.Event()

    @property
    def is_closing(self) -> bool:
        """No new orders; what is under way is brought to its end without waiting."""
        return self._closing.is_set()

    def close(self) -> None:
        self._closing.set()

    async def spend(self, minutes: float) -> None:
        """So many minutes of the simulated day, or until closing."""
        await self.pass_seconds(minutes * 60 / self.speed)

    async def pass_seconds(self, seconds: float) -> None:
        """So many seconds of ours, or until closing."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), max(0.0, seconds))
