"""`/live`: the WebSocket of the contract. It knows no room; rooms hand in what they offer (`TopicOffer`)."""

from __future__ import annotations

import asyncio
import re
import socket as sockets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web
from typing_extensions import override

from server.access import ASKER, Asker
from server.realtime.catching_up import TruthUnknown
from server.realtime.closing import OpenSockets
from server.realtime.frames import POLICY, RESTARTING, error_frame, hello_frame, pong_frame
from server.realtime.joining import Joiner, Joining, Position, Rejoining
from server.realtime.mailbox import GOODBYE_SECONDS, Mailbox, SlowReaders
from server.realtime.messages import BadMessage, Seen, Subscribe, Unsubscribe, parse
from server.realtime.offers import TopicOffer
from server.realtime.origin import is_same_origin
from server.realtime.outages import POSTGRES_AWAY
from server.realtime.relay import Relay
from server.realtime.wheel import Wheel

if TYPE_CHECKING:
    from server.database.pool import Pool

MESSAGE_BYTES = 16 * 1024
FRAMES, FRAMES_SECONDS = 100, 10.0
TOPICS_A_SOCKET = 64
BAD_MESSAGES = 5
_SEND_BUFFER = 128 * 1024
"""The kernel's buffer for a socket: small, so that a reader who has stopped is noticed and costs no megabytes."""
_ASKING_AT_ONCE = 2
"""A storm of joiners takes this many of the pool's connections, the rest stays with people who order."""
_LINGER_SECONDS = 2.0
_FRAMES_OF_PEERS = frozenset((WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.PING, WSMsgType.PONG))
_NAME = re.compile(r"[A-Za-z0-9:_.-]{1,200}", re.ASCII)

OnSeen = Callable[[Asker, str, Mapping[str, int]], Awaitable[None]]


