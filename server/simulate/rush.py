"""The rush itself: guests come in by the plan, the kitchen works, and then the doors close."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime

from server.orders.order import NOT_READY
from server.simulate.asking import Browser
from server.simulate.cooking import is_late
from server.simulate.demand import plan_arrivals
from server.simulate.guests import Guest, invent_guests
from server.simulate.house import House, now_ms
from server.simulate.kitchen import Crew, open_by_status
from server.simulate.reporting import progress
from server.simulate.visiting import Visit

_CUSTOMERS_AN_HOUR = 120
_TELL_EVERY_SECONDS = 5.0
_CLOSING_SECONDS = 30.0
_SILENT_TURNS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """`customers` is how many come an hour at the peak, None: as many as the cooks can just not keep up with."""

    url: str
    minutes: float = 10.0
    customers: float | None = None
    cooks: int = 6
    speed: float = 1.0
    seed: int = 7
    kitchen: tuple[str, str]
    manager: tuple[str, str]


class Rush:
    """The doors: guests come in by the plan, until they close."""

    def __init__(
        self, house: House, crew: Crew, manager: Browser | None, wish: Wish, say: Callable[[str], None]
    ) -> None:
        self.visits: list[Visit] = []
        self._house = house
        self._crew = crew
        self._manager = manager
        self._wish = wish
        self._say = say
        customers = _CUSTOMERS_AN_HOUR * wish.speed if wish.customers is None else wish.customers
        self._arrivals = plan_arrivals(wish.minutes, customers, wish.seed)

    async def run(self, sell_out: Callable[[], Coroutine[None, None, None]]) -> None:
        """Until the last guest has left, or closing takes too long."""
        guests = invent_guests(len(self._arrivals), self._wish.seed)
        self._say(f"{len(guests)} guests in {self._wish.minutes:g} min at {self._house.url}, {self._wish.cooks} cooks")
        async with asyncio.TaskGroup() as work:
            helpers = [work.create_task(job) for job in (self._crew.work(), sell_out(), self._tell())]
            inside = await self._let_in(guests, work)
            if inside:
                self._say("the doors close; what is open is brought to an end")
                _, unfinished = await asyncio.wait(inside, timeout=_CLOSING_SECONDS)
                self._house.tally.counts["unfinished"] = len(unfinished)
                for visit in unfinished:
                    visit.cancel()
            for helper in helpers:
                helper.cancel()

    async def _let_in(self, guests: list[Guest], work: asyncio.TaskGroup) -> list[asyncio.Task[None]]:
        """Everybody in their minute; who is still inside when the doors close."""
        pace, began = self._house.pace, time.monotonic()
        tasks = []
        for guest, minute in zip(guests, self._arrivals, strict=True):
            await pace.pass_seconds(began + minute * 60 - time.monotonic())
            if pace.is_closing:
                break
            visit = Visit(self._house, guest, self._crew, self._manager)
            self.visits.append(visit)
            tasks.append(work.create_task(visit.run()))
        await pace.pass_seconds(began + self._wish.minutes * 60 - time.monotonic())
        pace.close()
        return [task for task in tasks if not task.done()]

    async def _tell(self) -> None:
        """A line every few seconds; and whether the shop still answers."""
        tally, silent, before = self._house.tally, 0, (0, 0)
        while True:
            await asyncio.sleep(_TELL_EVERY_SECONDS)
            wall = [order for order in self._crew.orders.values() if order["id"] in tally.orders]
            late = sum(minutes > 0 for minutes in tally.lateness) + sum(
                order["status"] in NOT_READY and is_late(order, now_ms(), self._wish.speed) for order in wall
            )
            self._say(progress(datetime.now().astimezone().strftime("%H:%M:%S"), tally, open_by_status(wall), late))
            now = (tally.requests, tally.silences)
            silent = silent + 1 if now[0] == before[0] and now[1] > before[1] else 0
            before = now
            if silent == _SILENT_TURNS:
                tally.fault("the shop does not answer any more")
                self._house.pace.close()
