"""docs/live.md and the golden frames shared with JavaScript say what the server really sends and takes."""

import json
import re
import socket
from pathlib import Path
from typing import Any

import pytest

from server.history import Event
from server.realtime import closing, conversation, frames
from server.realtime import socket as live
from server.realtime.frames import (
    FrameIsBroken,
    error_frame,
    event_frame,
    heartbeat_frame,
    hello_frame,
    pack,
    resumed_frame,
    snapshot_frame,
    text_frame,
    unpack,
)
from server.realtime.messages import Seen, Subscribe, Unsubscribe, parse
from tests.realtime.house import KITCHEN_HAND, House
from tests.realtime.raw import SlowScreen

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs/live.md").read_text()
GOLDEN = json.loads((ROOT / "tests/front_end/golden/live.json").read_text())
EXAMPLES = [
    json.loads(line) for block in re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL) for line in block.splitlines()
]
FROM_CLIENTS = ("subscribe", "unsubscribe", "seen")


def encode(frame: dict[str, Any]) -> bytes:
    """The frame as the server would write it."""
    topic = "cart:7" if frame.get("topic") == "cart" else frame.get("topic")
    match frame:
        case {"type": "hello", "now": now}:
            return hello_frame(now)
        case {"type": "heartbeat", "now": now}:
            return heartbeat_frame(now)
        case {"type": "snapshot", "epoch": epoch, "version": version, "state": state}:
            return snapshot_frame(str(topic), epoch, version, json.dumps(state, ensure_ascii=False))
        case {"type": "resumed", "epoch": epoch, "version": version}:
            return resumed_frame(str(topic), epoch, version)
        case {"type": "event", "epoch": epoch, "version": version, "event": event, "data": data}:
            return event_frame(Event(str(topic), epoch, version, event, json.dumps(data, ensure_ascii=False))).wire
        case {"type": "error", "code": code, "message": message}:
            return error_frame(topic, code, message)
    raise AssertionError(frame)


async def decode(wire: bytes) -> object:
    """The frame as a client that speaks RFC 6455 reads it."""
    with socket.socket() as unplugged:
        screen = SlowScreen(unplugged)
        screen._kept = wire
        opcode, payload = await screen._frame()
    assert (opcode, screen._kept) == (1, b"")
    return json.loads(payload)


@pytest.mark.parametrize("frame", GOLDEN["frames"], ids=lambda frame: frame["type"])
async def test_the_golden_frames_are_what_the_server_writes(frame: dict[str, Any]) -> None:
    assert await decode(encode(frame)) == frame


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each["type"] not in FROM_CLIENTS], ids=str)
async def test_the_documents_answers_are_what_the_server_writes(example: dict[str, Any]) -> None:
    assert await decode(encode(example)) == example


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each["type"] in FROM_CLIENTS], ids=str)
def test_the_documents_messages_are_what_the_server_takes(example: dict[str, Any]) -> None:
    kind = {"subscribe": Subscribe, "unsubscribe": Unsubscribe, "seen": Seen}[example["type"]]
    assert type(parse(json.dumps(example))) is kind


async def test_a_real_conversation_has_the_documents_shapes(house: House) -> None:
    documented = {example["type"]: set(example) for example in EXAMPLES}
    screen = await house.connect(KITCHEN_HAND)
    heard = [screen.hello, await screen.subscribe("kitchen"), await screen.subscribe("admin")]
    await house.write("kitchen", "one")
    heard += [await screen.read(), await screen.subscribe("kitchen", epoch=heard[1]["epoch"], version=1)]
    heard.append(await screen.read_any(within=7))
    assert [frame["type"] for frame in heard] == ["hello", "snapshot", "error", "event", "resumed", "heartbeat"]
    for frame in heard:
        assert set(frame) == documented[frame["type"]]


def test_the_documents_close_codes_and_limits_are_those_in_force() -> None:
    for code in (frames.POLICY, frames.TOO_BIG, frames.RESTARTING, frames.SESSION_ENDED, frames.TOO_SLOW):
        assert f"| {code} |" in DOCUMENT
    assert (conversation.FRAMES, conversation.FRAMES_SECONDS, conversation.BAD_MESSAGES) == (100, 10.0, 5)
    assert closing.SOCKETS_A_SESSION == 100
    assert (live.MESSAGE_BYTES, live.TOPICS_A_SOCKET, frames.HEARTBEAT_SECONDS) == (16 * 1024, 64, 5)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
async def test_a_frame_of_any_length_is_read_as_it_was_written(size: int) -> None:
    assert await decode(text_frame(json.dumps("é" * size, ensure_ascii=False))) == "é" * size


def test_a_frame_goes_through_redis_unchanged() -> None:
    frame = event_frame(Event("order:x", "e1", 7, "order.changed", '{"note":"two words"}'))
    assert unpack("order:x", pack(frame)) == frame
    for broken in (b"", b"e1", b"e1 seven {}", b"\xff\xff 7 {}"):
        with pytest.raises(FrameIsBroken):
            unpack("order:x", broken)
