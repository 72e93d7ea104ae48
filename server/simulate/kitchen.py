"""The kitchen: cooks who follow its topic and tap, somebody who reads every new ticket, the counter."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from random import Random

from server.orders.order import FINAL, NOT_READY, Fulfilment, ItemStatus, Status
from server.simulate.asking import Browser
from server.simulate.cooking import cooking_minutes, lateness_minutes, next_ticket
from server.simulate.house import House, is_news, now_ms, orders_in
from server.soak.asking import NoAnswer
from server.soak.copies import Json

_TRIES = 4
_LOOK_SECONDS = 0.25
_TELLING_SECONDS = 10.0
_AFTER_TROUBLE_SECONDS = 0.3
_TILLS = 2
_STARTS_THE_WRONG_ONE, _READY_TOO_SOON, _WRONG_CUSTOMER = 0.04, 0.04, 0.02
_MISSING = 404


class Crew:
    """`browser` is logged in as kitchen. `orders` are all the wall has shown, by public id, at their newest version."""

    def __init__(self, house: House, browser: Browser, cooks: int, seed: int) -> None:
        self.orders: dict[str, Json] = {}
        self._house = house
        self._browser = browser
        self._cooks = cooks
        self._chance = Random(f"kitchen {seed}")  # noqa: S311 - believable, not secret
        self._taken: set[str] = set()
        self._read: set[str] = set()
        self._changed = asyncio.Event()
        self._tills = asyncio.Semaphore(_TILLS)
        self._ticks_items = True
        """Until the shop answers that it knows no items' address."""
        self._tasks = asyncio.TaskGroup()

    def hear(self, frame: Json) -> None:
        """A frame of the topic `kitchen`."""
        at, tally = time.monotonic(), self._house.tally
        for order in orders_in(frame):
            self._learn(order)
            tally.hear("kitchen", order, at, is_news=is_news(frame))

    async def work(self) -> None:
        """Until cancelled."""
        async with self._tasks:
            for _ in range(self._cooks):
                self._tasks.create_task(self._cook())
            self._tasks.create_task(self._read_tickets())

    # -- the counter

    async def take_money(self, public_id: str) -> None:
        """Somebody pays before the order is ready."""
        if await self._is_on_the_wall(public_id):
            async with self._tills:
                await self._house.pace.spend(0.1)
                await self._step(public_id, Status.PAID)

    async def serve(self, public_id: str) -> None:
        """Somebody stands at the counter: money where it is due, then the order, once it is there."""
        if not await self._is_on_the_wall(public_id):
            return
        while (status := self._status(public_id)) not in FINAL:
            if status is not Status.READY:
                await self._look()  # it was called ready too soon
                continue
            async with self._tills:
                await self._house.pace.spend(0.15)
                if not self.orders[public_id]["paid"]:
                    await self._step(public_id, Status.PAID)
                handed_over = await self._step(public_id, Status.COLLECTED)
            if handed_over is None:
                await asyncio.sleep(_AFTER_TROUBLE_SECONDS)
            elif self._chance.random() < _WRONG_CUSTOMER:
                await self._take_back(public_id, Status.READY, Status.COLLECTED)

    async def _is_on_the_wall(self, public_id: str) -> bool:
        """Whoever comes to the counter may be quicker than the kitchen's frame, by a moment."""
        ends_at = time.monotonic() + _TELLING_SECONDS
        while public_id not in self.orders and time.monotonic() < ends_at:
            await self._look()
        return public_id in self.orders

    # -- cooking

    async def _cook(self) -> None:
        pace, tally = self._house.pace, self._house.tally
        while True:
            wall = self.orders.values()
            if pace.is_closing:
                # what the run itself has ordered is still made, and what was left half done
                mine = [order for order in wall if order["id"] in tally.orders]
                ticket = next_ticket(mine, self._taken, now_ms(), pace.speed, NOT_READY)
            else:
                ticket = next_ticket(wall, self._taken, now_ms(), pace.speed)
            if ticket is None:
                await self._look()
                continue
            self._taken.add(ticket["id"])
            try:
                if not await self._make(ticket["id"]):
                    await asyncio.sleep(_AFTER_TROUBLE_SECONDS)
            finally:
                self._taken.discard(ticket["id"])

    async def _make(self, public_id: str) -> bool:
        """From the first tap to the shelf, or to the courier; whether it came to that."""
        pace, chance = self._house.pace, self._chance
        order = await self._start(public_id)
        if order is not None and chance.random() < _STARTS_THE_WRONG_ONE:
            await self._take_back(public_id, Status.PAID if order["paid"] else Status.ORDERED, None)
            order = await self._start(public_id)
        if order is None:
            return False
        await self._work_through(order, cooking_minutes(order, chance))
        by_courier = order["fulfilment"] == Fulfilment.DELIVERY
        ready = await self._step(public_id, Status.SHIPPED if by_courier else Status.READY)
        if ready is None:
            return False
        if order["slot"] is None and not pace.is_closing:
            self._house.tally.lateness.append(lateness_minutes(ready, now_ms(), pace.speed))
        if by_courier:
            self._tasks.create_task(self._deliver(public_id))
        elif chance.random() < _READY_TOO_SOON:
            await self._take_back(public_id, Status.IN_PROGRESS, Status.READY)
        return True

    async def _start(self, public_id: str) -> Json | None:
        """By its first item where items are ticked: the first one started starts the order."""
        first = self.orders[public_id]["lines"][0]["line"]
        started = await self._tick(public_id, first, ItemStatus.STARTED)
        return started or await self._step(public_id, Status.IN_PROGRESS)

    async def _work_through(self, order: Json, minutes: float) -> None:
        """One line after the other, each as long as its share of the work."""
        shares = [max(1, line["prep_minutes"] or 0) * line["quantity"] for line in order["lines"]]
        for number, (line, share) in enumerate(zip(order["lines"], shares, strict=True)):
            if number:
                await self._tick(order["id"], line["line"], ItemStatus.STARTED)
            await self._house.pace.spend(minutes * share / sum(shares))
            await self._tick(order["id"], line["line"], ItemStatus.DONE)

    async def _deliver(self, public_id: str) -> None:
        """The courier rings, takes the money and hands over."""
        await self._house.pace.spend(self._chance.uniform(4, 9))
        if not self.orders[public_id]["paid"]:
            await self._step(public_id, Status.PAID)
        await self._step(public_id, Status.DELIVERED)

    async def _take_back(self, public_id: str, wrong: Status, then: Status | None) -> None:
        """A slip: one step back, a moment, and on again."""
        if await self._step(public_id, wrong) is not None:
            self._house.tally.counts["slips taken back"] += 1
            await self._house.pace.spend(0.4)
            if then is not None:
                await self._step(public_id, then)

    async def _read_tickets(self) -> None:
        """Whoever is free takes notice of what is new."""
        while True:
            waiting = [one for one in self.orders if one not in self._read and self._is_new(one)]
            for public_id in waiting:
                self._read.add(public_id)
                await self._house.pace.spend(self._chance.uniform(0.02, 0.2))
                with suppress(NoAnswer):
                    answer = await self._browser.post("kitchen: accept", f"/orders/{public_id}/accept")
                    if answer.is_fine:
                        self._learn(answer.shape)
            await self._look()

    def _is_new(self, public_id: str) -> bool:
        return self.orders[public_id]["accepted_at"] is None and self._status(public_id) not in FINAL

    # -- tapping

    async def _step(self, public_id: str, wanted: Status) -> Json | None:
        """The order after the tap; None where the shop says no, once somebody else's tap was looked at."""

        def is_there(order: Json) -> bool:
            return bool(order["paid"]) if wanted is Status.PAID else order["status"] == wanted

        return await self._tap(public_id, f"/orders/{public_id}/status", wanted.value, is_there)

    async def _tick(self, public_id: str, line: int, wanted: ItemStatus) -> Json | None:
        if not self._ticks_items:
            return None

        def is_there(order: Json) -> bool:
            return any(item["line"] == line and item["status"] == wanted for item in order["lines"])

        return await self._tap(public_id, f"/orders/{public_id}/items/{line}/status", wanted.value, is_there)

    async def _tap(self, public_id: str, path: str, wanted: str, is_there: Callable[[Json], bool]) -> Json | None:
        tally = self._house.tally
        for _attempt in range(_TRIES):
            order, sent_at = self.orders[public_id], time.monotonic()
            try:
                fields = (("status", wanted), ("version", order["version"]))
                answer = await self._browser.post("kitchen: tap", path, fields)
            except NoAnswer:
                await asyncio.sleep(_AFTER_TROUBLE_SECONDS)
                continue  # if it was done after all, the version says so
            if answer.is_fine:
                self._learn(answer.shape)
                tally.acknowledge(answer.shape)
                tally.tap(answer.shape["number"], answer.shape["version"], sent_at)
                return answer.shape
            if answer.status == _MISSING and "/items/" in path:
                self._ticks_items = False
                return None
            tally.refusals[f"kitchen: {answer.refusal}"] += 1
            if "order" in answer.shape:
                self._learn(answer.shape["order"])
            if is_there(self.orders[public_id]):
                return self.orders[public_id]
            if answer.refusal != "stale-version":
                return None
        return None

    def _learn(self, order: Json) -> None:
        known = self.orders.get(order["id"])
        if known is None or order["version"] >= known["version"]:
            self.orders[order["id"]] = order
        self._changed.set()

    def _status(self, public_id: str) -> Status:
        return Status(self.orders[public_id]["status"])

    async def _look(self) -> None:
        """Until something changes on the wall, or a moment later."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), _LOOK_SECONDS)
        self._changed.clear()


def open_by_status(orders: Iterable[Json]) -> dict[str, int]:
    """How many stand on the wall: waiting, being made, ready."""
    counts = {"waiting": 0, "making": 0, "ready": 0}
    words = {Status.ORDERED: "waiting", Status.PAID: "waiting", Status.IN_PROGRESS: "making", Status.READY: "ready"}
    for order in orders:
        word = words.get(Status(order["status"]))
        if word is not None:
            counts[word] += 1
    return counts
