"""WORKERS=2 on one port: two processes, one truth; a session ends on both; one worker estimates, whoever is killed."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from server.bench.people import Line, fill_baskets, make_people
from server.bench.site import Site
from server.bench.wire import subscribe
from server.embedded.processes import end_child, spawn, wait_for
from server.history import BOARD, KITCHEN
from server.soak.asking import Caller
from server.soak.record import Record
from server.soak.whole_shop import WholeShop
from server.soak.wire import Wire, connect
from tests.outages.waiting import eventually

_ESTIMATING_LOCK = 7266302982  # server/worker.py


@dataclass
class Heard:
    """A socket and what it was told."""

    wire: Wire
    frames: list[dict[str, Any]] = field(default_factory=list)

    def has_answers(self, count: int) -> bool:
        return [frame["type"] for frame in self.frames].count("snapshot") == count

    def has_events(self, topics: Sequence[str], count: int) -> bool:
        return all(len(self.versions(topic)) >= count for topic in topics)

    def versions(self, topic: str) -> list[int]:
        return [frame["version"] for frame in self.frames if frame.get("topic") == topic and frame["type"] == "event"]


def find_server_of(port: int, wire: Wire, pids: list[int]) -> int:
    """Which process holds the other end of this socket: by the kernel's table of connections."""
    assert wire.transport is not None
    own = wire.transport.get_extra_info("sockname")[1]
    inodes = {
        row.split()[9]
        for row in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if row.split()[1].endswith(f":{port:04X}") and row.split()[2].endswith(f":{own:04X}")
    }
    wanted = {f"socket:[{inode}]" for inode in inodes}
    for pid in pids:
        if any(str(link.readlink()) in wanted for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()):
            return pid
    raise AssertionError("no web process holds this connection")


def _keep(record: Record, frames: list[dict[str, Any]], text: bytes) -> None:
    frames.append(record.read(text))


@asynccontextmanager
async def on_both(shop: WholeShop, cookie: str, *topics: str) -> AsyncIterator[tuple[Heard, Heard]]:
    """Two sockets of one session on different processes, subscribed and answered; the kernel deals them out."""
    found: dict[int, Heard] = {}
    spare: list[Wire] = []
    record = Record()
    try:
        for _attempt in range(60):
            frames: list[dict[str, Any]] = []
            wire = await connect(shop.port, cookie, partial(_keep, record, frames))
            pid = find_server_of(shop.port, wire, shop.web())
            if pid in found:
                spare.append(wire)
                continue
            found[pid] = Heard(wire, frames)
            for topic in topics:
                wire.say(subscribe(topic))
            if len(found) == 2:
                break
        one, other = found.values()
        for heard in (one, other):
            assert await wait_for(partial(heard.has_answers, len(topics)), 20)
        yield one, other
        assert record.violations == []
    finally:
        for wire in [*spare, *(heard.wire for heard in found.values())]:
            wire.close()


async def two_web_processes(shop: WholeShop) -> None:
    assert await wait_for(lambda: len(shop.web()) == 2 and len(shop.worker()) == 1, 60, 0.1)


@pytest.mark.requirement("LIVE-9")
async def test_two_processes_tell_the_same_versions_with_the_same_bodies(whole_shop: WholeShop) -> None:
    await two_web_processes(whole_shop)
    site = Site(whole_shop.settings, whole_shop.folder)
    (cook,) = await make_people(site, "cook", 1, "kitchen")
    (customer,) = await make_people(site, "customer", 1)
    async with on_both(whole_shop, cook.cookie, KITCHEN, BOARD) as (one, other):
        (basket,) = await fill_baskets(whole_shop.port, [customer])
        line = Line(whole_shop.port)
        order = await basket.check_out(line)
        till = Caller(whole_shop.port, cook)
        for status in ("in_progress", "ready", "in_progress", "ready"):
            answered, order = await till.post(
                f"/orders/{order['id']}/status", {"status": status, "version": order["version"]}
            )
            assert answered == 200
        till.close()
        line.close()
        for heard in (one, other):
            assert await wait_for(partial(heard.has_events, (KITCHEN, BOARD), 5), 20)
        told = {(f["topic"], f["version"]): f for f in one.frames if f["type"] == "event"}
        same = {(f["topic"], f["version"]): f for f in other.frames if f["type"] == "event"}
        shared = told.keys() & same.keys()
        assert len(shared) >= 10
        assert all(told[key] == same[key] for key in shared)
        for heard in (one, other):
            for topic in (KITCHEN, BOARD):
                versions = heard.versions(topic)
                assert versions == list(range(versions[0], versions[0] + len(versions)))


@pytest.mark.requirement("LIVE-9")
async def test_a_session_ended_on_one_process_closes_its_sockets_on_both_within_two_seconds(
    whole_shop: WholeShop,
) -> None:
    await two_web_processes(whole_shop)
    (cook,) = await make_people(Site(whole_shop.settings, whole_shop.folder), "leaver", 1, "kitchen")
    async with on_both(whole_shop, cook.cookie, KITCHEN) as (one, other):
        began = time.monotonic()
        caller = Caller(whole_shop.port, cook)
        status, _ = await caller.post("/logout", {})
        assert status < 400
        caller.close()
        async with asyncio.timeout(10):
            await asyncio.gather(one.wire.ended.wait(), other.wire.ended.wait())
        assert time.monotonic() - began < 2.5, "two seconds, and the request itself"
        assert one.wire.close_code == other.wire.close_code == 4001


async def read_estimators(url: str) -> list[int]:
    """Connections that hold the lock under which places in the queue are written."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "select pid from pg_locks where locktype = 'advisory' and granted"
            " and (classid::bigint << 32) + objid::bigint = $1",
            _ESTIMATING_LOCK,
        )
    finally:
        await connection.close()
    return [row["pid"] for row in rows]


async def _is_one(url: str, other_than: list[int]) -> bool:
    now = await read_estimators(url)
    return len(now) == 1 and now != other_than


async def is_estimated(url: str, public_id: str) -> bool:
    connection = await asyncpg.connect(url)
    try:
        return (await connection.fetchval("select ahead from orders where public_id = $1", public_id)) is not None
    finally:
        await connection.close()


@pytest.mark.requirement("PRED-3", "LIVE-9")
async def test_one_worker_estimates_and_another_takes_over_when_it_is_killed(whole_shop: WholeShop) -> None:
    shop = whole_shop
    await two_web_processes(shop)
    await eventually(partial(_is_one, shop.database_url, []), "one worker estimates")
    # a second worker beside it waits for its turn
    url = shop.settings.redis_url
    assert url is not None
    beside = spawn(
        [sys.executable, "-m", "server", "worker"],
        cwd=Path.cwd(),
        environment={**os.environ, "DATABASE_URL": shop.database_url, "REDIS_URL": url, "SECRET_KEY": "for tests only"},
        signal_when_orphaned=signal.SIGKILL,
    )
    try:
        before = await read_estimators(shop.database_url)
        (worker,) = shop.worker()
        os.kill(worker, signal.SIGKILL)
        await eventually(partial(_is_one, shop.database_url, before), "another worker estimates")
        (customer,) = await make_people(Site(shop.settings, shop.folder), "waiting", 1)
        (basket,) = await fill_baskets(shop.port, [customer])
        line = Line(shop.port)
        order = await basket.check_out(line)
        line.close()
        await eventually(partial(is_estimated, shop.database_url, order["id"]), "the order gets its place")
        assert len(await read_estimators(shop.database_url)) == 1
    finally:
        await end_child(beside, signal.SIGTERM, 20)
