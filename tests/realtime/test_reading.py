"""Reading client frames: read whole whatever pieces they come in, refused with the right code where they are broken."""

import os
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from server.realtime.reading import BINARY, CLOSE, PING, PONG, TEXT, FrameReader, Message, ProtocolBroken

LIMIT = 16 * 1024


def frame(kind: int, payload: bytes = b"", *, last: bool = True, masked: bool = True, reserved: int = 0) -> bytes:
    """A client's frame, right or wrong."""
    size = len(payload)
    if size < 126:
        head, more = size, b""
    elif size < 65_536:
        head, more = 126, size.to_bytes(2, "big")
    else:
        head, more = 127, size.to_bytes(8, "big")
    mask = os.urandom(4) if masked else b""
    body = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload)) if masked else payload
    return bytes(((0x80 if last else 0) | reserved | kind, (0x80 if masked else 0) | head)) + more + mask + body


def read(wire: bytes, *cuts: int) -> list[Message | None]:
    """What is read from these bytes when they arrive in pieces."""
    reader = FrameReader(LIMIT)
    edges = [0, *sorted(cut % (len(wire) + 1) for cut in cuts), len(wire)]
    return [message for start, end in pairwise(edges) for message in reader.feed(wire[start:end])]


@given(
    messages=some.lists(
        some.tuples(some.sampled_from([TEXT, BINARY, PING, PONG]), some.binary(max_size=300)), max_size=6
    ),
    cuts=some.lists(some.integers(0, 2000), max_size=8),
)
def test_messages_are_read_whatever_pieces_they_come_in(messages: list[tuple[int, bytes]], cuts: list[int]) -> None:
    wire, expected = b"", []
    for kind, data in messages:
        payload = data[:125] if kind in (PING, PONG) else data
        if kind == TEXT:
            payload = payload.decode("latin-1").encode()
            expected.append(Message(TEXT, words=payload.decode()))
        else:
            expected.append(Message(kind, payload=payload))
        wire += frame(kind, payload)
    assert read(wire, *cuts) == expected


def test_fragments_make_one_message_and_each_is_counted() -> None:
    wire = frame(TEXT, b"caf", last=False) + frame(PING, b"still there?") + frame(0, "é".encode()[:1], last=False)
    wire += frame(0, "é".encode()[1:])
    assert read(wire) == [None, Message(PING, payload=b"still there?"), None, Message(TEXT, words="café")]


def test_a_message_may_be_as_long_as_the_limit_in_one_piece_or_many() -> None:
    assert read(frame(TEXT, b"x" * LIMIT)) == [Message(TEXT, words="x" * LIMIT)]
    half = b"x" * (LIMIT // 2)
    assert read(frame(TEXT, half, last=False) + frame(0, half))[-1] == Message(TEXT, words="x" * LIMIT)


@pytest.mark.parametrize(
    ("payload", "code"),
    [(b"", 1000), (b"\x03\xe8", 1000), (b"\x03\xe9going", 1001), (b"\x0f\xa0", 4000), (b"\x0b\xb8", 3000)],
)
def test_a_close_frame_says_its_code(payload: bytes, code: int) -> None:
    assert read(frame(CLOSE, payload)) == [Message(CLOSE, payload=code.to_bytes(2, "big"))]


BROKEN = {
    "not masked": (1002, frame(TEXT, b"x", masked=False)),
    "reserved bit": (1002, frame(TEXT, b"x", reserved=0x40)),
    "reserved opcode": (1002, frame(3, b"x")),
    "reserved control opcode": (1002, frame(11)),
    "fragmented ping": (1002, frame(PING, last=False)),
    "long ping": (1002, frame(PING, b"x" * 126)),
    "continuation of nothing": (1002, frame(0, b"x")),
    "message inside a message": (1002, frame(TEXT, b"x", last=False) + frame(TEXT, b"y")),
    "close of one byte": (1002, frame(CLOSE, b"\x03")),
    "close code nobody may send": (1002, frame(CLOSE, (1006).to_bytes(2, "big"))),
    "close code below all": (1002, frame(CLOSE, (999).to_bytes(2, "big"))),
    "close reason that is no text": (1007, frame(CLOSE, (1000).to_bytes(2, "big") + b"\xff")),
    "text that is no text": (1007, frame(TEXT, b"\xc3\x28")),
    "surrogate": (1007, frame(TEXT, b"\xed\xa0\x80")),
    "overlong": (1007, frame(TEXT, b"\xc0\xaf")),
    "too long": (1009, frame(TEXT, b"x" * (LIMIT + 1))),
    "too long by its head alone": (1009, frame(TEXT, b"x" * (LIMIT + 1))[:4]),
    "too long in fragments": (1009, frame(TEXT, b"x" * LIMIT, last=False) + frame(0, b"y")),
    "longer than memory": (1009, b"\x81\xff" + b"\x7f" + b"\xff" * 7),
}


@pytest.mark.parametrize(("code", "wire"), BROKEN.values(), ids=BROKEN.keys())
def test_what_breaks_the_protocol_is_refused_with_its_code(code: int, wire: bytes) -> None:
    with pytest.raises(ProtocolBroken) as broken:
        read(wire)
    assert broken.value.code == code


@given(some.binary(max_size=400), some.lists(some.integers(0, 400), max_size=4))
def test_no_bytes_make_the_reader_fail_otherwise(wire: bytes, cuts: list[int]) -> None:
    with suppress(ProtocolBroken):
        read(wire, *cuts)


def test_many_tiny_frames_cost_no_more_than_their_bytes() -> None:
    assert len(read(frame(PING) * 40_000)) == 40_000
