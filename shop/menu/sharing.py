"""Reading once for many: a read serves everybody who asked before it began, and nobody who asked later.

So whoever asks after a change has committed sees it, and a rush of visitors costs the database no more than one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Read = TypeVar("Read")


class SharedReads(Generic[Read]):
    """Reads by key, one at a time each; those who come while one runs share the next."""

    def __init__(self) -> None:
        self._next: dict[Hashable, asyncio.Task[Read]] = {}
        self._running: dict[Hashable, asyncio.Task[Read]] = {}

    async def get(self, key: Hashable, read: Callable[[], Awaitable[Read]]) -> Read:
        """What a read that begins from now on finds, or raises."""
        shared = self._next.get(key)
        if shared is None:
            shared = self._next[key] = asyncio.ensure_future(self._read(key, read, self._running.get(key)))
        # one who goes away must not take the read from the others
        return await asyncio.shield(shared)

    async def _read(
        self, key: Hashable, read: Callable[[], Awaitable[Read]], before: asyncio.Task[Read] | None
    ) -> Read:
        if before is not None:
            await asyncio.wait({before})
        task = self._running[key] = self._next.pop(key)  # from here on nobody joins
        try:
            return await read()
        finally:
            if self._running.get(key) is task:
                del self._running[key]
