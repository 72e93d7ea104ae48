"""P6: what sockets cost that only sit there, subscribed to one topic."""

from __future__ import annotations

from server.bench.audience import Audience
from server.bench.fan_out import guests
from server.bench.figures import Figure, Target, WrongCount
from server.bench.programs import allow_open_files
from server.bench.site import Site
from server.bench.wire import subscribe
from server.embedded.processes import wait_for
from server.history import BOARD

_HEARTBEATS_SECONDS = 20.0


async def measure_idle_sockets(site: Site) -> list[Figure]:
    """Memory of the shop's process before and after; everybody has had a heartbeat by then."""
    few, many = (50, 200) if site.quick else (1000, 10_000)
    allow_open_files(many + 500)
    async with site.shop() as program:
        warm = Audience(program.port)
        await warm.open(guests(100, subscribe(BOARD)))
        warm.close()
        audience = Audience(program.port)
        try:
            await audience.open(guests(few, subscribe(BOARD)))
            await _beat(audience)
            before = program.memory_bytes()
            await audience.open(guests(many - few, subscribe(BOARD)))
            await _beat(audience)
            after = program.memory_bytes()
            if audience.closed:
                raise WrongCount(f"{audience.closed} of {many} idle sockets were closed")
        finally:
            audience.close()
    each = (after - before) / (many - few) / 1024
    return [
        Figure(id="P6", what="memory of an idle socket", value=each, unit="KiB", target=Target(16)),
        Figure(
            id="P6",
            what=f"memory of a process with {many} sockets",
            value=after / 1_000_000,
            unit="MB",
            target=Target(200),
        ),
    ]


async def _beat(audience: Audience) -> None:
    """Until every socket has had one more heartbeat: they sit in a turning wheel, each is served once a turn."""
    wanted = audience.kinds["heartbeat"] + len(audience.seats)
    if not await wait_for(lambda: audience.kinds["heartbeat"] >= wanted, _HEARTBEATS_SECONDS):
        raise WrongCount("heartbeats did not come")
