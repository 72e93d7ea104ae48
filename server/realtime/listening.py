"""The Redis listener: one connection, one channel a topic, subscribed while somebody local listens.

Pub/sub loses messages silently, and a connection may be replaced without an error; so this loop owns its connection,
and every confirmation of a subscription, first or again, calls `on_confirmed`: compare versions and catch up.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

import structlog
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as RedisConnectionError

from server.realtime.outages import REDIS_AWAY

log = structlog.get_logger()

_PING_SECONDS = 2.0
_SILENCE_SECONDS = 5.0
_LONGEST_PAUSE_SECONDS = 1.0


class Listener:
    """Keeps the wanted channels subscribed and hands on what arrives as (channel, message)."""

    def __init__(
        self, redis: Redis, on_message: Callable[[str, bytes], None], on_confirmed: Callable[[str], None]
    ) -> None:
        self._pool = redis.connection_pool
        self._on_message = on_message
        self._on_confirmed = on_confirmed
        self._wanted: set[str] = set()
        self._asked: set[str] = set()
        self._changed = asyncio.Event()
        self.is_up = False

    def want(self, channel: str) -> None:
        self._wanted.add(channel)
        self._changed.set()

    def unwant(self, channel: str) -> None:
        self._wanted.discard(channel)
        self._changed.set()

    async def run(self) -> None:
        """Listen for ever; a lost connection is made again, quickly at first, never in step with other processes."""
        pause = 0.05
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await self._listen_once()
            except* REDIS_AWAY as errors:
                if self.is_up or pause == 0.05:
                    log.warning("redis is away, screens follow by polling", error=repr(errors.exceptions[0]))
            self.is_up = False
            if asyncio.get_running_loop().time() - began > _SILENCE_SECONDS:
                pause = 0.05
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads reconnects, guards nothing
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _listen_once(self) -> None:
        connection: AbstractConnection = self._pool.make_connection()  # type: ignore[no-untyped-call]
        try:
            async with asyncio.timeout(_SILENCE_SECONDS):
                await connection.connect()  # type: ignore[no-untyped-call]
            self._asked = set()
            self._changed.set()
            self.is_up = True
            async with asyncio.TaskGroup() as group:
                group.create_task(self._read(connection))
                group.create_task(self._ask(connection))
        finally:
            await connection.disconnect(nowait=True)

    async def _read(self, connection: AbstractConnection) -> None:
        while True:
            answer = await connection.read_response(timeout=_SILENCE_SECONDS)
            if answer is None:
                raise RedisConnectionError("no answer to pings")
            kind = answer[0]
            if kind == b"message":
                self._on_message(answer[1].decode(), answer[2])
            elif kind == b"subscribe":
                self._on_confirmed(answer[1].decode())

    async def _ask(self, connection: AbstractConnection) -> None:
        while True:
            try:
                async with asyncio.timeout(_PING_SECONDS):
                    await self._changed.wait()
            except TimeoutError:
                await connection.send_command("PING", check_health=False)
                continue
            self._changed.clear()
            new, old = self._wanted - self._asked, self._asked - self._wanted
            self._asked = set(self._wanted)
            for command, channels in (("SUBSCRIBE", new), ("UNSUBSCRIBE", old)):
                if channels:
                    await connection.send_command(command, *sorted(channels), check_health=False)
