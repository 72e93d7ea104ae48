"""P3: from a tap in the kitchen to the last of a thousand screens, beside a bare fan-out plus one commit."""

from __future__ import annotations

import time
from typing import Any

from server.bench.fan_out import Stand, open_stands
from server.bench.figures import Figure, Target, percentile
from server.bench.people import Line, Person, fill_baskets, make_people
from server.bench.site import Site
from server.bench.telling import Herald, open_herald
from server.database import queries


async def measure_taps(site: Site) -> list[Figure]:
    """Milliseconds from the first byte of POST /orders/<id>/status to the event at the last socket of the board."""
    sockets, taps = (50, 10) if site.quick else (1000, 200)
    (customer,), (cook,) = await make_people(site, "taps", 1), await make_people(site, "cook", 1, "kitchen")
    async with open_herald(site) as herald, open_stands(site, herald, sockets, peer=False) as stands:
        shop, bare = stands["shop"], stands["bare"]
        kitchen = Kitchen(shop, cook, await _place_order(shop, customer))
        for _ in range(5):
            await kitchen.tap()
            await bare.round(1, 1)
        waits, floors, commits = [], [], []
        for _ in range(taps):
            waits.append(await kitchen.tap())
            floors.append(await _fan_out(bare))
            commits.append(await _commit(herald))
        kitchen.line.close()
    figures = [_figure("p50", percentile(waits, 50), percentile(floors, 50), percentile(commits, 50))]
    slowest = _figure("p99", percentile(waits, 99), percentile(floors, 99), percentile(commits, 99))
    return [*figures, slowest]


class Kitchen:
    """One cook who finishes an order and takes it back, again and again."""

    def __init__(self, shop: Stand, cook: Person, order: dict[str, Any]) -> None:
        self.line = Line(shop.program.port)
        self._shop = shop
        self._cook = cook
        self._order = order

    async def tap(self) -> float:
        """Seconds until the last socket knows."""
        order = self._order
        status = "ready" if order["status"] == "in_progress" else "in_progress"
        began = self._shop.audience.expect(1)
        fields = {"status": status, "version": order["version"]}
        self._order = await self._cook.post(self.line, f"/orders/{order['id']}/status", fields)
        last = await self._shop.audience.last()
        self._shop.said += 1
        return last - began


async def _place_order(shop: Stand, customer: Person) -> dict[str, Any]:
    line = Line(shop.program.port)
    (basket,) = await fill_baskets(shop.program.port, [customer])
    shop.audience.expect(1)
    order = await basket.check_out(line)
    await shop.audience.last()
    shop.said += 1
    line.close()
    return order


async def _fan_out(bare: Stand) -> float:
    began = bare.audience.expect(1)
    await bare.say(1)
    bare.said += 1
    return await bare.audience.last() - began


async def _commit(herald: Herald) -> float:
    async with herald.pool.acquire() as connection:
        began = time.monotonic()
        await queries().bench.commit_once(connection)
        return time.monotonic() - began


def _figure(which: str, wait: float, fan_out: float, commit: float) -> Figure:
    return Figure(
        id="P3",
        what=f"status POST to the last socket, {which}",
        value=wait * 1000,
        unit="ms",
        floor=(fan_out + commit) * 1000,
        beside="bare fan-out + one commit",
        target=Target(2, of_ratio=True) if which == "p50" else Target(50),
    )
