"""Who may watch what: asked in batches over few connections, so that a storm of joiners leaves the pool to people.

After a restart ten thousand sockets ask within seconds. One by one each would take a connection, and each return of one
to the pool costs a round trip; here a connection is kept while there are questions.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.access import Asker
from server.database import Connection
from server.realtime.catching_up import TruthUnknown
from server.realtime.offers import TopicOffer
from server.realtime.outages import POSTGRES_AWAY

if TYPE_CHECKING:
    from server.database.pool import Pool

_CONNECTIONS = 2
_BATCH = 500
_PATIENCE_SECONDS = 3.0
_LINGER_SECONDS = 0.05
"""How long a connection is kept for the next question: storms come in drops."""


@dataclass(frozen=True, slots=True)
class _Question:
    offer: TopicOffer
    asker: Asker
    wire_name: str
    answer: asyncio.Future[str | None]


class Asking:
    """Questions wait here for one of a few connections; `run` answers them."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._waiting: deque[_Question] = deque()
        self._wake = asyncio.Semaphore(0)

    async def find_topic(self, offer: TopicOffer, asker: Asker, wire_name: str) -> str | None:
        """The internal topic; None if there is none for this asker. Raises TruthUnknown."""
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Question(offer, asker, wire_name, answer))
        self._wake.release()
        return await answer

    async def run(self) -> None:
        """Answer for ever."""
        async with asyncio.TaskGroup() as group:
            for _ in range(_CONNECTIONS):
                group.create_task(self._serve())

    async def _serve(self) -> None:
        while True:
            await self._wake.acquire()
            if not self._waiting:
                continue  # answered along with an earlier one
            try:
                async with self._pool.acquire(timeout=_PATIENCE_SECONDS) as connection:
                    await self._answer_while_asked(connection)
            except POSTGRES_AWAY:
                self._give_up()

    async def _answer_while_asked(self, connection: Connection) -> None:
        for _ in range(_BATCH):
            if not self._waiting:
                try:
                    async with asyncio.timeout(_LINGER_SECONDS):
                        await self._wake.acquire()
                except TimeoutError:
                    return
            if self._waiting:
                await _answer(connection, self._waiting.popleft())

    def _give_up(self) -> None:
        while self._waiting:
            _refuse(self._waiting.popleft())


def _refuse(question: _Question) -> None:
    if not question.answer.done():
        question.answer.set_exception(TruthUnknown())


async def _answer(connection: Connection, question: _Question) -> None:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            topic = await question.offer.find_topic(connection, question.asker, question.wire_name)
    except POSTGRES_AWAY:
        _refuse(question)
        raise
    except Exception as bug:  # noqa: BLE001 - one question's bug is its asker's, not everybody's
        if not question.answer.done():
            question.answer.set_exception(bug)
    else:
        if not question.answer.done():
            question.answer.set_result(topic)
