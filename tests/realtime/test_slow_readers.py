"""A reader too slow costs nobody else anything: held up to a point, then conflated, then cut off and told to resume."""

import asyncio
import time

import pytest
from typing_extensions import override

from server.realtime import mailbox
from server.realtime.line import Line
from server.realtime.mailbox import Mailbox, SlowReaders
from tests.realtime.house import GUEST, House, until
from tests.realtime.raw import SlowScreen

PAGE = "x" * 8_000


def only_box(house: House, *others: Mailbox) -> Mailbox:
    boxes = house.live.socket.open._boxes - set(others)
    assert len(boxes) == 1
    return next(iter(boxes))


class Pipe(asyncio.Transport):
    """A transport that remembers what was written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []

    @override
    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    @override
    def get_write_buffer_size(self) -> int:
        return 0


def test_between_dropping_events_and_the_snapshot_that_replaces_them_nothing_of_the_topic_is_written() -> None:
    asked: list[str] = []
    slow = SlowReaders(lambda _box, topic: asked.append(topic))
    pipe = Pipe()
    box = Mailbox(GUEST, Line(pipe, 100), slow)
    box.push("board", b"1")
    box.hold_on()
    for _ in range(mailbox.HELD_BYTES // 1000 + 1):
        box.push("board", bytes(1000))
    box.push("", b"for the socket itself")
    box.room_again()
    box.push("board", b"too early")
    box.push("menu", b"another topic")
    assert asked == ["board"]
    box.catch_up("board")
    box.push("board", b"snapshot")
    assert pipe.written == [b"1", b"for the socket itself", b"another topic", b"snapshot"]


async def fill(house: House, box: Mailbox) -> int:
    """Write until the box's transport is full; answers the last version."""
    version = 0
    while not box.is_full:
        version = (await house.write("board", PAGE))[-1].version
        await asyncio.sleep(0)
    return version


async def test_a_reader_that_pauses_misses_nothing(house: House) -> None:
    slow = await SlowScreen.connect(house, GUEST)
    await slow.read()
    await slow.say(type="subscribe", topic="board")
    await slow.read()
    version = await fill(house, only_box(house))
    for _ in range(5):
        version = (await house.write("board", PAGE))[-1].version
    seen = 0
    while seen < version:
        frame = await asyncio.wait_for(slow.read(), 5)
        assert isinstance(frame, dict)
        assert (frame["type"], frame["version"]) == ("event", seen + 1)
        seen += 1
    slow.close()


async def test_a_reader_that_pauses_for_long_gets_one_snapshot_for_all_it_missed(house: House) -> None:
    slow = await SlowScreen.connect(house, GUEST)
    await slow.read()
    await slow.say(type="subscribe", topic="board")
    await slow.read()
    box = only_box(house)
    await fill(house, box)
    version = 0
    while not box.is_behind("board"):
        version = (await house.write("board", PAGE))[-1].version
        await asyncio.sleep(0)
    for _ in range(20):
        version = (await house.write("board", PAGE))[-1].version
    seen, snapshots = 0, 0
    while seen < version:
        frame = await asyncio.wait_for(slow.read(), 5)
        assert isinstance(frame, dict)
        if frame["type"] == "snapshot":
            snapshots += 1
            assert frame["version"] > seen + 20
            seen = frame["version"]
        else:
            assert frame["version"] == seen + 1
            seen += 1
    assert snapshots == 1
    await house.write("board", "and on")
    frame = await asyncio.wait_for(slow.read(), 5)
    assert isinstance(frame, dict)
    assert (frame["type"], frame["version"]) == ("event", version + 1)
    slow.close()


@pytest.mark.parametrize("how", ["stalled", "missed"])
async def test_a_reader_that_stays_away_is_cut_off_with_4008_and_the_others_notice_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "stalled":
        monkeypatch.setattr(mailbox, "STALLED_SECONDS", 0.5)
    slow = await SlowScreen.connect(house, GUEST)
    await slow.read()
    await slow.say(type="subscribe", topic="board")
    await slow.read()
    box = only_box(house)
    healthy = [await house.connect() for _ in range(20)]
    for screen in healthy:
        await screen.subscribe("board")
    reading = [asyncio.create_task(screen.read_versions(200)) for screen in healthy]
    version = await fill(house, box)
    if how == "missed":
        for _ in range(mailbox.MISSED_BYTES // len(PAGE) + 1):
            version = (await house.write("board", PAGE))[-1].version
            assert box.transport.get_write_buffer_size() < 256 * 1024
            assert sum(len(wire) for _, wire in box._held or []) <= mailbox.HELD_BYTES + len(PAGE) + 1000
    await until(lambda: box.is_shut)
    while version < 200:
        version = (await house.write("board", PAGE))[-1].version
    assert await asyncio.gather(*reading) == [list(range(1, 201))] * 20
    answer: object = {}
    while isinstance(answer, dict):
        answer = await asyncio.wait_for(slow.read(), 5)
    assert answer == 4008
    slow.close()


async def test_a_slow_reader_that_makes_progress_is_not_cut_off(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "STALLED_SECONDS", 1.5)
    house.noticeboard.padding = "x" * 1_500_000
    slow = await SlowScreen.connect(house, GUEST)
    await slow.read()
    await slow.say(type="subscribe", topic="board")
    box = only_box(house)
    await until(lambda: box.is_full)
    await house.write("board", "waits behind the snapshot")
    began = time.monotonic()
    loop = asyncio.get_running_loop()
    while time.monotonic() - began < 3:
        slow._kept += await loop.sock_recv(slow._plug, 32_768)
        await asyncio.sleep(0.1)
    assert not box.is_shut
    frame = await asyncio.wait_for(slow.read(), 5)
    assert isinstance(frame, dict)
    assert frame["type"] == "snapshot"
    frame = await asyncio.wait_for(slow.read(), 5)
    assert isinstance(frame, dict)
    assert frame["version"] == 1
    slow.close()


async def test_a_reader_that_was_cut_off_and_never_comes_back_is_forgotten(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "STALLED_SECONDS", 0.3)
    monkeypatch.setattr(mailbox, "GRACE_SECONDS", 0.3)
    slow = await SlowScreen.connect(house, GUEST)
    await slow.read()
    await slow.say(type="subscribe", topic="board")
    await slow.read()
    await fill(house, only_box(house))
    await until(lambda: len(house.live.socket.open) == 0)
    assert "board" not in house.relay.hub.topics
    slow.close()
