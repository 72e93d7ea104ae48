"""The hub: which local sockets watch which topics, and at which version each topic stands.

Plain Python without I/O. It is told of frames from three sides (this process's own commits, Redis, Postgres), in any
order, doubled or with holes, and hands each seat every version exactly once and in order. Whatever it cannot know it
asks for through its callbacks (`Surroundings`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

_RECENT_FRAMES, _RECENT_BYTES = 256, 256 * 1024
_MOST_AHEAD = 1000


@dataclass(frozen=True, slots=True)
class Frame:
    """An event ready to be written: version `version` of internal topic `topic`, as the bytes of a WebSocket frame."""

    topic: str
    epoch: str
    version: int
    wire: bytes


class Outlet(Protocol):
    """Where a seat's bytes go. `push` never waits and never raises; it may drop and remember that it did."""

    def push(self, topic: str, wire: bytes, /) -> None: ...


class Surroundings(Protocol):
    """What the hub asks of whoever runs it."""

    def flush_soon(self) -> None:
        """Call `Hub.flush` once, later in this turn of the loop."""

    def topic_watched(self, topic: str) -> None:
        """The first local interest in a topic: listen to its channel."""

    def topic_deserted(self, topic: str) -> None:
        """Nobody local is left: stop listening."""

    def gap_found(self, topic: str) -> None:
        """Versions are missing, or another epoch showed: ask the truth."""

    def seats_stranded(self, topic: Topic, outlets: list[Outlet], /) -> None:
        """These seats can only go on with a new snapshot."""


