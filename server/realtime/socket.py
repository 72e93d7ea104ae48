"""`/live`: the WebSocket of the contract. It knows no room; rooms hand in what they offer (`TopicOffer`)."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from aiohttp import web

from server.access import ASKER, Asker
from server.realtime.asking import Asking
from server.realtime.catching_up import TruthUnknown
from server.realtime.closing import OpenSockets
from server.realtime.conversation import Conversation
from server.realtime.door import Door
from server.realtime.frames import POLICY, RESTARTING, error_frame, hello_frame
from server.realtime.joining import Joiner, Joining, Position, Rejoining
from server.realtime.line import Line, Upgrade
from server.realtime.mailbox import Mailbox, SlowReaders
from server.realtime.messages import Seen, Subscribe, Unsubscribe
from server.realtime.offers import TopicOffer
from server.realtime.relay import Relay
from server.realtime.wheel import Wheel

if TYPE_CHECKING:
    from server.database.pool import Pool

MESSAGE_BYTES = 16 * 1024
TOPICS_A_SOCKET = 64
_NAME = re.compile(r"[A-Za-z0-9:_.-]{1,200}", re.ASCII)

OnSeen = Callable[[Asker, str, Mapping[str, int]], Awaitable[None]]


class LiveSocket:
    """The handler and all it shares between sockets."""

    def __init__(
        self, pool: Pool, relay: Relay, offers: Sequence[TopicOffer], public_origin: str, on_seen: OnSeen | None
    ) -> None:
        self.open = OpenSockets()
        self.door = Door(public_origin)
        self.rejoining = Rejoining(self._rejoin)
        self.asking = Asking(pool)
        self.slow = SlowReaders(self.rejoining.put)
        self.wheel = Wheel(self.slow, relay.catching_up.vouches)
        self._hub = relay.hub
        self._joining = Joining(pool, relay)
        self._offers = offers
        self._on_seen = on_seen

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """GET /live, behind the door: 400 or 426 for what is no handshake."""
        asker = request[ASKER]
        return Upgrade(request, MESSAGE_BYTES, lambda line: self._greet(asker, line))

    def _greet(self, asker: Asker, line: Line) -> None:
        box = Mailbox(asker, line, self.slow)
        line.ear = Conversation(box, line, self)
        if self.door.is_closing:
            box.close(RESTARTING, "restarting")
        elif not self.open.has_room(asker.session_key):
            box.close(POLICY, "too many sockets")
        else:
            self.open.add(box)
            self.wheel.add(box)
            box.push("", hello_frame(time.time_ns() // 1_000_000))

    def begin_answering(self) -> None:
        """Somebody's words wait for an answer."""
        self.door.waiting += 1

    def end_answering(self) -> None:
        """They have it, or nobody waits for it any more."""
        self.door.waiting -= 1

    def note_life(self, box: Mailbox) -> None:
        """The peer was heard of."""
        box.heard = self.wheel.turn

    def forget(self, box: Mailbox) -> None:
        """The connection is gone."""
        self.wheel.remove(box)
        self.open.remove(box)
        for name in box.topics.values():
            self._hub.unseat(name, box)
        box.topics.clear()

    async def act(self, box: Mailbox, message: Subscribe | Unsubscribe | Seen) -> None:
        """Do what a client asks. Raises TruthUnknown while the database cannot be asked."""
        if isinstance(message, Subscribe):
            await self._subscribe(box, message.topic, message.position)
        elif isinstance(message, Unsubscribe):
            if not self._leave(box, message.topic):
                box.push("", error_frame(message.topic, "not_found", "not subscribed"))
        else:
            await self._take_note(box, message)

    async def _subscribe(self, box: Mailbox, wire: str, position: Position | None) -> None:
        if wire not in box.topics and len(box.topics) >= TOPICS_A_SOCKET:
            box.push("", error_frame(wire, "too_many", f"at most {TOPICS_A_SOCKET} topics a socket"))
            return
        offer = self._find_offer(wire)
        name = None if offer is None else await self.asking.find_topic(offer, box.asker, wire)
        if offer is None or name is None:
            box.push("", error_frame(wire, "not_found", "no such topic"))
            return
        self._leave(box, wire)
        if box.is_shut:
            return
        box.topics[wire] = name
        box.catch_up(name)
        await self._joining.join(Joiner(box, name, offer, position, wanted=lambda: not box.is_shut))

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
