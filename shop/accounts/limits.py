"""How often something may be tried: counted in Redis for all processes, in this one while Redis is away."""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from redis.asyncio import Redis

from server.realtime.outages import REDIS_AWAY
from server.settings import Settings

WRONG_PASSWORDS: Final = 10
WRONG_PASSWORD_SECONDS: Final = 5 * 60
WRONG_PASSWORDS_FROM_ONE_PLACE: Final = 100
REGISTRATIONS: Final = 300
REGISTRATION_SECONDS: Final = 60 * 60
RESETS: Final = 5
RESETS_FROM_ONE_PLACE: Final = 60
RESET_SECONDS: Final = 60 * 60
TAKEN_EMAILS: Final = 10
TAKEN_EMAIL_SECONDS: Final = 60 * 60

_LEAVE_REDIS_ALONE_SECONDS = 5.0
_MOST_KEPT_HERE = 10_000

# Counting and beginning the window is one step: a counter without an end would lock its account for ever.
_ADD = """
local count = redis.call('incr', KEYS[1])
if count == 1 then redis.call('expire', KEYS[1], ARGV[1]) end
return {count, redis.call('ttl', KEYS[1])}
"""


@dataclass(frozen=True, slots=True)
class Count:
    """How many there were in the present window, and in how many seconds it ends."""

    number: int
    seconds_left: int


class Limits:
    """Counters with windows that begin at the first count."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis = redis
        self._prefix = f"{prefix}limit:"
        self._redis_back_at = 0.0
        self._here: dict[str, tuple[int, float]] = {}
        self._turns: dict[str, tuple[asyncio.Lock, int]] = {}

    async def look(self, key: str) -> Count:
        """The count without counting."""
        if time.monotonic() >= self._redis_back_at:
            try:
                async with self._redis.pipeline(transaction=False) as pipeline:
                    pipeline.get(self._prefix + key)
                    pipeline.ttl(self._prefix + key)
                    number, left = await pipeline.execute()
                return Count(int(number or 0), max(1, int(left)))
            except REDIS_AWAY:
                self._redis_back_at = time.monotonic() + _LEAVE_REDIS_ALONE_SECONDS
        number, ends = self._here.get(key, (0, 0.0))
        left = ends - time.monotonic()
        return Count(number, max(1, round(left))) if left > 0 else Count(0, 1)

    async def add(self, key: str, window_seconds: int) -> Count:
        """Count one more."""
        if time.monotonic() >= self._redis_back_at:
            try:
                number, left = await self._redis.eval(_ADD, 1, self._prefix + key, str(window_seconds))
                return Count(int(number), max(1, int(left)))
            except REDIS_AWAY:
                self._redis_back_at = time.monotonic() + _LEAVE_REDIS_ALONE_SECONDS
        return self._add_here(key, window_seconds)

    async def forget(self, key: str) -> None:
        """Begin anew for this key."""
        self._here.pop(key, None)
        if time.monotonic() >= self._redis_back_at:
            try:
                await self._redis.delete(self._prefix + key)
            except REDIS_AWAY:
                self._redis_back_at = time.monotonic() + _LEAVE_REDIS_ALONE_SECONDS

    def _add_here(self, key: str, window_seconds: int) -> Count:
        now = time.monotonic()
        if len(self._here) >= _MOST_KEPT_HERE:
            self._here = {k: kept for k, kept in self._here.items() if kept[1] > now}
        number, ends = self._here.get(key, (0, 0.0))
        if ends <= now:
            number, ends = 0, now + window_seconds
        self._here[key] = (number + 1, ends)
        return Count(number + 1, max(1, round(ends - now)))

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """One at a time for each key: guesses sent at once are counted one after another."""
        lock, waiting = self._turns.get(key, (asyncio.Lock(), 0))
        self._turns[key] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._turns[key]
            if waiting == 1:
                del self._turns[key]
            else:
                self._turns[key] = (lock, waiting - 1)


LIMITS: web.AppKey[Limits] = web.AppKey("limits", Limits)


def password_limit(email_key: str, address: str) -> str:
    """The key for wrong passwords: per account and client address, so that nobody can lock somebody else out."""
    return "password:" + hashlib.sha256(f"{email_key}\n{address}".encode()).hexdigest()


def counts_places(settings: Settings, address: str) -> bool:
    """Whether what comes from one client address is counted together: everywhere but on a demo's own machine."""
    return not (settings.demo and is_loopback(address))


def is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