class Topic:
    """A topic somebody local watches. `version` is the last one handed to the seats; None until it is learned."""

    __slots__ = (
        "ahead",
        "epoch",
        "holds",
        "live",
        "name",
        "pending",
        "recent",
        "recent_bytes",
        "snapshot",
        "version",
        "waiting",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        self.epoch: str | None = None
        self.version = 0
        self.live: dict[Outlet, None] = {}
        self.waiting: dict[Outlet, int] = {}
        """Seats whose snapshot was newer than the hub, with their version: they sit still until the hub is there."""
        self.holds = 0
        self.pending: list[bytes] = []
        self.recent: deque[Frame] = deque()
        self.recent_bytes = 0
        self.ahead: dict[int, Frame] = {}
        self.snapshot: tuple[int, bytes] | None = None
        """The last snapshot read, kept as bytes with its version."""

    @property
    def is_known(self) -> bool:
        return self.epoch is not None

    def frames_after(self, version: int) -> list[Frame] | None:
        """The frames from `version + 1` to now, if they are still at hand."""
        missing = self.version - version
        if missing > len(self.recent):
            return None
        return list(islice(self.recent, len(self.recent) - missing, None)) if missing > 0 else []

    def flush(self) -> None:
        """Write everything pending to every live seat, as one piece."""
        if self.pending:
            wire = self.pending[0] if len(self.pending) == 1 else b"".join(self.pending)
            self.pending.clear()
            name = self.name
            for outlet in self.live:
                outlet.push(name, wire)

    def keep(self, frame: Frame) -> None:
        self.recent.append(frame)
        self.recent_bytes += len(frame.wire)
        while len(self.recent) > _RECENT_FRAMES or self.recent_bytes > _RECENT_BYTES:
            self.recent_bytes -= len(self.recent.popleft().wire)


class Hub:
    """All topics watched in this process."""

    __slots__ = ("_around", "_dirty", "topics")

    def __init__(self, around: Surroundings) -> None:
        self.topics: dict[str, Topic] = {}
        self._dirty: list[Topic] = []
        self._around = around

    # -- interest

    def hold(self, name: str) -> Topic:
        """Watch a topic from now on, seat or not; every hold needs its `release`."""
        topic = self.topics.get(name)
        if topic is None:
            topic = self.topics[name] = Topic(name)
            self._around.topic_watched(name)
        topic.holds += 1
        return topic

    def release(self, topic: Topic) -> None:
        topic.holds -= 1
        self._drop_if_deserted(topic)

    def seat(self, topic: Topic, outlet: Outlet, version: int) -> list[Frame] | None:
        """Seat an outlet that has everything up to `version`; answers what it must be given at once to catch up.

        None (and no seat) when those frames are no longer at hand. The topic's version must be known.
        """
        topic.flush()
        if version > topic.version:
            topic.waiting[outlet] = version
            return []
        frames = topic.frames_after(version)
        if frames is not None:
            topic.live[outlet] = None
        return frames

    def unseat(self, name: str, outlet: Outlet) -> None:
        topic = self.topics.get(name)
        if topic is not None:
            topic.flush()
            topic.live.pop(outlet, None)
            topic.waiting.pop(outlet, None)
            self._drop_if_deserted(topic)

    # -- news

    def receive(self, frame: Frame) -> None:
        """A frame from any side. Seats get it once, in order, as soon as everything before it is there."""
        topic = self.topics.get(frame.topic)
        if topic is None:
            return
        if frame.epoch != topic.epoch:
            self._receive_before_known(topic, frame)
        elif frame.version == topic.version + 1:
            self._advance(topic, frame)
            if topic.ahead:
                self._advance_from_ahead(topic)
        elif frame.version > topic.version:
            self._keep_ahead(topic, frame)
            self._around.gap_found(topic.name)

    def learn(self, name: str, epoch: str, version: int) -> bool:
        """What the truth says a topic's version is; answers whether the hub is behind and must be told the rest."""
        topic = self.topics.get(name)
        if topic is None:
            return False
        if topic.epoch is None:
            topic.epoch, topic.version = epoch, version
            self._advance_from_ahead(topic)
            return False
        if topic.epoch != epoch:
            self.start_over(topic, epoch, version)
            return False
        for number in [number for number, frame in topic.ahead.items() if frame.epoch != epoch]:
            del topic.ahead[number]  # of an epoch that is gone
        return version > topic.version

    def start_over(self, topic: Topic, epoch: str, version: int) -> None:
        """The versions between are not to be had (another epoch, out of the window): all seats need a snapshot."""
        topic.flush()
        topic.epoch, topic.version = epoch, version
        topic.recent.clear()
        topic.recent_bytes = 0
        topic.snapshot = None
        stranded: list[Outlet] = [*topic.live, *topic.waiting]
        topic.live.clear()
        topic.waiting.clear()
        self._advance_from_ahead(topic)
        if stranded:
            self._around.seats_stranded(topic, stranded)

    def flush(self) -> None:
        """Hand out what became pending since the last flush: one write for each seat, however many frames."""
        dirty, self._dirty = self._dirty, []
        for topic in dirty:
            topic.flush()

    def names(self) -> list[str]:
        return list(self.topics)

    # -- inside

    def _advance(self, topic: Topic, frame: Frame) -> None:
        topic.version = frame.version
        topic.keep(frame)
        if not topic.pending:
            if not self._dirty:
                self._around.flush_soon()
            self._dirty.append(topic)
        topic.pending.append(frame.wire)
        if topic.waiting:
            self._seat_waiting(topic)

    def _seat_waiting(self, topic: Topic) -> None:
        arrived = [outlet for outlet, version in topic.waiting.items() if version <= topic.version]
        if arrived:
            topic.flush()  # they have this version already; everybody else gets it first
            for outlet in arrived:
                del topic.waiting[outlet]
                topic.live[outlet] = None

    def _advance_from_ahead(self, topic: Topic) -> None:
        ahead = topic.ahead
        while (frame := ahead.pop(topic.version + 1, None)) is not None and frame.epoch == topic.epoch:
            self._advance(topic, frame)
        for version in [version for version in ahead if version <= topic.version]:
            del ahead[version]
        if ahead:
            self._around.gap_found(topic.name)

    def _receive_before_known(self, topic: Topic, frame: Frame) -> None:
        self._keep_ahead(topic, frame)
        if topic.is_known:
            self._around.gap_found(topic.name)

    def _keep_ahead(self, topic: Topic, frame: Frame) -> None:
        if len(topic.ahead) >= _MOST_AHEAD:
            topic.ahead.clear()  # they are in Postgres; the gap is read from there
        topic.ahead[frame.version] = frame

    def _drop_if_deserted(self, topic: Topic) -> None:
        if not topic.live and not topic.waiting and not topic.holds and self.topics.pop(topic.name, None) is not None:
            self._around.topic_deserted(topic.name)


def wires(frames: Iterable[Frame]) -> bytes:
    """The frames' bytes, one after the other."""
    return b"".join(frame.wire for frame in frames)
