"""Frames and control messages on their way to Redis: a request hands them over and never waits for Redis.

What is lost here (Redis away, too much waiting) is not lost for anybody: every process compares its topics with
Postgres each second, and sessions are polled.
"""

from __future__ import annotations

import asyncio
from collections import deque

import structlog
from redis.asyncio import Redis

from server.realtime.outages import REDIS_AWAY

log = structlog.get_logger()

_MOST_WAITING = 10_000
_BATCH = 500
_PAUSE_SECONDS = 0.25


class Publishing:
    """A queue and the one task that empties it, in order, many messages in one round trip."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._waiting: deque[tuple[str, bytes]] = deque(maxlen=_MOST_WAITING)
        self._wake = asyncio.Event()
        self.is_up = True

    def put(self, channel: str, message: bytes) -> None:
        self._waiting.append((channel, message))
        self._wake.set()

    async def run(self) -> None:
        """Publish for ever."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
                await self._send(batch)

    async def _send(self, batch: list[tuple[str, bytes]]) -> None:
        try:
            pipeline = self._redis.pipeline(transaction=False)
            for channel, message in batch:
                pipeline.publish(channel, message)
            await pipeline.execute()
        except REDIS_AWAY as error:
            if self.is_up:
                log.warning("cannot publish, screens follow by polling", error=repr(error))
            self.is_up = False
            self._waiting.clear()
            await asyncio.sleep(_PAUSE_SECONDS)
        else:
            if not self.is_up:
                log.info("publishing again")
            self.is_up = True
