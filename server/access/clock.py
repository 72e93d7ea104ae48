"""The clock everything that acts takes: aware UTC. Nothing deep down calls now()."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from aiohttp import web

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


CLOCK: web.AppKey[Clock] = web.AppKey("clock", Callable)  # type: ignore[arg-type] # AppKey wants a class for its name only
