"""Which sockets are open, and why the server closes them: session ended (4001), too many (1008), restart (1012)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

import structlog

from server.realtime.frames import RESTARTING, SESSION_ENDED
from server.realtime.mailbox import Mailbox
from server.realtime.outages import POSTGRES_AWAY

log = structlog.get_logger()

SOCKETS_A_SESSION = 100
POLL_SECONDS = 1.25
"""With the query's own time a session's sockets are closed within two seconds, Redis or not."""
_GOODBYE_SECONDS = 4.0

Living = Callable[[list[str]], Awaitable[Mapping[str, str]]]
"""Session keys → the role each living one has now; keys of ended sessions are left out."""


@dataclass(frozen=True, slots=True)
class Screen:
    """An open socket that watches a staff or public board."""

    topic: str
    session_key: str
    name: str
    beats: int


class OpenSockets:
    """All mailboxes of this process, by session."""

    def __init__(self) -> None:
        self._boxes: set[Mailbox] = set()
        self._in_session: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._boxes)

    def has_room(self, session_key: str) -> bool:
        return self._in_session[session_key] < SOCKETS_A_SESSION

    def add(self, box: Mailbox) -> None:
        self._boxes.add(box)
        self._in_session[box.asker.session_key] += 1

    def remove(self, box: Mailbox) -> None:
        if box in self._boxes:
            self._boxes.remove(box)
            key = box.asker.session_key
            self._in_session[key] -= 1
            if not self._in_session[key]:
                del self._in_session[key]

    def close_ended(self, session_keys: Sequence[str], person_id: int | None) -> None:
        """Close every socket of these sessions, and of this person."""
        keys = {key for key in session_keys if key in self._in_session}
        if keys or person_id is not None:
            self._close(
                box
                for box in self._boxes
                if box.asker.session_key in keys or (person_id is not None and box.asker.person_id == person_id)
            )

    async def poll(self, living: Living) -> None:
        """For ever: ask which sessions still live, with which role, and close the sockets of the others.

        This is what makes a lost announcement (no Redis) cost at most a poll.
        """
        while True:
            await asyncio.sleep(POLL_SECONDS)
            stored = {box.asker.session_key for box in self._boxes if box.asker.kind != "guest"}
            if stored:
                try:
                    roles = await living(sorted(stored))
                except POSTGRES_AWAY as error:
                    log.warning("cannot ask which sessions live", error=repr(error))
                    continue
                self._close(box for box in self._boxes if _has_ended(box, stored, roles))

    async def say_restarting(self) -> None:
        """Close everything with 1012: clients come back after a short, jittered pause."""
        for box in list(self._boxes):
            box.close(RESTARTING, "restarting")
        deadline = monotonic() + _GOODBYE_SECONDS
        while self._boxes and monotonic() < deadline:  # noqa: ASYNC110 - once in a process's life
            await asyncio.sleep(0.02)
        for box in list(self._boxes):
            box.transport.abort()

    def screens(self, topics: Sequence[str]) -> list[Screen]:
        """The screens of this process that watch these topics, for the dashboard."""
        return [
            Screen(topic, box.asker.session_key, box.asker.first_name, box.beats)
            for box in self._boxes
            for topic in topics
            if topic in box.topics
        ]

    def _close(self, boxes: Iterable[Mailbox]) -> None:
        for box in list(boxes):
            box.close(SESSION_ENDED, "session ended")


def _has_ended(box: Mailbox, asked: set[str], roles: Mapping[str, str]) -> bool:
    key = box.asker.session_key
    return key in asked and roles.get(key) != box.asker.role
