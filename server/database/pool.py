"""The connection pool, with every wait bounded: a hung database answers 503 within seconds, never a spinner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import asyncpg
from aiohttp import web

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Pool = asyncpg.Pool[asyncpg.Record]
    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
else:
    Pool = asyncpg.Pool
    Connection = asyncpg.Connection

DATABASE: web.AppKey[Any] = web.AppKey("database", asyncpg.Pool)

_SERVER_SETTINGS = {
    "application_name": "orderboard",
    "statement_timeout": "10000",
    "lock_timeout": "5000",
    "idle_in_transaction_session_timeout": "15000",
    "timezone": "UTC",
}


async def open_pool(url: str, *, min_size: int = 2, max_size: int = 16, command_timeout: float = 12.0) -> Pool:
    """A pool of connections; `command_timeout` in seconds ends a statement whose server no longer answers."""
    return await asyncpg.create_pool(
        url,
        min_size=min_size,
        max_size=max_size,
        command_timeout=command_timeout,
        timeout=3.0,
        max_inactive_connection_lifetime=300.0,
        reset=_reset,
        server_settings=_SERVER_SETTINGS,
    )


async def _reset(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Back to the pool as it came. Nothing here sets anything for longer than its transaction, so only a transaction
    that was left open needs the reset's round trip.
    """
    if connection.is_in_transaction():
        await connection.reset()
