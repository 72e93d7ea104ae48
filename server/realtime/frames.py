"""Frames of `/live`: JSON text encoded once, wrapped once into the bytes a server writes (RFC 6455, section 5.2).

Shapes: spec of `/live` in docs/live.md. Server frames are never masked and never compressed, so the same bytes
serve every socket.
"""

from __future__ import annotations

import json
from struct import Struct

from server.history import Event, wire_name
from server.realtime.hub import Frame

_TEXT, _CLOSE, _PING, _PONG = 0x81, 0x88, 0x89, 0x8A
_MEDIUM, _LONG = Struct("!BBH").pack, Struct("!BBQ").pack

HEARTBEAT_SECONDS = 5
PING = bytes((_PING, 0))

POLICY, TOO_BIG, RESTARTING, SESSION_ENDED, TOO_SLOW = 1008, 1009, 1012, 4001, 4008
"""Close codes of the contract."""
BUG = 1011


class FrameIsBroken(Exception):
    """A message of a topic's channel that this program did not write."""


def text_frame(text: str) -> bytes:
    """One unfragmented, unmasked text frame."""
    return _framed(_TEXT, text.encode())


def close_frame(code: int, reason: str = "") -> bytes:
    return _framed(_CLOSE, code.to_bytes(2, "big") + reason.encode()[:123])


def pong_frame(payload: bytes) -> bytes:
    return _framed(_PONG, payload)


def event_frame(event: Event) -> Frame:
    """The event as every seat of its topic gets it; one's own cart is called `cart` on the wire."""
    head = _head("event", event.topic, event.epoch, event.version)
    text = f'{head},"event":{json.dumps(event.event)},"data":{event.data}}}'
    return Frame(event.topic, event.epoch, event.version, text_frame(text))


def snapshot_frame(topic: str, epoch: str, version: int, state: str) -> bytes:
    """`state` is JSON text, true at exactly `version`."""
    return text_frame(f'{_head("snapshot", topic, epoch, version)},"state":{state}}}')


def resumed_frame(topic: str, epoch: str, version: int) -> bytes:
    """What was missed after `version` follows as events, perhaps nothing."""
    return text_frame(f"{_head('resumed', topic, epoch, version)}}}")


def error_frame(wire: str | None, code: str, message: str) -> bytes:
    """`wire` is the topic as the client wrote it, null where none could be read."""
    return text_frame(json.dumps({"type": "error", "topic": wire, "code": code, "message": message}))


def hello_frame(now_ms: int) -> bytes:
    return text_frame(f'{{"type":"hello","now":{now_ms},"heartbeat":{HEARTBEAT_SECONDS}}}')


def heartbeat_frame(now_ms: int) -> bytes:
    return text_frame(f'{{"type":"heartbeat","now":{now_ms}}}')


def pack(frame: Frame) -> bytes:
    """The message of the topic's Redis channel: epoch, version, then the bytes to write as they are."""
    return b"%b %d %b" % (frame.epoch.encode(), frame.version, frame.wire)


def unpack(topic: str, message: bytes) -> Frame:
    """The frame in a Redis message. Raises FrameIsBroken."""
    try:
        epoch, version, wire = message.split(b" ", 2)
        return Frame(topic, epoch.decode(), int(version), wire)
    except ValueError:
        raise FrameIsBroken(topic) from None


def _head(kind: str, topic: str, epoch: str, version: int) -> str:
    name = json.dumps(wire_name(topic))
    return f'{{"type":"{kind}","topic":{name},"epoch":{json.dumps(epoch)},"version":{version}'


def _framed(opcode: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes((opcode, size)) + payload
    if size < 65536:
        return _MEDIUM(opcode, 126, size) + payload
    return _LONG(opcode, 127, size) + payload
