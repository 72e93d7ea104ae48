"""What an order says to Postgres: every statement with its arguments, written down while the real shop takes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.typedefs import Handler
from asyncpg.connection import LoggedQuery

from server.app import create_app
from server.bench.people import Basket, Line
from server.bench.site import Site
from server.database import DATABASE
from server.embedded.keepsakes import find_free_port
from server.web.logs import log_middleware

if TYPE_CHECKING:
    from server.database.pool import Pool

Script = list[tuple[str, tuple[object, ...]]]
"""One order's statements with their arguments, BEGIN and COMMIT included."""

_RESET = "pg_advisory_unlock_all"
"""What asyncpg's pool says when a connection comes back: housekeeping, no part of the order."""

_script: ContextVar[Script | None] = ContextVar("script", default=None)


async def record(site: Site, database_url: str, baskets: Sequence[Basket]) -> list[Script]:
    """Take these orders one after the other in a shop in this process; answers each order's statements."""
    port = find_free_port()
    settings = replace(site.settings, port=port, public_url=f"http://127.0.0.1:{port}", database_url=database_url)
    scripts: list[Script] = []

    @web.middleware
    async def write_down(request: web.Request, handler: Handler) -> web.StreamResponse:
        scripts.append([])
        _script.set(scripts[-1])
        return await handler(request)

    app = create_app(settings, with_worker=False)
    app.middlewares.remove(log_middleware)
    app.middlewares.insert(0, write_down)
    app.on_startup.append(lambda app: log_statements(app[DATABASE], lambda: _write_down))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        line = Line(port)
        for basket in baskets:
            await basket.check_out(line)
        line.close()
    finally:
        await runner.cleanup()
    return scripts


async def log_statements(pool: Pool, new_logger: Callable[[], Callable[[LoggedQuery], None]]) -> None:
    """Give every connection of the pool, as many as it may have, a logger of its own."""
    connections = [await pool.acquire() for _ in range(pool.get_max_size())]
    for connection in connections:
        connection.add_query_logger(new_logger())
        await pool.release(connection)


def _write_down(logged: LoggedQuery) -> None:
    script = _script.get()
    if script is not None and _RESET not in logged.query:
        script.append((logged.query, logged.args))
