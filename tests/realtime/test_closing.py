"""Sessions end, people change, processes restart: sockets close in time and say why. Silent peers are given up."""

import asyncio
import time

import pytest

from server.access import Asker
from server.database.pool import Pool
from server.orders.order import Role
from server.realtime import wheel
from tests.realtime.house import GUEST, KITCHEN_HAND, House, open_house, until
from tests.realtime.raw import SlowScreen

ADMIN = Asker(session_key="boss", kind="person", role=Role.ADMIN, person_id=1, first_name="Bo")
ADMIN_AT_HOME = Asker(session_key="boss at home", kind="person", role=Role.ADMIN, person_id=1, first_name="Bo")
LIVING = {"boss": "admin", "boss at home": "admin", "kit": "kitchen"}


@pytest.mark.requirement("ACC-5")
async def test_a_session_that_ended_loses_its_sockets_in_every_process_at_once(
    house: House, other_house: House
) -> None:
    house.living |= LIVING
    other_house.living |= LIVING
    await until(lambda: house.relay.listener.is_up and other_house.relay.listener.is_up)
    here, there = await house.connect(ADMIN), await other_house.connect(ADMIN)
    bystander = await house.connect(KITCHEN_HAND)
    began = time.monotonic()
    await house.relay.announce_session_ended("boss")
    assert await here.read_close() == 4001
    assert await there.read_close() == 4001
    assert time.monotonic() - began < 0.8
    assert (await bystander.subscribe("kitchen"))["type"] == "snapshot"


async def test_a_person_who_changed_loses_all_sockets(house: House, other_house: House) -> None:
    house.living |= LIVING
    other_house.living |= LIVING
    await until(lambda: house.relay.listener.is_up and other_house.relay.listener.is_up)
    here, there = await house.connect(ADMIN), await other_house.connect(ADMIN_AT_HOME)
    bystander = await house.connect(KITCHEN_HAND)
    await other_house.relay.announce_person_changed(1)
    assert await here.read_close() == 4001
    assert await there.read_close() == 4001
    assert (await bystander.subscribe("kitchen"))["type"] == "snapshot"


@pytest.mark.parametrize("change", ["ended", "demoted"])
async def test_without_redis_the_sockets_of_a_changed_session_close_within_two_seconds(
    house: House, change: str
) -> None:
    house.living |= LIVING
    boss, kitchen, guest = await house.connect(ADMIN), await house.connect(KITCHEN_HAND), await house.connect(GUEST)
    await boss.subscribe("kitchen")
    began = time.monotonic()
    if change == "ended":
        del house.living["boss"]
    else:
        house.living["boss"] = "customer"
    assert await boss.read_close() == 4001
    assert time.monotonic() - began < 2
    assert (await kitchen.subscribe("kitchen"))["type"] == "snapshot"
    assert (await guest.subscribe("board"))["type"] == "snapshot"


async def test_a_restart_tells_every_socket_to_come_back(house: House) -> None:
    screens = [await house.connect() for _ in range(10)]
    for screen in screens:
        await screen.subscribe("board")
    slow = await SlowScreen.connect(house, KITCHEN_HAND)
    began = time.monotonic()
    closing = asyncio.create_task(house.server.close())
    assert await asyncio.gather(*(screen.read_close() for screen in screens)) == [1012] * 10
    await closing
    assert time.monotonic() - began < 4.8, "one that does not answer holds up nobody for long"
    slow.close()


async def test_a_peer_that_fell_silent_is_given_up_within_a_minute(
    redis_url: str, redis_prefix: str, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wheel.SILENT_TURNS * 5 + 5 < 60
    monkeypatch.setattr(wheel, "HEARTBEAT_SECONDS", 0.05)
    await asyncio.sleep(0.2)
    lively, silent = await house.connect(), await SlowScreen.connect(house, KITCHEN_HAND)

    async def read() -> None:
        while True:
            await lively.socket.receive()

    reading = asyncio.create_task(read())
    await until(lambda: len(house.live.socket.open) == 1)
    await asyncio.sleep(2)
    assert {box.asker for box in house.live.socket.open._boxes} == {GUEST}
    reading.cancel()
    silent.close()


async def test_heartbeats_come_every_five_seconds_and_say_the_time(house: House) -> None:
    screen = await house.connect()
    began = time.monotonic()
    first = await screen.read_any(within=7)
    assert first["type"] == "heartbeat"
    second = await screen.read_any(within=7)
    assert 4.5 < (second["now"] - first["now"]) / 1000 < 5.5
    assert abs(second["now"] / 1000 - time.time()) < 0.5
    assert time.monotonic() - began < 11
    await screen.subscribe("board")
    assert [(each.topic, each.beats) for each in house.live.screens()] == [("board", 2)]


async def test_a_task_that_dies_takes_the_process_down(
    redis_url: str, redis_prefix: str, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(pool, redis_url, redis_prefix) as house:
        screen = await house.connect()
        await screen.subscribe("board")
        monkeypatch.setattr("server.realtime.catching_up.find_versions", None)
        await until(lambda: house.deaths > 0)
        house.deaths = 0
