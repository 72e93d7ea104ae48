"""Redis or Postgres dies and returns, a process dies between commit and publish: slower, never wrong, never silent."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from server.database import open_pool
from server.database.pool import Pool
from server.embedded.redis import EmbeddedRedis
from server.realtime.frames import pack
from server.realtime.hub import Frame
from server.realtime.redis import open_redis
from tests.realtime.cable import Cable, laid
from tests.realtime.house import KITCHEN_HAND, House, open_house, until


@pytest_asyncio.fixture
async def redis_cable(redis_url: str) -> AsyncIterator[Cable]:
    async with laid(redis_url) as cable:
        yield cable


@pytest_asyncio.fixture
async def pair(pool: Pool, redis_cable: Cable, redis_prefix: str) -> AsyncIterator[tuple[House, House]]:
    """Two processes of one shop, whose Redis hangs on a cable."""
    async with (
        open_house(pool, redis_cable.url, redis_prefix) as here,
        open_house(pool, redis_cable.url, redis_prefix) as there,
    ):
        yield here, there


@pytest.mark.requirement("LIVE-5")
async def test_an_event_left_unpublished_by_a_crash_arrives_within_a_second(house: House) -> None:
    screen = await house.connect()
    await screen.subscribe("board")
    for version in range(1, 4):
        began = time.monotonic()
        await house.write("board", "committed, then the process died", told=False)
        assert (await screen.read())["version"] == version
        assert time.monotonic() - began < 1.2


async def test_what_is_written_before_a_crash_comes_before_what_is_written_after_it(house: House) -> None:
    screen = await house.connect()
    await screen.subscribe("board")
    await house.write("board", "lost", told=False)
    await house.write("board", "told")
    assert await screen.read_versions(2) == [1, 2]


@pytest.mark.requirement("LIVE-9")
async def test_while_redis_is_away_screens_follow_by_polling_and_afterwards_by_redis_again(
    pair: tuple[House, House], redis_cable: Cable
) -> None:
    here, there = pair
    screen = await there.connect()
    await screen.subscribe("board")
    redis_cable.cut()
    for version in range(1, 6):
        began = time.monotonic()
        await asyncio.wait_for(here.write("board", version), 0.5)
        assert (await screen.read())["version"] == version
        assert time.monotonic() - began < 1.5
    redis_cable.mend()
    await until(lambda: there.relay.listener.is_up and here.relay.listener.is_up, within=15)
    began = time.monotonic()
    for version in range(6, 12):
        await here.write("board", version)
        assert (await screen.read())["version"] == version
    assert time.monotonic() - began < 1.5, "six polls take longer"


async def test_a_hung_redis_holds_up_nobody_who_writes(pair: tuple[House, House], redis_cable: Cable) -> None:
    here, there = pair
    screen = await there.connect()
    await screen.subscribe("board")
    redis_cable.freeze()
    for version in range(1, 5):
        began = time.monotonic()
        await here.write("board", version)
        assert time.monotonic() - began < 0.5
        assert (await screen.read())["version"] == version
    await until(lambda: not there.relay.listener.is_up, within=12)
    redis_cable.mend()
    await until(lambda: there.relay.listener.is_up, within=15)


async def test_messages_lost_while_subscribing_again_are_caught_up_at_the_confirmation(
    pair: tuple[House, House], redis_cable: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.realtime.catching_up.SWEEP_SECONDS", 3600.0)
    here, there = pair
    await asyncio.sleep(1)  # the sweep that was due is the last
    screen = await there.connect()
    await screen.subscribe("board")
    redis_cable.cut()
    await until(lambda: not there.relay.listener.is_up)
    await here.write("board", "missed")
    redis_cable.mend()
    assert (await screen.read(within=10))["version"] == 1


async def test_redis_killed_and_started_anew_loses_nothing(pool: Pool, redis_prefix: str, tmp_path: Path) -> None:
    redis = EmbeddedRedis(tmp_path, durable=False)
    url = await redis.start()
    try:
        async with open_house(pool, url, redis_prefix) as here, open_house(pool, url, redis_prefix) as there:
            screen = await there.connect()
            await screen.subscribe("board")
            for number in range(60):
                await here.write("board", number)
                if number == 20:
                    assert redis.pid is not None
                    os.kill(redis.pid, signal.SIGKILL)
                    await until(lambda: not redis.alive())
                if number == 40:
                    await redis.start()
                await asyncio.sleep(0.01)
            assert await screen.read_versions(60) == list(range(1, 61))
            await until(lambda: there.relay.listener.is_up, within=15)
    finally:
        await redis.stop()


async def test_heartbeats_stop_while_the_truth_is_unknown_and_joiners_are_sent_away_to_try_again(
    database_url: str, redis_url: str, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.realtime.wheel.HEARTBEAT_SECONDS", 0.5)
    async with laid(database_url) as cable:
        pool = await open_pool(cable.url)
        async with open_house(pool, redis_url, redis_prefix) as house:
            screen, late = await house.connect(), await house.connect()
            epoch = (await screen.subscribe("board"))["epoch"]
            await until(house.relay.catching_up.vouches)
            cable.cut()
            await until(lambda: not house.relay.catching_up.vouches(), within=3)
            await late.say(type="subscribe", topic="board")
            assert await late.read_close() == 1012
            assert await screen.falls_silent(1.5)
            cable.mend()
            assert (await screen.read_any(within=10))["type"] == "heartbeat"
            assert (await screen.subscribe("board", epoch=epoch, version=0))["type"] == "resumed"
        pool.terminate()


async def test_the_last_heartbeat_is_hardly_younger_than_the_last_look_at_the_database(
    database_url: str, redis_url: str, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.realtime.wheel.HEARTBEAT_SECONDS", 0.2)
    async with laid(database_url) as cable:
        pool = await open_pool(cable.url)
        async with open_house(pool, redis_url, redis_prefix) as house:
            screen = await house.connect()
            await screen.subscribe("board")
            await until(house.relay.catching_up.vouches)
            cable.freeze()
            frozen_at = time.time()
            last = 0.0
            while time.time() < frozen_at + 3:
                try:
                    last = (await screen.read_any(within=0.5))["now"] / 1000
                except TimeoutError:
                    continue
            assert 0 < last < frozen_at + 1.6
            cable.mend()
        pool.terminate()


async def test_after_an_outage_every_screen_hears_at_once_that_it_is_over(
    database_url: str, redis_url: str, redis_prefix: str
) -> None:
    async with laid(database_url) as cable:
        pool = await open_pool(cable.url)
        async with open_house(pool, redis_url, redis_prefix) as house:
            screens = []
            for _slot in range(6):
                screens.append(await house.connect())
                await screens[-1].subscribe("board")
                await asyncio.sleep(0.6)  # heartbeats go out all through the five seconds
            cable.cut()
            await until(lambda: not house.relay.catching_up.vouches(), within=3)
            await asyncio.sleep(5)  # a whole turn: everybody is owed one
            cable.mend()
            await until(house.relay.catching_up.vouches, within=10)
            again = time.time()
            for screen in screens:
                while (frame := await screen.read_any(within=6))["type"] != "heartbeat" or frame[
                    "now"
                ] / 1000 < again - 1:
                    pass
                assert frame["now"] / 1000 - again < 2
        pool.terminate()


async def test_a_hung_database_stops_the_heartbeats_too(database_url: str, redis_url: str, redis_prefix: str) -> None:
    async with laid(database_url) as cable:
        pool = await open_pool(cable.url)
        async with open_house(pool, redis_url, redis_prefix) as house:
            screen = await house.connect()
            await until(house.relay.catching_up.vouches)
            cable.freeze()
            await screen.say(type="subscribe", topic="board")
            assert await screen.read_close(within=6) == 1012
            assert not house.relay.catching_up.vouches()
            cable.mend()
            await until(house.relay.catching_up.vouches, within=10)
        pool.terminate()


async def test_a_database_begun_anew_gives_every_screen_a_snapshot(house: House) -> None:
    screen = await house.connect()
    before = await screen.subscribe("board")
    await house.write("board", "one", "two", "three")
    assert await screen.read_versions(3) == [1, 2, 3]
    await house.pool.execute("update database_epoch set epoch = 'restored'")
    await house.pool.execute("update topics set version = 1 where name = 'board'")
    snapshot = await screen.read()
    assert (snapshot["type"], snapshot["epoch"], snapshot["version"]) == ("snapshot", "restored", 1)
    assert before["epoch"] != "restored"
    await house.pool.execute("delete from topic_events")
    await house.write("board", "two again")
    assert (await screen.read())["version"] == 2


async def test_more_missed_than_is_kept_gives_every_screen_a_snapshot(house: House) -> None:
    screens = [await house.connect() for _ in range(5)]
    for screen in screens:
        await screen.subscribe("board")
    await house.write("board", *range(700), told=False)
    for screen in screens:
        snapshot = await screen.read()
        assert (snapshot["type"], snapshot["version"]) == ("snapshot", 700)
    await house.write("board", "on it goes")
    for screen in screens:
        assert (await screen.read())["version"] == 701
    assert house.noticeboard.reads["board"] <= 3


async def test_foreign_messages_on_our_channels_do_no_harm(house: House, redis_url: str) -> None:
    screen = await house.connect(KITCHEN_HAND)
    epoch = (await screen.subscribe("board"))["epoch"]
    await until(lambda: house.relay.listener.is_up)
    redis = open_redis(redis_url)
    channel = house.relay.channels.topic("board")
    for message in (b"", b"garbage", b"e 1", b"e x y", pack(Frame("board", "other", 7, b"not ours"))):
        await redis.publish(channel, message)
    for message in (b"", b"[]", b"7", b'{"sessions":7}', b'{"person":"7"}', b"\xff"):
        await redis.publish(house.relay.channels.sessions, message)
    await redis.aclose()
    await house.write("board", "fine")
    frame = await screen.read()
    assert (frame["type"], frame["epoch"], frame["version"]) == ("event", epoch, 1)
