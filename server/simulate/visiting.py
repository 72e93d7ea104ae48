"""A guest's whole visit: they come in, order, watch their order, and come to the counter, or do not."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from server.history import order_topic
from server.orders.order import FINAL, Fulfilment, Status
from server.simulate.asking import Browser
from server.simulate.cooking import WAITING
from server.simulate.guests import Fate, Guest
from server.simulate.house import House, is_news, orders_in
from server.simulate.kitchen import Crew
from server.simulate.ordering import Shopping
from server.soak.asking import NoAnswer
from server.soak.copies import Json

_LOOK_SECONDS = 0.5
_TELLING_SECONDS = 10.0
_SHELF_MINUTES = 8.0
"""How long an order stands ready before a manager gives it up."""


class Visit:
    """`manager` is logged in as admin and clears what nobody collects; without one it stays on the shelf."""

    def __init__(self, house: House, guest: Guest, crew: Crew, manager: Browser | None) -> None:
        self.browser = house.browser()
        self.public_id = ""
        """Of the order, once there is one."""
        self._house = house
        self._guest = guest
        self._crew = crew
        self._manager = manager
        self._latest: Json = {}
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """From coming in to leaving."""
        tally = self._house.tally
        tally.counts["guests"] += 1
        tally.guests_inside += 1
        try:
            async with self._house.watching("", ("menu",)):
                order = await Shopping(self._house, self._guest, self.browser).order()
            if order is None:
                tally.counts["left without an order"] += 1
                return
            tally.place(order)
            self.public_id, self._latest = order["id"], order
            async with self._house.watching(self.browser.cookie, (order_topic(self.public_id),), self._hear):
                await self._follow()
        except NoAnswer:
            tally.counts["gave up: no answer"] += 1
        finally:
            tally.guests_inside -= 1

    # -- watching

    def _hear(self, frame: Json) -> None:
        at, tally = time.monotonic(), self._house.tally
        for order in orders_in(frame):
            tally.hear("customer", order, at, is_news=is_news(frame))
            if order["version"] >= self._latest["version"]:
                self._latest = order
        self._changed.set()

    @property
    def _status(self) -> Status:
        return Status(self._latest["status"])

    async def _look(self, seconds: float = _LOOK_SECONDS) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), seconds)
        self._changed.clear()

    async def _is_told(self, wanted: Status) -> bool:
        """Whether the wire told so in time; not being told is a fault."""
        ends_at = time.monotonic() + _TELLING_SECONDS
        while self._status is not wanted:
            if time.monotonic() > ends_at:
                self._house.tally.fault(f"order {self._latest['number']}: its page was never told {wanted.value}")
                return False
            await self._look()
        return True

    # -- what they do

    async def _follow(self) -> None:
        pace, guest, counts = self._house.pace, self._guest, self._house.tally.counts
        await self.browser.page("order", f"/orders/{self.public_id}")
        if guest.fate is Fate.CALLS_OFF:
            await pace.spend(guest.calls_off_after_minutes)
            if await self._call_off("called off"):
                return
        by_courier = self._latest["fulfilment"] == Fulfilment.DELIVERY
        if guest.pays_ahead and not by_courier:
            await pace.spend(guest.walking_minutes / 2)
            await self._crew.take_money(self.public_id)
        if not await self._wait_for_it():
            return
        if by_courier:
            while self._status not in FINAL:
                await self._look()
            counts[self._status.value] += 1
        elif guest.fate is Fate.NEVER_COMES:
            await pace.spend(_SHELF_MINUTES)
            await self._is_cleared()
        else:
            await pace.spend(guest.walking_minutes)
            await self._crew.serve(self.public_id)
            if self._status is Status.CANCELLED:
                counts["cancelled by somebody else"] += 1
            elif await self._is_told(Status.COLLECTED):
                counts["collected"] += 1

    async def _wait_for_it(self) -> bool:
        """Until it is ready or on its way; False when it was cancelled, or called off because the doors close."""
        while self._status in WAITING or self._status is Status.IN_PROGRESS:
            for_later = self._latest["slot"] is not None and self._status in WAITING
            if self._house.pace.is_closing and for_later and await self._call_off("called off at closing"):
                return False
            await self._look()
        if self._status is Status.CANCELLED:
            self._house.tally.counts["cancelled by somebody else"] += 1
            return False
        return True

    async def _call_off(self, what: str) -> bool:
        """Whether there was still time."""
        answer = await self.browser.post("cancel", f"/orders/{self.public_id}/cancel")
        if not answer.is_fine:
            self._house.tally.refusals["too late to call off"] += 1
            return False
        self._house.tally.acknowledge(answer.shape)
        self._house.tally.counts[what] += 1
        await self._is_told(Status.CANCELLED)
        return True

    async def _is_cleared(self) -> None:
        """Nobody came: an admin cancels what is not paid."""
        tally = self._house.tally
        tally.counts["never came"] += 1
        if self._manager is None:
            tally.counts["left on the shelf"] += 1
            return
        answer = await self._manager.post("clear away", f"/orders/{self.public_id}/cancel")
        if answer.is_fine:
            tally.acknowledge(answer.shape)
            await self._is_told(Status.CANCELLED)
        else:
            tally.refusals[f"clearing away: {answer.refusal}"] += 1
