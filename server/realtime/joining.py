"""Joining a topic: seat first, then the snapshot or the missing events, then what came meanwhile; nothing twice.

From the moment a topic is held the hub keeps its frames, so whatever is committed while the snapshot is being read is
at hand afterwards. Reads of many joiners are shared: after a restart ten thousand sockets cost one query a topic.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from server.history import MENU, find_versions, get_epoch, read_since
from server.realtime.catching_up import TruthUnknown
from server.realtime.frames import event_frame, resumed_frame, snapshot_frame
from server.realtime.hub import Frame, Topic, wires
from server.realtime.mailbox import Mailbox
from server.realtime.offers import OTHER_EPOCH, TopicOffer
from server.realtime.outages import POSTGRES_AWAY
from server.realtime.relay import Relay

if TYPE_CHECKING:
    from server.database.pool import Pool

T = TypeVar("T")

_READS_AT_ONCE = 4
_ATTEMPTS = 5
_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Position:
    """What a client says it has."""

    epoch: str
    version: int


@dataclass(frozen=True, slots=True)
class Joiner:
    """Who joins what, from where. `wanted` is asked right before the seat is taken: joining takes time."""

    box: Mailbox
    name: str
    offer: TopicOffer
    position: Position | None
    wanted: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Snapshot:
    epoch: str
    version: int
    wire: bytes


class Joining:
    """Seats mailboxes on topics."""

    def __init__(self, pool: Pool, relay: Relay) -> None:
        self._pool = pool
        self._hub = relay.hub
        self._catching_up = relay.catching_up
        self._flights: dict[Hashable, asyncio.Task[Any]] = {}
        self._places = asyncio.Semaphore(_READS_AT_ONCE)

    async def join(self, joiner: Joiner) -> None:
        """Take the seat and say everything up to now. Raises TruthUnknown."""
        topic = self._hub.hold(joiner.name)
        try:
            await self._catching_up.compare(topic.name)
            committed = topic.version
            for _ in range(_ATTEMPTS):
                if await self._resume(topic, joiner) or await self._begin(topic, joiner, committed):
                    return
        finally:
            self._hub.release(topic)
        raise TruthUnknown

    async def _resume(self, topic: Topic, joiner: Joiner) -> bool:
        position = joiner.position
        if position is None or position.epoch != topic.epoch or position.version > topic.version:
            return False
        epoch, frames = topic.epoch, topic.frames_after(position.version)
        if frames is None:
            key = ("since", topic.name, epoch, position.version)
            frames = await self._shared(key, lambda: self._read_missing(topic.name, position.version))
            if frames is None or topic.epoch != epoch:
                return False
        reached = frames[-1].version if frames else position.version
        head = resumed_frame(topic.name, epoch, position.version)
        return self._seat(topic, joiner, reached, head + wires(frames))

    async def _begin(self, topic: Topic, joiner: Joiner, committed: int) -> bool:
        """Begin with a snapshot that has everything `committed` when this joiner came: never older than its page."""
        since = _since(topic, joiner.position)
        kept = topic.snapshot if since is None else None
        if kept is None or kept[0] < committed:
            key = ("snapshot", topic.name, since)
            snapshot = await self._shared(key, lambda: self._read_snapshot(topic, joiner.offer, since))
            if snapshot.epoch != topic.epoch:
                await self._catching_up.compare(topic.name)
                return False
            kept = (snapshot.version, snapshot.wire)
            if kept[0] < committed:
                return False  # a read that had begun before this joiner came
        return self._seat(topic, joiner, *kept)

    def _seat(self, topic: Topic, joiner: Joiner, version: int, wire: bytes) -> bool:
        """Seat and write in one breath: nothing can come between what is sent here and the next event."""
        if not joiner.wanted():
            return True
        rest = self._hub.seat(topic, joiner.box, version)
        if rest is None:
            return False
        joiner.box.push(topic.name, wire + wires(rest) if rest else wire)
        return True

    async def _read_missing(self, name: str, version: int) -> list[Frame] | None:
        async with (
            self._places,
            asyncio.timeout(_PATIENCE_SECONDS),
            self._pool.acquire(timeout=_PATIENCE_SECONDS) as connection,
        ):
            events = await read_since(connection, name, version)
        return None if events is None else [event_frame(event) for event in events]

    async def _read_snapshot(self, topic: Topic, offer: TopicOffer, since: int | None) -> Snapshot:
        name = topic.name
        async with (
            self._places,
            asyncio.timeout(_PATIENCE_SECONDS),
            self._pool.acquire(timeout=_PATIENCE_SECONDS) as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            epoch = await get_epoch(connection)
            version = (await find_versions(connection, [name])).get(name, 0)
            state = await offer.read_state(connection, name, since)
        snapshot = Snapshot(epoch, version, snapshot_frame(name, epoch, version, state))
        if since is None and epoch == topic.epoch:
            # kept before this read ends, not by who waited for it: whoever comes in between would read once more
            topic.snapshot = (version, snapshot.wire)
        return snapshot

    async def _shared(self, key: Hashable, read: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """One read at a time for all who want the same; a joiner who leaves does not stop it for the others."""
        flight: asyncio.Task[T] | None = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.create_task(read())
            flight.add_done_callback(lambda done: self._landed(key, done))
        try:
            return await asyncio.shield(flight)
        except POSTGRES_AWAY as error:
            raise TruthUnknown from error

    def _landed(self, key: Hashable, flight: asyncio.Task[Any]) -> None:
        del self._flights[key]
        if not flight.cancelled():
            flight.exception()  # seen, even if every joiner has left


def _since(topic: Topic, position: Position | None) -> int | None:
    """Only the menu's state depends on where the page stands."""
    if topic.name != MENU or position is None:
        return None
    return position.version if position.epoch == topic.epoch else OTHER_EPOCH


class Rejoining:
    """Seats that lost their place (conflated, or the topic started over) get a snapshot, many at a time."""

    def __init__(self, rejoin: Callable[[Mailbox, str], Awaitable[None]]) -> None:
        self._rejoin = rejoin
        self._waiting: asyncio.Queue[tuple[Mailbox, str]] = asyncio.Queue()

    def put(self, box: Mailbox, topic: str) -> None:
        self._waiting.put_nowait((box, topic))

    async def run(self) -> None:
        """Rejoin for ever."""
        while True:
            batch: Sequence[tuple[Mailbox, str]] = [await self._waiting.get()]
            while not self._waiting.empty() and len(batch) < 500:
                batch = [*batch, self._waiting.get_nowait()]
            await asyncio.gather(*(self._rejoin(box, topic) for box, topic in batch))
