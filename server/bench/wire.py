"""A WebSocket client's side of the wire, as little of it as measuring needs: frames are told apart by length. Pure."""

from __future__ import annotations

import json

from server.history import Event

_MASK = bytes(4)
"""A key of zeros: masked as RFC 6455 wants it, and nothing to compute."""

PONG = bytes((0x8A, 0x80)) + _MASK
GOODBYE = bytes((0x88, 0x80)) + _MASK
"""What a browser answers to a close frame; the server need not wait for it then."""

_PING, _CLOSE, _TEXT = 0x89, 0x88, 0x81
_KIND_AT = len('{"type":"')
_KINDS = {kind[:3].encode(): kind for kind in ("hello", "heartbeat", "snapshot", "resumed", "event", "error")}


def handshake(host: str, cookie: str = "", path: str = "/live") -> bytes:
    """The upgrade request of a same-origin page; `cookie` is the session's."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        f"Origin: http://{host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    ]
    if cookie:
        lines.append(f"Cookie: session={cookie}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def subscribe(topic: str, position: tuple[str, int] | None = None) -> bytes:
    """A masked frame; `position` is epoch and version when resuming."""
    message: dict[str, object] = {"type": "subscribe", "topic": topic}
    if position is not None:
        message["epoch"], message["version"] = position
    text = json.dumps(message).encode()
    size = len(text)
    if size < 126:
        return bytes((_TEXT, 0x80 | size)) + _MASK + text
    return bytes((_TEXT, 0x80 | 126)) + size.to_bytes(2, "big") + _MASK + text


class FrameCutter:
    """Cuts a server's stream into frames and says of each what it is, by its first letters alone."""

    __slots__ = ("_rest",)

    def __init__(self) -> None:
        self._rest = b""

    def cut(self, chunk: bytes) -> list[str]:
        """What ended with this chunk: event, hello, heartbeat, snapshot, resumed, error, ping, close or other."""
        if self._rest:
            chunk = self._rest + chunk
        found = []
        at, end = 0, len(chunk)
        while end - at >= 2:
            size, body = chunk[at + 1], at + 2
            if size == 126:
                body += 2
                size = int.from_bytes(chunk[at + 2 : body], "big")
            elif size == 127:
                body += 8
                size = int.from_bytes(chunk[at + 2 : body], "big")
            if body > end or body + size > end:
                break
            opcode = chunk[at]
            if opcode == _TEXT:
                kind = _KINDS.get(chunk[body + _KIND_AT : body + _KIND_AT + 3])
                # rarer frames are written with a space after the colon
                found.append(kind or _KINDS.get(chunk[body + _KIND_AT + 1 : body + _KIND_AT + 4], "other"))
            else:
                found.append("ping" if opcode == _PING else "close" if opcode == _CLOSE else "other")
            at = body + size
        self._rest = chunk[at:]
        return found


def example_event(epoch: str, version: int, padding: int = 0) -> Event:
    """What a changed order tells on the pickup board; `padding` bytes make it as large as one pleases."""
    order: dict[str, object] = {
        "number": "C-42",
        "first_name": "Maya",
        "status": "in_progress",
        "placed_at": 1795000000000,
        "ready_at": 1795000900000,
        "version": 3,
    }
    if padding:
        order["padding"] = "x" * padding
    return Event("board", epoch, version, "order.changed", json.dumps({"order": order}, separators=(",", ":")))