class LiveSocket:
    """The handler and all it shares between sockets."""

    def __init__(
        self, pool: Pool, relay: Relay, offers: Sequence[TopicOffer], public_origin: str, on_seen: OnSeen | None
    ) -> None:
        self.open = OpenSockets()
        self.rejoining = Rejoining(self._rejoin)
        self.slow = SlowReaders(self.rejoining.put)
        self.wheel = Wheel(self.slow, relay.catching_up.vouches)
        self._pool = pool
        self._hub = relay.hub
        self._joining = Joining(pool, relay)
        self._offers = offers
        self._public_origin = public_origin
        self._on_seen = on_seen
        self._asking = asyncio.Semaphore(_ASKING_AT_ONCE)

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """GET /live: 403 for a foreign or missing Origin, 503 while shutting down, else the socket until it closes."""
        if not is_same_origin(request, self._public_origin):
            raise web.HTTPForbidden(text="Origin not allowed")
        if self.open.is_closing:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "2"})
        # one more than the limit: aiohttp refuses from max_msg_size on, the contract allows the limit itself
        socket = _Socket(
            autoping=False, autoclose=False, compress=False, max_msg_size=MESSAGE_BYTES + 1, timeout=GOODBYE_SECONDS
        )
        await socket.prepare(request)
        asker = request[ASKER]
        if not self.open.has_room(asker.session_key):
            await socket.close(code=POLICY, message=b"too many sockets", drain=False)
            return socket
        transport = request.transport
        if transport is not None:
            await self._serve(Mailbox(asker, socket, transport, request.protocol, self.slow))
            await _linger(transport)
        return socket

    async def _serve(self, box: Mailbox) -> None:
        raw = box.transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, _SEND_BUFFER)
        self.open.add(box)
        self.wheel.add(box)
        try:
            box.push("", hello_frame(time.time_ns() // 1_000_000))
            await self._converse(box)
        finally:
            self._forget(box)

    def _forget(self, box: Mailbox) -> None:
        self.wheel.remove(box)
        self.open.remove(box)
        self.slow.forget(box)
        for name in box.topics.values():
            self._hub.unseat(name, box)
        box.topics.clear()

    async def _converse(self, box: Mailbox) -> None:
        bad = 0
        while (words := await self._next(box)) is not None:
            try:
                await self._answer(box, words)
            except BadMessage as error:
                box.push("", error_frame(error.topic, "bad_message", error.why))
                bad += 1
                if bad >= BAD_MESSAGES:
                    box.close(POLICY, "too many bad messages")
            except TruthUnknown:
                box.close(RESTARTING, "database away, try again")

    async def _next(self, box: Mailbox) -> str | bytes | None:
        """The next message's text (bytes if it was binary); None when the conversation is over."""
        while True:
            message = await box.socket.receive()
            box.heard = self.wheel.turn
            if message.type is WSMsgType.CLOSE:
                await _answer_close(box, message.data)
                return None
            if message.type not in _FRAMES_OF_PEERS:
                return None  # broken, or against the protocol: aiohttp has said why
            if box.is_shut or message.type is WSMsgType.PONG:
                continue
            if not _within_rate(box):
                box.close(POLICY, "too many frames")
            elif message.type is WSMsgType.PING:
                box.push("", pong_frame(message.data))
            else:
                words: str | bytes = message.data
                return words

    async def _answer(self, box: Mailbox, words: str | bytes) -> None:
        if isinstance(words, bytes):
            raise BadMessage("binary frames are not spoken here")
        message = parse(words)
        if isinstance(message, Subscribe):
            await self._subscribe(box, message.topic, message.position)
        elif isinstance(message, Unsubscribe):
            self._unsubscribe(box, message)
        else:
            await self._take_note(box, message)

    async def _subscribe(self, box: Mailbox, wire: str, position: Position | None) -> None:
        if wire not in box.topics and len(box.topics) >= TOPICS_A_SOCKET:
            box.push("", error_frame(wire, "too_many", f"at most {TOPICS_A_SOCKET} topics a socket"))
            return
        offer = self._find_offer(wire)
        name = None if offer is None else await self._find_topic(offer, box.asker, wire)
        if offer is None or name is None:
            box.push("", error_frame(wire, "not_found", "no such topic"))
            return
        self._leave(box, wire)
        box.topics[wire] = name
        box.catch_up(name)
        await self._joining.join(Joiner(box, name, offer, position, wanted=lambda: not box.is_shut))

    def _unsubscribe(self, box: Mailbox, message: Unsubscribe) -> None:
        if not self._leave(box, message.topic):
            box.push("", error_frame(message.topic, "not_found", "not subscribed"))

    def _leave(self, box: Mailbox, wire: str) -> bool:
        name = box.topics.pop(wire, None)
        if name is None:
            return False
        self._hub.unseat(name, box)
        return True

    async def _take_note(self, box: Mailbox, seen: Seen) -> None:
        if seen.topic not in box.topics:
            box.push("", error_frame(seen.topic, "not_found", "not subscribed"))
        elif self._on_seen is not None:
            await self._on_seen(box.asker, seen.topic, seen.orders)

    def _find_offer(self, wire: str) -> TopicOffer | None:
        if not _NAME.fullmatch(wire):
            return None
        return next((offer for offer in self._offers if offer.matches(wire)), None)

    async def _find_topic(self, offer: TopicOffer, asker: Asker, wire: str) -> str | None:
        try:
            async with self._asking, self._pool.acquire(timeout=3.0) as connection:
                return await offer.find_topic(connection, asker, wire)
        except POSTGRES_AWAY as error:
            raise TruthUnknown from error

    async def _rejoin(self, box: Mailbox, name: str) -> None:
        """A seat that lost its place gets a snapshot, unless the client has left the topic meanwhile."""
        wire = next((wire for wire, internal in box.topics.items() if internal == name), None)
        offer = None if wire is None else self._find_offer(wire)
        if wire is None or offer is None or box.is_shut:
            return
        self._hub.unseat(name, box)
        box.catch_up(name)
        try:
            await self._joining.join(
                Joiner(box, name, offer, None, wanted=lambda: not box.is_shut and box.topics.get(wire) == name)
            )
        except TruthUnknown:
            box.close(RESTARTING, "database away, try again")


class _Socket(web.WebSocketResponse):
    """Leaves the transport open after a broken message: `_linger` closes it."""

    @override
    def _close_transport(self) -> None:
        pass


async def _answer_close(box: Mailbox, code: int) -> None:
    """End the close handshake; whoever began it has now heard the other."""
    if not box.is_shut:
        await box.socket.close(code=code or 1000, drain=False)
    box.transport.close()


async def _linger(transport: asyncio.Transport) -> None:
    """Take in what the peer is still sending before the connection goes.

    A connection closed over unread bytes is reset, and a reset destroys the close frame that would say why.
    """
    until = time.monotonic() + _LINGER_SECONDS
    while not transport.is_closing() and time.monotonic() < until:  # noqa: ASYNC110 - nothing tells us
        await asyncio.sleep(0.02)


def _within_rate(box: Mailbox) -> bool:
    """At most FRAMES frames in any FRAMES_SECONDS; the list lives only while a socket talks."""
    now = time.monotonic()
    spoke = box.spoke
    if spoke is None or now - spoke[-1] > FRAMES_SECONDS:
        box.spoke = [now]
        return True
    while now - spoke[0] > FRAMES_SECONDS:
        del spoke[0]
    spoke.append(now)
    return len(spoke) <= FRAMES
