"""One timer for all sockets: visible heartbeats every 5 s, pings for half-open peers, and a look at slow readers.

The wheel has SLOTS slots; a socket sits in one, and each tick serves one slot, so that ten thousand sockets are
not served in one burst. A heartbeat says «what you see is true as of `now`»: while the process cannot vouch for
that (Postgres unreachable) none is sent, and every screen says so by itself. What was held back is owed: it is sent as
soon as the truth is known again, not a turn later.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from server.realtime.frames import HEARTBEAT_SECONDS, PING, heartbeat_frame
from server.realtime.mailbox import Mailbox, SlowReaders

SLOTS = 50
OWED_AT_ONCE = 5
"""How many slots a tick serves whose heartbeat had to wait: after an outage every screen has one within a second."""
PING_TURNS = 4
SILENT_TURNS = 10
"""Turns of 5 s: a peer is pinged every fourth and given up in the tenth without a sign of life (≤ 60 s)."""


class Wheel:
    """Serves its mailboxes in turn. `vouched` says whether this process knows the truth right now."""

    def __init__(self, slow: SlowReaders, vouched: Callable[[], bool]) -> None:
        self.turn = 0
        self._slots: list[set[Mailbox]] = [set() for _ in range(SLOTS)]
        self._slot_of: dict[Mailbox, int] = {}
        self._next = 0
        self._owed: dict[int, None] = {}
        self._slow = slow
        self._vouched = vouched

    def add(self, box: Mailbox) -> None:
        """Give it the slot served last, so that its first heartbeat is a whole turn away."""
        self._slot_of[box] = slot = (self._next - 1) % SLOTS
        self._slots[slot].add(box)
        box.heard = self.turn

    def remove(self, box: Mailbox) -> None:
        slot = self._slot_of.pop(box, None)
        if slot is not None:
            self._slots[slot].discard(box)

    async def run(self) -> None:
        """Turn for ever; one tick every HEARTBEAT_SECONDS / SLOTS."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due = max(due + HEARTBEAT_SECONDS / SLOTS, loop.time())
            await asyncio.sleep(due - loop.time())
            self.tick(time.monotonic())

    def tick(self, now: float) -> None:
        """Serve the next slot. `now` is monotonic."""
        if self._slow:
            self._slow.look(now)
        due = self._next
        self._next = (due + 1) % SLOTS
        if self._slots[due]:
            self._look_after(self._slots[due])
        self._owed[due] = None
        if self._vouched():
            beat = heartbeat_frame(time.time_ns() // 1_000_000)
            for number in list(self._owed)[:OWED_AT_ONCE]:
                del self._owed[number]
                for box in self._slots[number]:
                    box.push("", beat)
                    box.beats += 1
        if self._next == 0:
            self.turn += 1

    def _look_after(self, slot: set[Mailbox]) -> None:
        silent = []
        for box in slot:
            age = self.turn - box.heard
            if age >= SILENT_TURNS:
                silent.append(box)
            elif age and age % PING_TURNS == 0:
                box.push("", PING)
        for box in silent:
            box.transport.abort()
