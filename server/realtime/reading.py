"""Reading what clients send: RFC 6455 frames into messages, strictly, a byte too many refused before it is kept.

Its own reader, because a socket then costs a few kilobytes: no task, queue or request waits behind each of ten
thousand idle screens. Pure: bytes in, messages out.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
_CONTINUATION = 0
_PROTOCOL_ERROR, _NOT_UTF8, _TOO_BIG = 1002, 1007, 1009
_CLOSE_CODES = frozenset((1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014))


class ProtocolBroken(Exception):
    """The peer does not speak the protocol; `code` says why to it, nothing it sends counts any more."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


@dataclass(frozen=True, slots=True)
class Message:
    """A whole message or control frame. `words` is the text of a TEXT; `payload` the bytes of all others."""

    kind: int
    words: str = ""
    payload: bytes = b""


class FrameReader:
    """One connection's reader; `limit` bounds a message in bytes."""

    __slots__ = ("_begun", "_kept", "_kind", "_limit")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept = b""
        self._kind = 0
        self._begun: bytes | None = None
        """The fragments of an unfinished message; its kind is `_kind`."""

    def feed(self, some: bytes) -> Iterator[Message | None]:
        """The messages that `some` completes, and None for each fragment in between. Raises ProtocolBroken."""
        kept = self._kept + some if self._kept else some
        self._kept = b""
        at = 0
        while (head := self._read_head(kept, at)) is not None:
            start, size = head
            if len(kept) < start + size:
                break
            payload = _unmask(kept[start - 4 : start], kept[start : start + size])
            first, at = kept[at], start + size
            yield self._take(first & 0x0F, payload, last=first >= 0x80)
        self._kept = kept[at:]

    def _read_head(self, kept: bytes, at: int) -> tuple[int, int] | None:
        """Where the payload of the frame at `at` starts and how long it is; None while its head is incomplete."""
        if len(kept) < at + 2:
            return None
        first, size = kept[at], kept[at + 1] & 0x7F
        self._check_head(first, size, masked=kept[at + 1] >= 0x80)
        start = at + 6
        if size >= 126:
            width = 2 if size == 126 else 8
            start += width
            if len(kept) < at + 2 + width:
                return None
            size = int.from_bytes(kept[at + 2 : at + 2 + width], "big")
        if first & 0x08 == 0 and size + len(self._begun or b"") > self._limit:
            raise ProtocolBroken(_TOO_BIG, f"at most {self._limit} bytes a message")
        return (start, size) if len(kept) >= start else None

    def _check_head(self, first: int, size: int, *, masked: bool) -> None:
        kind = first & 0x0F
        if first & 0x70 or kind not in (_CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG):
            raise ProtocolBroken(_PROTOCOL_ERROR, "reserved bits or opcode")
        if not masked:
            raise ProtocolBroken(_PROTOCOL_ERROR, "clients mask their frames")
        if kind >= CLOSE and (first < 0x80 or size > 125):
            raise ProtocolBroken(_PROTOCOL_ERROR, "control frames are short and whole")
        if kind < CLOSE and (kind == _CONTINUATION) is (self._begun is None):
            raise ProtocolBroken(_PROTOCOL_ERROR, "fragments out of order")

    def _take(self, kind: int, payload: bytes, *, last: bool) -> Message | None:
        if kind >= CLOSE:
            return _closing(payload) if kind == CLOSE else Message(kind, payload=payload)
        if kind != _CONTINUATION:
            self._kind, self._begun = kind, b""
        whole = (self._begun or b"") + payload
        if not last:
            self._begun = whole
            return None
        self._begun = None
        return Message(TEXT, words=_text(whole)) if self._kind == TEXT else Message(BINARY, payload=whole)


def _unmask(mask: bytes, payload: bytes) -> bytes:
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")


def _text(payload: bytes) -> str:
    try:
        return codecs.decode(payload, "utf-8")
    except UnicodeDecodeError:
        raise ProtocolBroken(_NOT_UTF8, "text that is not UTF-8") from None


def _closing(payload: bytes) -> Message:
    """The close frame, its payload cut to the code (1000 where none was given)."""
    if not payload:
        return Message(CLOSE, payload=(1000).to_bytes(2, "big"))
    code = int.from_bytes(payload[:2], "big")
    if len(payload) == 1 or not (code in _CLOSE_CODES or 3000 <= code < 5000):
        raise ProtocolBroken(_PROTOCOL_ERROR, "no such close code")
    _text(payload[2:])
    return Message(CLOSE, payload=payload[:2])
