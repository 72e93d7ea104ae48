"""The relay: what was committed here goes to the local seats at once and to Redis for everybody else.

It runs the hub: frames come in from this process, from the Redis listener and from comparing with Postgres.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import structlog
from aiohttp import web
from redis.asyncio import Redis

from server.history import Event
from server.realtime.catching_up import CatchingUp
from server.realtime.channels import Channels
from server.realtime.frames import FrameIsBroken, event_frame, pack, unpack
from server.realtime.hub import Hub, Outlet, Topic
from server.realtime.listening import Listener
from server.realtime.publishing import Publishing
from server.realtime.watch import Watch

if TYPE_CHECKING:
    from server.database.pool import Pool

log = structlog.get_logger()

_GAP_SECONDS = 0.02
"""How long a missing version may be on its way by itself before Postgres is asked."""

Stranded = Callable[[str, list[Outlet]], None]
Ended = Callable[[Sequence[str], int | None], None]


class Relay:
    """One a process. `redis` publishes (short timeouts), `listening` listens (no read timeout)."""

    def __init__(self, pool: Pool, redis: Redis, listening: Redis, prefix: str) -> None:
        self.channels = Channels(prefix)
        self.hub = Hub(self)
        self.catching_up = CatchingUp(pool, self.hub)
        self.publishing = Publishing(redis)
        self.listener = Listener(listening, self._heard, self._confirmed)
        self.listener.want(self.channels.sessions)
        self.on_stranded: Stranded = lambda _topic, _outlets: None
        """Told of seats that need a snapshot."""
        self.on_ended: Ended = lambda _keys, _person_id: None
        """Told of sessions that ended, or of a person whose rights changed, here or elsewhere."""
        self._gaps: set[str] = set()

    # -- what use cases call, after their commit

    async def publish(self, events: Sequence[Event]) -> None:
        """Tell committed events. Waits for nothing; with Redis away other processes find them in Postgres."""
        for event in events:
            frame = event_frame(event)
            self.hub.receive(frame)
            self.publishing.put(self.channels.topic(event.topic), pack(frame))

    async def announce_sessions_ended(self, session_keys: Iterable[str]) -> None:
        """These sessions ended: their sockets close with 4001 in every process."""
        self._announce({"sessions": list(session_keys)})

    async def announce_session_ended(self, session_key: str) -> None:
        await self.announce_sessions_ended([session_key])

    async def announce_person_changed(self, person_id: int) -> None:
        """A person's rights changed: all sockets of this person close with 4001 in every process."""
        self._announce({"person": person_id})

    # -- running

    @asynccontextmanager
    async def running(self, watch: Watch, *, with_seats: bool = True) -> AsyncIterator[Relay]:
        """Publishes while open; a process without sockets (the worker) needs nothing else."""
        watch.start("publishing", self.publishing.run())
        if with_seats:
            watch.start("listening", self.listener.run())
            watch.start("catching up", self.catching_up.run())
        try:
            yield self
        finally:
            await watch.stop()

    # -- what the hub asks for

    def flush_soon(self) -> None:
        asyncio.get_running_loop().call_soon(self.hub.flush)

    def topic_watched(self, topic: str) -> None:
        self.listener.want(self.channels.topic(topic))

    def topic_deserted(self, topic: str) -> None:
        self.listener.unwant(self.channels.topic(topic))

    def gap_found(self, topic: str) -> None:
        if topic not in self._gaps:
            self._gaps.add(topic)
            asyncio.get_running_loop().call_later(_GAP_SECONDS, self._look_at_gap, topic)

    def seats_stranded(self, topic: Topic, outlets: list[Outlet]) -> None:
        self.on_stranded(topic.name, outlets)

    def _look_at_gap(self, name: str) -> None:
        self._gaps.discard(name)
        topic = self.hub.topics.get(name)
        if topic is not None and topic.ahead:
            self.catching_up.ask(name)

    # -- what the listener hears

    def _heard(self, channel: str, message: bytes) -> None:
        if channel == self.channels.sessions:
            self._heard_of_ended(message)
            return
        topic = self.channels.find_topic(channel)
        if topic is None or topic not in self.hub.topics:
            return
        try:
            self.hub.receive(unpack(topic, message))
        except FrameIsBroken:
            log.warning("foreign message on a topic's channel", channel=channel)

    def _confirmed(self, channel: str) -> None:
        topic = self.channels.find_topic(channel)
        if topic is not None:
            self.catching_up.ask(topic)

    def _announce(self, news: dict[str, object]) -> None:
        message = json.dumps(news).encode()
        self._heard_of_ended(message)
        self.publishing.put(self.channels.sessions, message)

    def _heard_of_ended(self, message: bytes) -> None:
        try:
            news = json.loads(message)
            keys, person_id = [str(key) for key in news.get("sessions", [])], news.get("person")
        except (ValueError, AttributeError, TypeError):
            log.warning("foreign message on the sessions channel")
            return
        self.on_ended(keys, person_id if isinstance(person_id, int) else None)


RELAY: web.AppKey[Relay] = web.AppKey("relay", Relay)
