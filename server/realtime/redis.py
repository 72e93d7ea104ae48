"""Redis clients: one for requests that never waits long, one for the listener that waits as long as it takes.

redis-py's defaults hide an outage as 5 to 60 s of waiting (ten retries); a page must answer within 2 s without Redis.
"""

from __future__ import annotations

from aiohttp import web
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

REDIS: web.AppKey[Redis] = web.AppKey("redis", Redis)
"""The request-path client: for carts, counters, publishing."""


def open_redis(url: str) -> Redis:
    """A client for the request path: a dead Redis costs half a second, a hung one a second, and nothing is retried."""
    client: Redis = Redis.from_url(
        url, socket_timeout=1.0, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0), protocol=2
    )
    return client


def open_listening_redis(url: str) -> Redis:
    """A client whose connections may wait for messages without end; the listener pings over them itself."""
    client: Redis = Redis.from_url(
        url, socket_timeout=None, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0), protocol=2
    )
    return client
