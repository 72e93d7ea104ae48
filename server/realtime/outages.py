"""What it looks like when Postgres or Redis is away. Everything else that is raised is a bug and is not caught."""

from __future__ import annotations

import asyncpg
from redis.exceptions import RedisError

POSTGRES_AWAY: tuple[type[Exception], ...] = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
REDIS_AWAY: tuple[type[Exception], ...] = (OSError, TimeoutError, RedisError)
