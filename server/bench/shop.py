"""The shop as it is served, in a process of its own; settings come from the environment.

`python -m server.bench.shop [FILE]`: with FILE, every snapshot read is counted by topic and written there at the end.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from functools import partial
from os import environ
from pathlib import Path

import uvloop
from aiohttp import web
from asyncpg.connection import LoggedQuery

from server import serving
from server.app import create_app
from server.bench.recording import log_statements
from server.database import DATABASE, queries
from server.settings import Settings
from server.web.logs import set_up_logs

_SNAPSHOT_BEGINS = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"


async def serve(settings: Settings, *, counting: bool) -> Counter[str]:
    """Until SIGTERM; answers how many snapshots were read of which topic."""
    app = create_app(settings)
    reads: Counter[str] = Counter()
    if counting:
        # first after the pool: later the worker holds a connection of it
        app.cleanup_ctx.insert(1, partial(count_snapshots, reads=reads))
    await serving.serve(settings, app=app)
    return reads


async def count_snapshots(app: web.Application, reads: Counter[str]) -> AsyncIterator[None]:
    """Count from here on."""
    await log_statements(app[DATABASE], lambda: counting_logger(reads))
    yield


def counting_logger(reads: Counter[str]) -> Callable[[LoggedQuery], None]:
    """Counts on one connection which topic's version is read first in a snapshot's transaction."""
    versions = queries().history.texts["find_versions"].sql
    begun = False

    def look(logged: LoggedQuery) -> None:
        nonlocal begun
        if logged.query == _SNAPSHOT_BEGINS:
            begun = True
        elif begun and logged.query == versions:
            begun = False
            reads.update(logged.args[0])

    return look


def main() -> None:
    """Serve, then write the counts down."""
    settings = Settings.from_environment(environ)
    set_up_logs(settings.log_format)
    reads = uvloop.run(serve(settings, counting=len(sys.argv) > 1))
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(json.dumps(reads))


if __name__ == "__main__":
    main()
