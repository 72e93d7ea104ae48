"""The load: lanes that place and move orders at a bounded rate until enough changes are acknowledged."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

from server.bench.people import Person
from server.soak.orders import Books, Counter, Known

_LANES = 8
_OPEN_ORDERS = 4
_CHECKOUTS_OVER_HTTP = 0.2
_STEPS_OVER_HTTP = 0.25
_AFTER_TROUBLE_SECONDS = 0.2


class Load:
    """`rate` is changes a second, over all lanes; each lane has customers of its own, so that carts do not meet."""

    def __init__(self, counter: Counter, books: Books, customers: Sequence[Person], changes: int, rate: float) -> None:
        self._counter = counter
        self._books = books
        self._customers = customers
        self._changes = changes
        self._rate = rate
        self._due = 0.0

    @property
    def is_done(self) -> bool:
        return self._books.changes >= self._changes

    async def run(self) -> None:
        """Until there were enough changes; then every open order stays as it is."""
        lanes = min(_LANES, len(self._customers))
        async with asyncio.TaskGroup() as work:
            for number in range(lanes):
                work.create_task(self._lane(self._customers[number::lanes]))

    async def _lane(self, customers: Sequence[Person]) -> None:
        dice = random.random  # loads are no secrets
        mine: list[Known] = []
        while not self.is_done:
            await self._turn()
            before = self._books.changes
            if len(mine) < 2 or (len(mine) < _OPEN_ORDERS and dice() < 0.3):
                customer = customers[int(dice() * len(customers))]
                place = self._counter.check_out if dice() < _CHECKOUTS_OVER_HTTP else self._counter.place
                order = await place(customer)
                if order is not None:
                    mine.append(order)
            else:
                order = mine[int(dice() * len(mine))]
                await self._counter.move(order, dice(), over_http=dice() < _STEPS_OVER_HTTP)
                if order.is_final:
                    mine.remove(order)
            if self._books.changes == before:
                await asyncio.sleep(_AFTER_TROUBLE_SECONDS)

    async def _turn(self) -> None:
        """Wait until the next change is due; time lost in an outage is not made up for."""
        now = asyncio.get_running_loop().time()
        self._due = max(self._due + 1 / self._rate, now - 0.5)
        await asyncio.sleep(max(0.0, self._due - now))
