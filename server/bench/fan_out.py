"""P1 and P2: a change to many sockets, through the whole of `/live`, beside a bare loop that writes the same frame."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from server.access.asking import GUEST_PREFIX, new_token
from server.bench.audience import Audience
from server.bench.figures import Figure, Target, middle_round
from server.bench.programs import Program, a_second, allow_open_files
from server.bench.site import Site
from server.bench.telling import Herald, open_herald
from server.bench.wire import example_event, subscribe
from server.embedded.processes import wait_for
from server.history import BOARD
from server.realtime.frames import event_frame

_DELIVERIES_A_ROUND = 50_000
_BURST = 16
_PATIENCE_SECONDS = 30.0


@dataclass(slots=True)
class Stand:
    """One server with its audience, and how to make it say so many messages."""

    program: Program
    audience: Audience
    say: Callable[[int], Coroutine[Any, Any, None]]
    said: int = 0

    async def round(self, rounds: int, messages: int) -> float:
        """`rounds` times `messages` messages, each time heard by all before the next; deliveries per CPU second."""
        before = self.program.cpu_seconds()
        for _ in range(rounds):
            self.audience.expect(messages)
            await self.say(messages)
            await self.audience.last()
        self.said += rounds * messages
        return a_second(rounds * messages * len(self.audience.seats), self.program.cpu_seconds() - before)


def guests(count: int, greeting: bytes) -> list[tuple[str, bytes]]:
    """So many guests, each with a session of their own."""
    return [(new_token(GUEST_PREFIX), greeting) for _ in range(count)]


@asynccontextmanager
async def open_stands(site: Site, herald: Herald, sockets: int, *, peer: bool) -> AsyncIterator[dict[str, Stand]]:
    """The shop, the floor and perhaps the peer, each with `sockets` sockets; counts are checked at the end."""
    allow_open_files(3 * sockets + 500)
    frame = event_frame(example_event(*await herald.position())).wire
    async with AsyncExitStack() as stack:
        programs = {
            "shop": await stack.enter_async_context(site.shop()),
            "bare": await stack.enter_async_context(site.bare(frame)),
        }
        if peer:
            programs["awaiting"] = await stack.enter_async_context(site.awaiting(frame[4:].decode()))
        stands = {}
        for name, program in programs.items():
            audience = Audience(program.port)
            stack.callback(audience.close)
            is_shop = name == "shop"
            await audience.open(guests(sockets, subscribe(BOARD) if is_shop else b""), joining=is_shop)
            # who has connected may still stand in the server's line: a message said now would not be for them
            await wait_for(lambda: all(seat.is_ready for seat in audience.seats), _PATIENCE_SECONDS)  # noqa: B023 - asked at once
            stands[name] = Stand(program, audience, herald.tell if is_shop else _through_stdin(program))
        yield stands
        for stand in stands.values():
            stand.audience.check(stand.said)


def _through_stdin(program: Program) -> Callable[[int], Coroutine[Any, Any, None]]:
    async def say(messages: int) -> None:
        program.say(str(messages))

    return say


async def measure_fan_out(site: Site) -> list[Figure]:
    """P1: deliveries per CPU second of the server process, one message at a time."""
    figures = []
    async with open_herald(site) as herald:
        for sockets in (100,) if site.quick else (1000, 5000):
            rounds, messages = (3, 10) if site.quick else (9, _DELIVERIES_A_ROUND // sockets)
            rates: dict[str, list[float]] = {"shop": [], "bare": [], "awaiting": []}
            async with open_stands(site, herald, sockets, peer=True) as stands:
                for stand in stands.values():
                    await stand.round(5, 1)
                for number in range(rounds):
                    for name in sorted(stands, reverse=number % 2 == 1):
                        rates[name].append(await stands[name].round(messages, 1))
            what = f"fan-out to {sockets} sockets"
            figures += [
                _rate(what, rates, "bare", name="P1", beside="bare uvloop protocol", at_least=0.9),
                _rate(what, rates, "awaiting", name="P1", beside="aiohttp, `await send_str`", at_least=1.15),
            ]
    return figures


def _rate(
    what: str,
    rates: dict[str, list[float]],
    floor: str,
    *,
    name: str,
    beside: str,
    at_least: float | None = None,
) -> Figure:
    value, below = middle_round(rates["shop"], rates[floor])
    target = None if at_least is None else Target(at_least, at_least=True, of_ratio=True)
    return Figure(id=name, what=what, value=value, unit="deliveries/CPU s", floor=below, beside=beside, target=target)


async def measure_bursts(site: Site) -> list[Figure]:
    """P2: sixteen changes at once, beside a bare loop that writes each message by itself."""
    sockets, rounds, times = (100, 2, 2) if site.quick else (1000, 9, 10)
    rates: dict[str, list[float]] = {"shop": [], "bare": [], "apart": []}
    async with open_herald(site) as herald, open_stands(site, herald, sockets, peer=False) as stands:
        shop, bare = stands["shop"], stands["bare"]
        together, apart = shop.say, _sixteen_commits(herald)
        await shop.round(2, _BURST)
        await bare.round(2, _BURST)
        for _ in range(rounds):
            rates["shop"].append(await shop.round(times, _BURST))
            rates["bare"].append(await bare.round(times, _BURST))
            shop.say = apart
            rates["apart"].append(await shop.round(times, _BURST))
            shop.say = together
    beside = "one write per message"
    one_commit = _rate("16 changes of one commit", rates, "bare", name="P2", beside=beside, at_least=5)
    rates["shop"] = rates["apart"]
    return [one_commit, _rate("16 commits at once", rates, "bare", name="P2", beside=beside)]


def _sixteen_commits(herald: Herald) -> Callable[[int], Coroutine[Any, Any, None]]:
    async def say(messages: int) -> None:
        await asyncio.gather(*(herald.tell() for _ in range(messages)))

    return say
