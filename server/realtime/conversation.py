"""One client's words: counted, put in order, answered one after the other, without a task while nothing is said."""

from __future__ import annotations

import asyncio
from collections import deque
from time import monotonic
from typing import Protocol

import structlog

from server.realtime.catching_up import TruthUnknown
from server.realtime.frames import BUG, POLICY, RESTARTING, error_frame, pong_frame
from server.realtime.line import Line
from server.realtime.mailbox import Mailbox
from server.realtime.messages import BadMessage, Seen, Subscribe, Unsubscribe, parse
from server.realtime.reading import BINARY, CLOSE, PING, PONG, Message

log = structlog.get_logger()

FRAMES, FRAMES_SECONDS = 100, 10.0
BAD_MESSAGES = 5
_LINGER_SECONDS = 2.0
"""How long what a peer still sends is taken in after a broken frame: a reset would destroy the frame that says why."""


class Desk(Protocol):
    """Where all conversations of a process are answered."""

    async def act(self, box: Mailbox, message: Subscribe | Unsubscribe | Seen) -> None:
        """Do what a message asks. Raises TruthUnknown."""

    def begin_answering(self) -> None:
        """A socket's words wait for an answer."""

    def end_answering(self) -> None:
        """They do no longer."""

    def note_life(self, box: Mailbox) -> None:
        """The peer was heard of."""

    def forget(self, box: Mailbox) -> None:
        """The connection is gone."""


def _understand(message: Message) -> Subscribe | Unsubscribe | Seen:
    if message.kind == BINARY:
        raise BadMessage("binary frames are not spoken here")
    return parse(message.words)


class Conversation:
    """The ear of one line."""

    __slots__ = ("_bad", "_box", "_desk", "_line", "_spoke", "_task", "_waiting")

    def __init__(self, box: Mailbox, line: Line, desk: Desk) -> None:
        self._box = box
        self._line = line
        self._desk = desk
        self._bad = 0
        self._spoke: list[float] | None = None
        """When the frames of the last ten seconds came; only while somebody talks."""
        self._waiting: deque[Message] | None = None
        self._task: asyncio.Task[None] | None = None

    # -- what the line tells

    def hear(self, message: Message | None) -> None:
        self._desk.note_life(self._box)
        kind = None if message is None else message.kind
        if message is not None and kind == CLOSE:
            self._box.close(int.from_bytes(message.payload, "big"), "")
            self._line.transport.close()
        elif self._box.is_shut:
            return
        elif not self._within_rate():
            self._box.close(POLICY, "too many frames")
        elif kind == PONG:
            return
        elif message is not None and kind == PING:
            self._box.push("", pong_frame(message.payload))
        elif message is not None:
            self._queue(message)

    def hear_nonsense(self, code: int, why: str) -> None:
        self._box.close(code, why, _LINGER_SECONDS)

    def hear_no_more(self) -> None:
        self._box.gone()
        self._desk.forget(self._box)

    def hold_on(self) -> None:
        self._box.hold_on()

    def go_on(self) -> None:
        self._box.room_again()

    # -- answering

    def _queue(self, message: Message) -> None:
        if self._waiting is not None:
            self._waiting.append(message)
            return
        self._waiting = deque((message,))
        self._desk.begin_answering()
        self._task = asyncio.create_task(self._answer_all(self._waiting))
        self._task.add_done_callback(self._answered)

    async def _answer_all(self, waiting: deque[Message]) -> None:
        try:
            while waiting and not self._box.is_shut:
                await self._answer(waiting.popleft())
        finally:
            self._waiting = None

    async def _answer(self, message: Message) -> None:
        try:
            await self._desk.act(self._box, _understand(message))
        except BadMessage as error:
            self._box.push("", error_frame(error.topic, "bad_message", error.why))
            self._bad += 1
            if self._bad >= BAD_MESSAGES:
                self._box.close(POLICY, "too many bad messages")
        except TruthUnknown:
            self._box.close(RESTARTING, "database away, try again")

    def _answered(self, task: asyncio.Task[None]) -> None:
        self._desk.end_answering()
        if self._waiting is None:
            self._task = None
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("a live message could not be answered", exc_info=error)
            self._box.close(BUG, "our mistake")

    def _within_rate(self) -> bool:
        """At most FRAMES frames in any FRAMES_SECONDS."""
        now, spoke = monotonic(), self._spoke
        if spoke is None or now - spoke[-1] > FRAMES_SECONDS:
            self._spoke = [now]
            return True
        while now - spoke[0] > FRAMES_SECONDS:
            del spoke[0]
        spoke.append(now)
        return len(spoke) <= FRAMES
