"""The door of `/live`: who may come in at all, and how many at once. Asked before anything is read for a newcomer.

After a restart everybody comes back in the same seconds. Whoever waits for an answer takes time of the loop and turns
at the pool that pages and checkouts need as well; so only so many may wait, and who comes then is sent away for a
moment. What is counted is in the server's own hands: a socket that says nothing, or does not read, holds no place.
"""

from __future__ import annotations

import random

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from server.realtime.origin import is_same_origin

log = structlog.get_logger()

MOST_WAITING = 1000
"""Handshakes and words not yet answered: what a process answers in about half a second."""
_RETRY_SECONDS = (1, 4)
_CLOSING_RETRY_SECONDS = 2


class Door:
    """One a process. `waiting` counts handshakes under way and sockets whose words are being answered."""

    def __init__(self, public_origin: str) -> None:
        self.waiting = 0
        self.is_closing = False
        self._public_origin = public_origin
        self._sent_away = 0

    async def let_in(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """403 for a foreign or missing Origin, 503 while shutting down or while too many wait; else the handler."""
        if not is_same_origin(request, self._public_origin):
            raise web.HTTPForbidden(text="Origin not allowed")
        if self.is_closing:
            return _send_away(_CLOSING_RETRY_SECONDS)
        if self.waiting >= MOST_WAITING:
            self._note_full()
            return _send_away(random.randint(*_RETRY_SECONDS))  # noqa: S311 - spreads the load, guards nothing
        self._note_room()
        self.waiting += 1
        try:
            return await handler(request)
        finally:
            self.waiting -= 1

    def _note_full(self) -> None:
        if not self._sent_away:
            log.warning("too many screens come at once, some are sent away", waiting=self.waiting)
        self._sent_away += 1

    def _note_room(self) -> None:
        if self._sent_away and self.waiting < MOST_WAITING // 2:
            log.info("every screen is let in again", sent_away=self._sent_away)
            self._sent_away = 0


def _send_away(seconds: int) -> web.Response:
    """Nothing is looked up and nothing rendered for it."""
    response = web.Response(
        status=503, text=f"Please come back in {seconds} s.\n", headers={"Retry-After": str(seconds)}
    )
    response.force_close()
    return response
