"""What everybody in a run shares: the shop's address, the pace, the tally, and how screens are looked at."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager

import aiohttp

from server.simulate.asking import Browser
from server.simulate.pace import Pace
from server.simulate.tally import Tally
from server.soak.copies import Json
from server.soak.record import Record
from server.soak.screens import Habits, Screen

_STAYS = Habits(roams=False)


class House:
    """`url` is the shop's, without a slash at its end. Close it, and every browser opened here is closed."""

    def __init__(self, url: str, port: int, pace: Pace) -> None:
        self.url = url
        self.pace = pace
        self.tally = Tally()
        self.record = Record()
        """What the wire said, and what was wrong with it."""
        self._port = port
        self._connector = aiohttp.TCPConnector(limit=0)
        self._browsers: list[Browser] = []

    def browser(self) -> Browser:
        """A browser with no cookies yet."""
        browser = Browser(self.url, self._connector, self.tally)
        self._browsers.append(browser)
        return browser

    @asynccontextmanager
    async def watching(
        self, cookie: str, topics: Sequence[str], heard: Callable[[Json], None] | None = None
    ) -> AsyncIterator[Screen]:
        """A screen that follows topics during the block, and comes back when it is cut off."""
        screen = Screen(self._port, self.record, cookie=cookie, topics=topics, habits=_STAYS, heard=heard)
        life = asyncio.create_task(screen.live())
        try:
            yield screen
        finally:
            life.cancel()
            await asyncio.gather(life, return_exceptions=True)

    async def close(self) -> None:
        for browser in self._browsers:
            await browser.close()
        await self._connector.close()


def orders_in(frame: Json) -> Iterator[Json]:
    """Every order a frame tells of."""
    content = frame.get("state") if frame["type"] == "snapshot" else frame.get("data")
    if content:
        yield from content.get("orders", ())
        if content.get("order"):
            yield content["order"]


def is_news(frame: Json) -> bool:
    """Whether it tells of a change just made, and not of how things stand."""
    return bool(frame["type"] == "event")


def now_ms() -> float:
    """The time as the shop's shapes tell it."""
    return time.time() * 1000
