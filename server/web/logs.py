"""Structured logs: one line a request, with an id that the error page shows; never a form field, cookie or address."""

from __future__ import annotations

import logging
import secrets
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from typing_extensions import override

from server.realtime.outages import POSTGRES_AWAY

REQUEST_ID: web.RequestKey[str] = web.RequestKey("request id", str)
_QUIET = ("/static/", "/art/", "/healthz", "/readyz", "/metrics")

log = structlog.get_logger()


def set_up_logs(log_format: str) -> None:
    """`console` for people, `json` for machines; both to standard error."""
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer()
    if log_format == "console":
        # what people do not watch is written plainly: colours and columns would cost more than many a page
        renderer = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else plain_line
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[OtherLogs()], level=logging.WARNING, force=True)


class OtherLogs(logging.Handler):
    """What libraries log, as lines of ours. A database that is away needs no traceback; anything else keeps its own."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        say = log.error if record.levelno >= logging.ERROR else log.warning
        if record.name.startswith("asyncpg") and isinstance(error, POSTGRES_AWAY):
            say(record.getMessage(), logger=record.name, error=repr(error))
        else:
            say(record.getMessage(), logger=record.name, exc_info=error)


def logged_path(request: web.Request) -> str:
    """The path as it may stand in a log: the token of a reset link is as good as a password."""
    return "/reset/…" if request.path.startswith("/reset/") else request.path


def plain_line(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
    """One line for people: time, level, what happened, then the rest as name=value; a traceback below."""
    exception = event.pop("exception", None)
    line = f"{event.pop('timestamp')} [{event.pop('level')}] {event.pop('event')}"
    for name, value in event.items():
        line += f" {name}={_one_line(value)}"
    return line if exception is None else f"{line}\n{exception}"


def _one_line(value: object) -> str:
    """What comes from outside cannot end the line, nor look like a name of its own."""
    text = str(value)
    return text if text.isprintable() and " " not in text else repr(text)


@web.middleware
async def log_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    request[REQUEST_ID] = secrets.token_hex(4)
    began = time.monotonic()
    response = await handler(request)
    if not request.path.startswith(_QUIET):
        log.info(
            "request",
            id=request[REQUEST_ID],
            method=request.method,
            path=logged_path(request),
            status=response.status,
            ms=round((time.monotonic() - began) * 1000, 1),
        )
    return response
