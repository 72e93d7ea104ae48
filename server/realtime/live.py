"""Everything of `/live` in one piece, for `server.app` to open, route and close."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.typedefs import Handler

from server.realtime.closing import Living, Screen
from server.realtime.hub import Outlet
from server.realtime.mailbox import Mailbox
from server.realtime.offers import TopicOffer
from server.realtime.relay import Ended, Relay
from server.realtime.socket import LiveSocket, OnSeen
from server.realtime.watch import Watch

if TYPE_CHECKING:
    from server.database.pool import Pool

BOARDS = ("kitchen", "board", "admin")


class Live:
    """Sockets on top of a relay. `offers` are asked in order; `living` is asked for open sockets' sessions.

    `on_ended` is told of sessions that ended, here or elsewhere, before their sockets close.
    """

    def __init__(
        self,
        *,
        pool: Pool,
        relay: Relay,
        offers: Sequence[TopicOffer],
        public_origin: str,
        living: Living,
        on_seen: OnSeen | None = None,
        on_ended: Ended | None = None,
    ) -> None:
        self._relay = relay
        self._living = living
        self._on_ended = on_ended
        self.socket = LiveSocket(pool, relay, offers, public_origin, on_seen)
        relay.on_stranded = self._strand
        relay.on_ended = self._end

    @asynccontextmanager
    async def running(self, watch: Watch) -> AsyncIterator[Live]:
        """Heartbeats, catching up, and the poll of sessions, while open."""
        async with self._relay.running(watch):
            watch.start("wheel", self.socket.wheel.run())
            watch.start("asking", self.socket.asking.run())
            watch.start("rejoining", self.socket.rejoining.run())
            watch.start("session poll", self.socket.open.poll(self._living))
            yield self

    async def say_restarting(self, app: web.Application) -> None:  # noqa: ARG002 - the signature of on_shutdown
        """For `app.on_shutdown`: every socket is told to come back soon (1012), newcomers are sent away."""
        self.socket.door.is_closing = True
        await self.socket.open.say_restarting()

    def screens(self) -> list[Screen]:
        """Screens connected to this process, with the heartbeats each was sent."""
        return self.socket.open.screens(BOARDS)

    def _end(self, session_keys: Sequence[str], person_id: int | None) -> None:
        # first: a screen that was sent away comes back at once, and must not be taken for who it was
        if self._on_ended is not None:
            self._on_ended(session_keys, person_id)
        self.socket.open.close_ended(session_keys, person_id)

    def _strand(self, topic: str, outlets: Sequence[Outlet]) -> None:
        for outlet in outlets:
            assert isinstance(outlet, Mailbox)
            self.socket.rejoining.put(outlet, topic)


LIVE: web.AppKey[Live] = web.AppKey("live", Live)


@web.middleware
async def door_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Before the session is looked up: a flood of screens must not cost a query each."""
    if request.path != "/live":
        return await handler(request)
    return await request.app[LIVE].socket.door.let_in(request, handler)
