"""One open socket as the hub and the wheel see it: bytes go straight to the transport, nobody is ever awaited.

A reader too slow for its transport gets its frames held here; past HELD_BYTES they are conflated (events dropped, a
snapshot later); past MISSED_BYTES, or STALLED_SECONDS without progress, it is cut off with 4008 and resumes.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from server.access import Asker
from server.realtime.frames import TOO_SLOW, close_frame
from server.realtime.line import Line

HELD_BYTES = 256 * 1024
MISSED_BYTES = 1024 * 1024
STALLED_SECONDS = 10.0
GRACE_SECONDS = 20.0
"""How long a reader that was cut off may take to fetch its 4008 before the connection is torn down."""
GOODBYE_SECONDS = 5.0
"""How long any other peer may take to answer a close frame."""


class SlowReaders:
    """Mailboxes whose transport is full or that fell behind: looked at every tick of the wheel."""

    def __init__(self, rejoin: Callable[[Mailbox, str], None]) -> None:
        self._boxes: set[Mailbox] = set()
        self._leaving: dict[Mailbox, float] = {}
        self._rejoin = rejoin

    def __len__(self) -> int:
        return len(self._boxes) + len(self._leaving)

    def add(self, box: Mailbox) -> None:
        self._boxes.add(box)

    def part(self, box: Mailbox, deadline: float) -> None:
        """It was told to close: its connection is torn down at `deadline` (monotonic) if it has not left by then."""
        self._boxes.discard(box)
        self._leaving[box] = deadline

    def forget(self, box: Mailbox) -> None:
        """Its connection is gone."""
        self._boxes.discard(box)
        self._leaving.pop(box, None)

    def room_again(self, box: Mailbox) -> None:
        """Its transport took what it held: let it go on, and bring it what it missed."""
        if box in self._boxes:
            self._boxes.discard(box)
            for topic in box.go_on():
                self._rejoin(box, topic)

    def look(self, now: float) -> None:
        """Cut off those that have stalled, tear off those that do not leave."""
        for box in [box for box in self._boxes if box.has_stalled(now)]:
            box.close(TOO_SLOW, "too slow", GRACE_SECONDS)
        for box in [box for box, deadline in self._leaving.items() if now > deadline]:
            del self._leaving[box]
            box.transport.abort()


class Mailbox:
    """A socket's outgoing side, who it belongs to, and what it watches (`topics`: name on the wire → internal name)."""

    __slots__ = (
        "_behind",
        "_fluent",
        "_held",
        "_missed_bytes",
        "_progress_at",
        "_shut",
        "_slow",
        "_unsent",
        "asker",
        "beats",
        "heard",
        "topics",
        "transport",
    )

    def __init__(self, asker: Asker, line: Line, slow: SlowReaders) -> None:
        self.asker = asker
        self.transport = line.transport
        self.topics: dict[str, str] = {}
        self.heard = 0
        """The wheel's turn in which the peer was last heard of."""
        self.beats = 0
        """Heartbeats written."""
        self._slow = slow
        self._fluent = True
        self._shut = False
        self._held: list[tuple[str, bytes]] | None = None
        self._behind: set[str] | None = None
        self._missed_bytes = 0
        self._progress_at = 0.0
        self._unsent = 0

    def push(self, topic: str, wire: bytes) -> None:
        """Write, or hold, or drop and remember. `topic` is the internal name, or "" for what belongs to none."""
        if self._fluent:
            self.transport.write(wire)
        else:
            self._hold(topic, wire)

    @property
    def is_shut(self) -> bool:
        """Its closing has begun: nothing more goes out, and what still comes in is not answered."""
        return self._shut

    @property
    def is_full(self) -> bool:
        """Whether its transport takes nothing more for now."""
        return self._held is not None

    def is_behind(self, topic: str) -> bool:
        """Whether events of this topic were dropped and a snapshot is owed."""
        return self._behind is not None and topic in self._behind

    def has_stalled(self, now: float) -> bool:
        """No byte was taken for STALLED_SECONDS, or it missed more than anybody should keep for it."""
        unsent = self.transport.get_write_buffer_size()
        if unsent != self._unsent:
            self._unsent = unsent
            self._progress_at = now
        return now - self._progress_at >= STALLED_SECONDS or self._missed_bytes > MISSED_BYTES

    def hold_on(self) -> None:
        """The transport is full: from here on frames wait in the box."""
        if not self._shut:
            self._held = []
            self._fluent = False
            self._missed_bytes = 0
            self._unsent = self.transport.get_write_buffer_size()
            self._progress_at = monotonic()
            self._slow.add(self)

    def room_again(self) -> None:
        """The transport has taken what it held."""
        self._slow.room_again(self)

    def go_on(self) -> list[str]:
        """There is room again: write what was held; answers the topics that need a snapshot first."""
        held, self._held = self._held or [], None
        self._fluent = self._behind is None
        behind = sorted(self._behind or ())
        if held:
            self.transport.write(b"".join(wire for _, wire in held))
        return behind

    def catch_up(self, topic: str) -> None:
        """A snapshot of `topic` comes next: events count again from there."""
        if self._behind is not None:
            self._behind.discard(topic)
            if not self._behind:
                self._behind = None
                self._fluent = self._held is None and not self._shut

    def close(self, code: int, reason: str, grace_seconds: float = GOODBYE_SECONDS) -> None:
        """Say goodbye behind what the transport still holds; nothing follows. The peer answers, or is torn off."""
        if not self._shut:
            self._shut = True
            self._fluent = False
            self._held = None
            self._slow.part(self, monotonic() + grace_seconds)
            self.transport.write(close_frame(code, reason))

    def gone(self) -> None:
        """The connection is no more."""
        self._shut = True
        self._fluent = False
        self._held = None
        self._slow.forget(self)

    def _hold(self, topic: str, wire: bytes) -> None:
        if self._shut:
            return
        self._missed_bytes += len(wire)
        if self.is_behind(topic):
            return
        if self._held is None:
            self.transport.write(wire)  # only other topics are behind
            return
        self._held.append((topic, wire))
        if self._missed_bytes > HELD_BYTES:
            self._conflate()

    def _conflate(self) -> None:
        """Drop held events: each of their topics gets one snapshot instead, once there is room."""
        assert self._held is not None
        self._behind = (self._behind or set()) | {topic for topic, _ in self._held if topic}
        self._held = [(topic, wire) for topic, wire in self._held if not topic]
