"""A rush waits in line before the database, not in it: carts, menus and the kitchen's taps keep their connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

_AT_ONCE = 6
_PATIENCE_SECONDS = 10.0


class Till:
    """Orders of this process that may be placed at once; they would wait for each other's topics all the same."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(_AT_ONCE)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One's turn, first come, first served. Raises TimeoutError for whom it did not come in ten seconds."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await self._places.acquire()
        try:
            yield
        finally:
            self._places.release()


TILL: web.AppKey[Till] = web.AppKey("till", Till)
