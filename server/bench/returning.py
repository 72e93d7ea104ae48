"""P7: the server is restarted under ten thousand screens, and people order while all of them come back."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

from server.access.asking import GUEST_PREFIX, new_token
from server.bench.audience import Audience
from server.bench.figures import Figure, Target, WrongCount, percentile
from server.bench.people import Basket, Line, Person, fill_baskets, make_people
from server.bench.programs import allow_open_files
from server.bench.site import Site
from server.bench.telling import Herald, open_herald
from server.bench.wire import subscribe
from server.embedded.keepsakes import find_free_port
from server.history import BOARD, MENU, order_topic

_SOCKETS_A_PERSON = 100
_BETWEEN_ORDERS_SECONDS = 0.5
_PATIENCE_SECONDS = 60.0

Place = tuple[str, str, tuple[str, int] | None]
"""One screen: its session's cookie, what it watches, and where it stood, if it remembers."""


@dataclass(slots=True)
class Orders:
    """Orders sent, one after the other, until told to stop; how long each took."""

    baskets: list[Basket]
    port: int
    seconds: list[float] = field(default_factory=list)
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        line = Line(self.port)
        for basket in self.baskets:
            began = time.monotonic()
            await basket.check_out(line)
            self.seconds.append(time.monotonic() - began)
            try:
                async with asyncio.timeout(_BETWEEN_ORDERS_SECONDS):
                    await self.enough.wait()
                break
            except TimeoutError:
                continue
        line.close()


@dataclass(frozen=True, slots=True)
class Return:
    """What was seen of it: seconds for each part, the processor time it took, reads and versions by topic."""

    sockets: int
    stopping: float
    starting: float
    storm: float
    cpu: float
    reads: dict[str, int]
    versions: dict[str, int]
    orders: list[float]
    sent_away: int


async def measure_return(site: Site) -> list[Figure]:
    """Everybody comes back at once, without the pause a browser makes: the worst that can be."""
    owners, sockets = (2, 200) if site.quick else (10, 10_000)
    allow_open_files(sockets + 500)
    port = find_free_port()
    watchers, customers = await make_people(site, "watcher", owners), await make_people(site, "hungry", 100)
    async with open_herald(site) as herald:
        async with site.shop(port=port) as first:
            placed = await _place_orders(port, watchers)
            baskets = await fill_baskets(first.port, customers)
            crowd = await _crowd(herald, sockets, watchers, placed)
            screens = Audience(port)
            await screens.open([(cookie, subscribe(topic)) for cookie, topic, _ in crowd])
            began = time.monotonic()
        stopped = time.monotonic()
        await screens.wait(lambda: screens.closed == sockets)
        orders = Orders(baskets, port)
        seen = await _come_back(site, herald, crowd, orders, stopping=stopped - began, stopped=stopped)
    return _figures(seen)


async def _come_back(
    site: Site, herald: Herald, crowd: list[Place], orders: Orders, *, stopping: float, stopped: float
) -> Return:
    counts = site.folder / "snapshots"
    before = await _versions(herald, crowd)
    async with site.shop(port=orders.port, count_snapshots=counts) as shop:
        ready, cpu = time.monotonic(), shop.cpu_seconds()
        ordering = asyncio.create_task(orders.run())
        done, sent_away = await _storm(orders.port, crowd)
        cpu = shop.cpu_seconds() - cpu
        orders.enough.set()
        await ordering
    after = await _versions(herald, crowd)
    return Return(
        sockets=len(crowd),
        stopping=stopping,
        starting=ready - stopped,
        storm=done - ready,
        cpu=cpu,
        reads=json.loads(counts.read_text()),
        versions={topic: after[topic] - before[topic] + 1 for topic in after},
        orders=orders.seconds,
        sent_away=sent_away,
    )


async def _storm(port: int, crowd: list[Place]) -> tuple[float, int]:
    """All come at once; who is closed before the answer (1012: the database was slow) comes again, as browsers do.

    When the last was seated, and how often somebody was asked to come later (503).
    """
    audiences: list[Audience] = []
    missed, done = len(crowd), time.monotonic()
    try:
        while missed:
            audiences.append(Audience(port))
            missed, done = await _come(audiences[-1], crowd[:missed])
        return done, sum(audience.sent_away for audience in audiences)
    finally:
        for audience in audiences:
            audience.close()


async def _come(audience: Audience, crowd: list[Place]) -> tuple[int, float]:
    """How many of them were sent away, and when the last was seated or sent away."""
    await audience.open([(cookie, subscribe(topic, place)) for cookie, topic, place in crowd], joining=False)
    done = await audience.wait(lambda: audience.joined + audience.missed >= len(crowd), _PATIENCE_SECONDS)
    if audience.kinds["error"]:
        raise WrongCount(f"{audience.kinds['error']} error frames")
    return audience.missed, done


async def _place_orders(port: int, people: list[Person]) -> list[dict[str, Any]]:
    line = Line(port)
    placed = [await basket.check_out(line) for basket in await fill_baskets(port, people)]
    line.close()
    return placed


async def _versions(herald: Herald, crowd: list[Place]) -> dict[str, int]:
    return {topic: (await herald.position(topic))[1] for topic in {topic for _, topic, _ in crowd}}


async def _crowd(herald: Herald, sockets: int, watchers: list[Person], placed: list[dict[str, Any]]) -> list[Place]:
    """Owners watch their orders, the others board and menu; every second one resumes."""
    each = min(_SOCKETS_A_PERSON, sockets // 20)
    crowd = [
        (person.cookie, order_topic(order["id"]))
        for person, order in zip(watchers, placed, strict=True)
        for _ in range(each)
    ]
    guests = range(sockets - len(crowd))
    crowd += [(new_token(GUEST_PREFIX), BOARD if number % 5 else MENU) for number in guests]
    positions = {topic: await herald.position(topic) for topic in {topic for _, topic in crowd}}
    return [(cookie, topic, positions[topic] if number % 2 else None) for number, (cookie, topic) in enumerate(crowd)]


def _figures(seen: Return) -> list[Figure]:
    whole = seen.stopping + seen.starting + seen.storm
    most = max(count / seen.versions[topic] for topic, count in seen.reads.items())
    slowest, usual = max(seen.orders) * 1000, percentile(seen.orders, 50) * 1000
    made = f"{len(seen.orders)} checkouts meanwhile, all made"
    return [
        Figure(id="P7", what=f"{seen.sockets} sockets back, from SIGTERM on", value=whole, unit="s", target=Target(15)),
        Figure(id="P7", what="of it saying goodbye to all", value=seen.stopping, unit="s"),
        Figure(id="P7", what="of it starting", value=seen.starting, unit="s"),
        Figure(id="P7", what="of it the return", value=seen.storm, unit="s"),
        Figure(id="P7", what="asked to come a little later (503)", value=seen.sent_away, unit="times"),
        Figure(id="P7", what="CPU time for one that returns", value=seen.cpu / seen.sockets * 1000, unit="ms"),
        Figure(id="P7", what="snapshot reads for a version of a topic", value=most, unit="reads", target=Target(1)),
        Figure(id="P7", what=f"{made}, slowest", value=slowest, unit="ms", target=Target(1000)),
        Figure(id="P7", what=f"{made}, p50", value=usual, unit="ms"),
    ]
