"""P10: one reader who has stopped among many who have not."""

from __future__ import annotations

import asyncio
import socket

from server.access.asking import GUEST_PREFIX, new_token
from server.bench.audience import Audience
from server.bench.fan_out import guests
from server.bench.figures import Figure, Target, WrongCount, middle_round, percentile
from server.bench.programs import Program, a_second, allow_open_files
from server.bench.site import Site
from server.bench.telling import Herald, open_herald
from server.bench.wire import handshake, subscribe
from server.history import BOARD
from server.realtime.frames import TOO_SLOW

_PADDING = 4000
_SMALL_BUFFER = 4096
_GOODBYE_SECONDS = 15.0


async def measure_a_stalled_reader(site: Site) -> list[Figure]:
    """Rounds with and without one; in each round it passes from full over conflated to cut off."""
    sockets, rounds, messages = (50, 1, 400) if site.quick else (1000, 3, 400)
    allow_open_files(sockets + 500)
    rates: dict[bool, list[float]] = {False: [], True: []}
    waits: dict[bool, list[float]] = {False: [], True: []}
    async with open_herald(site) as herald, site.shop() as program:
        audience = Audience(program.port)
        try:
            await audience.open(guests(sockets, subscribe(BOARD)))
            await _round(program, audience, herald, messages)
            memory = program.memory_bytes()
            for _ in range(rounds):
                for stalled in (False, True):
                    sleeper = await _fall_asleep(program.port) if stalled else None
                    rate, lasts = await _round(program, audience, herald, messages)
                    rates[stalled].append(rate)
                    waits[stalled] += lasts
                    if sleeper is not None:
                        await _wake_up(sleeper)
            growth = program.memory_bytes() - memory
            audience.check(messages * (2 * rounds + 1))
        finally:
            audience.close()
    with_one, without = middle_round(rates[True], rates[False])
    return [
        Figure(
            id="P10",
            what=f"fan-out to {sockets} beside a stalled reader",
            value=with_one,
            unit="deliveries/CPU s",
            floor=without,
            beside="the same without",
            target=Target(0.95, at_least=True, of_ratio=True),
        ),
        Figure(
            id="P10",
            what="last socket beside a stalled reader, p50",
            value=percentile(waits[True], 50) * 1000,
            unit="ms",
            floor=percentile(waits[False], 50) * 1000,
            beside="the same without",
        ),
        Figure(id="P10", what="memory grown meanwhile", value=growth / 1_000_000, unit="MB", target=Target(4)),
    ]


async def _round(program: Program, audience: Audience, herald: Herald, messages: int) -> tuple[float, list[float]]:
    before = program.cpu_seconds()
    lasts = []
    for _ in range(messages):
        began = audience.expect(1)
        await herald.tell(padding=_PADDING)
        lasts.append(await audience.last() - began)
    return a_second(messages * len(audience.seats), program.cpu_seconds() - before), lasts


async def _fall_asleep(port: int) -> socket.socket:
    """A reader who subscribes and never reads again; its own kernel buffer is as small as it gets."""
    loop = asyncio.get_running_loop()
    sleeper = socket.socket()
    sleeper.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL_BUFFER)
    sleeper.settimeout(0)
    await loop.sock_connect(sleeper, ("127.0.0.1", port))
    await loop.sock_sendall(sleeper, handshake(f"127.0.0.1:{port}", new_token(GUEST_PREFIX)))
    await _hear(sleeper, b'"hello"')
    await loop.sock_sendall(sleeper, subscribe(BOARD))
    await _hear(sleeper, b'"snapshot"')
    return sleeper


async def _hear(sleeper: socket.socket, word: bytes) -> None:
    """Read until this word has come."""
    heard = b""
    while word not in heard:
        chunk = await asyncio.get_running_loop().sock_recv(sleeper, 65536)
        if not chunk:
            raise WrongCount("the reader who was to stall was not let in")
        heard += chunk


async def _wake_up(sleeper: socket.socket) -> None:
    """It must have been cut off by now, with the code that says why; else nobody had stalled."""
    heard = b""
    try:
        async with asyncio.timeout(_GOODBYE_SECONDS):
            while chunk := await asyncio.get_running_loop().sock_recv(sleeper, 65536):
                heard = heard[-64:] + chunk
                if TOO_SLOW.to_bytes(2, "big") + b"too slow" in heard:
                    return
        raise WrongCount("the stalled reader was closed without a word")
    except TimeoutError:
        raise WrongCount("the stalled reader was not cut off") from None
    finally:
        sleeper.close()
