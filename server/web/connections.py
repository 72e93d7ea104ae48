"""Connections before and around their requests: what cannot be read is refused in plain words, and slow senders end.

aiohttp's own answers to what its parser refuses would carry no security headers, and name its version.
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from aiohttp import web
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestHandler
from typing_extensions import override

from server.settings import SETTINGS, Settings
from server.web.headers import protect

log = structlog.get_logger()

PATIENCE_SECONDS = 20.0
"""How long a head may take to come, and how often a body is looked at."""
SLOWEST_BYTES = 20 * 1024
"""Of a body in that time: a photo over a bad line brings far more, whoever wants to hold a connection brings less."""


class Refusal(web.Response):
    """An answer outside of the application: no signal of its runs before the headers are written."""

    @override
    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        self.headers.popall("Server", None)


class Connection(RequestHandler):
    """One connection. A timer runs while the client owes bytes: of a head that has begun, or of a body."""

    __slots__ = ("_body", "_owed", "_received", "_settings")

    def __init__(self, manager: web.Server, settings: Settings, **options: Any) -> None:  # noqa: ANN401 - aiohttp's own, handed on
        super().__init__(manager, **options)
        self._settings = settings
        self._body: StreamReader | None = None
        self._owed: asyncio.TimerHandle | None = None
        self._received = 0

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._wait()

    @override
    def connection_lost(self, exc: BaseException | None) -> None:
        self._wait_no_more()
        self._body = None
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        requests, in_body = self._request_count, self._owes_body()
        super().data_received(data)
        self._received += len(data)
        if self._request_count > requests:
            self._body = self._messages[-1][1]
            self._wait_no_more()
            if self._owes_body():
                self._wait()
        elif in_body:
            if not self._owes_body():
                self._wait_no_more()
        elif data and self._owed is None:  # aiohttp itself calls with none
            self._wait()

    @override
    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What the parser refused (400), or a mistake of ours that no middleware has caught."""
        if status < 500:
            log.info("unreadable request", reason=type(exc).__name__)
            words = "We could not read that request.\n"
        else:
            log.error("request failed outside of the application", exc_info=exc)
            words = "That did not work. The mistake is ours.\n"
        if request.writer.output_size > 0:
            raise ConnectionError("an answer has begun already")
        refusal = Refusal(status=status, text=words)
        protect(refusal, self._settings)
        refusal.force_close()
        return refusal

    def _owes_body(self) -> bool:
        return self._body is not None and not self._body.is_eof()

    def _wait(self) -> None:
        self._received = 0
        self._owed = self._loop.call_later(PATIENCE_SECONDS, self._look)

    def _wait_no_more(self) -> None:
        if self._owed is not None:
            self._owed.cancel()
            self._owed = None

    def _look(self) -> None:
        self._owed = None
        fast_enough = self._received >= SLOWEST_BYTES if self._owes_body() else self._request_in_progress
        if fast_enough:
            self._wait()
        else:
            log.info("slow client cut off", owed="body" if self._owes_body() else "head")
            self.force_close()


class _Server(web.Server):
    """Makes a Connection for each client."""

    def __init__(self, made: web.Server, settings: Settings, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            made.request_handler,
            request_factory=made.request_factory,
            handler_cancellation=made.handler_cancellation,
            loop=loop,
            **made._kwargs,  # noqa: SLF001 - what the runner was given
        )
        self._settings = settings

    @override
    def __call__(self) -> RequestHandler:
        return Connection(self, self._settings, loop=self._loop, **self._kwargs)


class ShopRunner(web.AppRunner):
    """Runs an application with settings behind such connections."""

    @override
    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(made, self.app[SETTINGS], asyncio.get_running_loop())
