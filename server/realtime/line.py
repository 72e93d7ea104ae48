"""The connection under a socket: aiohttp shakes hands, then the transport is ours and its request is freed.

An idle socket is a transport, a `Line`, a reader and a mailbox: no task waits for it, and no request, parser or
middleware stays in memory behind it.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import socket as sockets
from collections.abc import Callable
from typing import Any, Protocol, cast

from aiohttp import HttpVersion11, hdrs, web
from typing_extensions import override

from server.realtime.reading import FrameReader, Message, ProtocolBroken

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_MOST_EARLY = 64 * 1024
_SEND_BUFFER = 128 * 1024
"""The kernel's buffer for a socket: small, so that a reader who has stopped is noticed and costs no megabytes."""


class Ear(Protocol):
    """Who a line reports to. Nothing here waits."""

    def hear(self, message: Message | None) -> None:
        """A message, or None for a fragment of one."""

    def hear_nonsense(self, code: int, why: str) -> None:
        """The peer broke the protocol; nothing more will be heard."""

    def hear_no_more(self) -> None:
        """The connection is gone."""

    def hold_on(self) -> None:
        """The transport is full."""

    def go_on(self) -> None:
        """The transport has room again."""


class Line(asyncio.Protocol):
    """Bytes in, messages to the ear."""

    __slots__ = ("_deaf", "_reader", "ear", "transport")

    def __init__(self, transport: asyncio.Transport, limit: int) -> None:
        self.transport = transport
        self.ear: Ear | None = None
        self._reader = FrameReader(limit)
        self._deaf = False

    @override
    def data_received(self, data: bytes) -> None:
        if self._deaf or self.ear is None:
            return  # what is read is not kept: an unread byte would reset the connection and lose our close frame
        try:
            for message in self._reader.feed(data):
                self.ear.hear(message)
        except ProtocolBroken as broken:
            self._deaf = True
            self.ear.hear_nonsense(broken.code, broken.why)

    @override
    def pause_writing(self) -> None:
        if self.ear is not None:
            self.ear.hold_on()

    @override
    def resume_writing(self) -> None:
        if self.ear is not None:
            self.ear.go_on()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        ear, self.ear = self.ear, None
        if ear is not None:
            ear.hear_no_more()


class _Early:
    """Keeps what comes right behind the handshake until the line is taken; aiohttp takes it for a parser."""

    def __init__(self, transport: asyncio.Transport | None) -> None:
        self.data = b""
        self._transport = transport

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        self.data += data
        if len(self.data) > _MOST_EARLY and self._transport is not None:
            self._transport.pause_reading()
        return False, b""

    def feed_eof(self) -> None:
        """The request is over; the connection is not."""


class Upgrade(web.StreamResponse):
    """Answers 101 and hands the connection over to `take`, once the request has gone through every middleware.

    Raises HTTPBadRequest for what is no WebSocket handshake (RFC 6455, section 4.2.1).
    """

    def __init__(self, request: web.Request, limit: int, take: Callable[[Line], None]) -> None:
        super().__init__(status=101, headers=_shake_hands(request))
        self.force_close()
        self._limit = limit
        self._take = take
        self._done = False
        self._early = _Early(request.transport)
        # now and not later: without a parser aiohttp would read what follows as the next request
        request.protocol.set_parser(cast("Any", self._early))

    @override
    async def write_eof(self, data: bytes = b"") -> None:
        request = self._req
        if self._done or request is None:
            return
        self._done = True
        handler, transport = request.protocol, request.transport
        if transport is None:
            return  # gone before it was answered
        line = Line(transport, self._limit)
        raw = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, _SEND_BUFFER)
        transport.set_protocol(line)
        # for aiohttp the connection ends here: its handler lets go of the request, of its parser, and of its task
        handler.transport = None
        handler.connection_lost(None)
        transport.resume_reading()
        self._take(line)
        if self._early.data:
            line.data_received(self._early.data)


def _shake_hands(request: web.Request) -> dict[str, str]:
    headers = request.headers
    upgrade, connection = headers.get(hdrs.UPGRADE, ""), headers.get(hdrs.CONNECTION, "")
    if upgrade.strip().lower() != "websocket" or "upgrade" not in connection.lower():
        raise web.HTTPBadRequest(text="This address speaks WebSocket only.")
    if (
        request.version < HttpVersion11
        or hdrs.TRANSFER_ENCODING in headers
        or headers.get(hdrs.CONTENT_LENGTH, "0") != "0"
    ):
        raise web.HTTPBadRequest(text="A handshake is a GET of HTTP/1.1 without a body.")
    if headers.get(hdrs.SEC_WEBSOCKET_VERSION) != "13":
        raise web.HTTPUpgradeRequired(headers={hdrs.SEC_WEBSOCKET_VERSION: "13"})
    key = headers.get(hdrs.SEC_WEBSOCKET_KEY, "").strip()
    try:
        fits = len(base64.b64decode(key, validate=True)) == 16
    except (binascii.Error, ValueError):
        fits = False
    if not fits:
        raise web.HTTPBadRequest(text="Sec-WebSocket-Key is not sixteen bytes in base64.")
    accept = base64.b64encode(hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest()).decode()
    return {hdrs.UPGRADE: "websocket", hdrs.CONNECTION: "Upgrade", hdrs.SEC_WEBSOCKET_ACCEPT: accept}
