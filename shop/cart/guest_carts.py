"""Guests' carts in Redis: one document under the session's key, kept thirty days from the last look at it."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

from redis.asyncio import Redis
from redis.exceptions import WatchError

from server.orders.refusals import Refusal
from server.realtime.outages import REDIS_AWAY
from shop.cart.cart import Cart, Change, cart_text, is_same_to_see, read_cart_text

KEPT = timedelta(days=30)
_TRIES = 12


@dataclass
class CartAway(Refusal):
    """The place where this cart is kept does not answer; the cart itself is as it was."""

    code = "unavailable"
    status = 503


class GuestCarts:
    """Reads and changes guests' carts. Raises CartAway when Redis does not answer, within its client's timeouts."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis = redis
        self._prefix = prefix
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def read(self, session_key: str) -> Cart:
        """The guest's cart, empty if there is none. Looking at it keeps it for another thirty days."""
        try:
            return read_cart_text(await self._redis.getex(self._name(session_key), ex=KEPT))
        except REDIS_AWAY as error:
            raise CartAway from error

    async def change(self, session_key: str, change: Change) -> Cart:
        """Apply a pure change; of changes made at once none is lost. What `change` raises changes nothing."""
        # in this process they wait in line; WATCH is for the other processes
        lock = self._locks.setdefault(session_key, asyncio.Lock())
        async with lock:
            for attempt in range(_TRIES):
                changed = await self._try(session_key, change)
                if changed is not None:
                    return changed
                await asyncio.sleep(random.uniform(0, 0.01 * (attempt + 1)))  # noqa: S311 - spreads retries
        raise CartAway

    async def keep_only(self, session_key: str, seconds: int) -> None:
        """Let the cart go after so many seconds, unless its guest comes back to it."""
        try:
            await self._redis.expire(self._name(session_key), seconds)
        except REDIS_AWAY as error:
            raise CartAway from error

    async def forget(self, session_key: str, seen: Cart) -> bool:
        """Let a cart go that is as it was seen; False when it has changed since, and stays."""
        name = self._name(session_key)
        try:
            pipe: Any
            async with self._redis.pipeline(transaction=True) as pipe:
                await pipe.watch(name)
                if read_cart_text(await pipe.get(name)).version != seen.version:
                    return False
                pipe.multi()
                pipe.delete(name)
                await pipe.execute()
                return True
        except WatchError:
            return False
        except REDIS_AWAY as error:
            raise CartAway from error

    async def _try(self, session_key: str, change: Change) -> Cart | None:
        """One attempt; None when another process was quicker."""
        name = self._name(session_key)
        try:
            # a watching pipeline answers at once; the library's annotations only know the one that collects
            pipe: Any
            async with self._redis.pipeline(transaction=True) as pipe:
                await pipe.watch(name)
                cart = read_cart_text(await pipe.get(name))
                changed = change(cart)
                if changed == cart:
                    return cart
                if not is_same_to_see(changed, cart):
                    changed = replace(changed, version=cart.version + 1)
                pipe.multi()
                pipe.set(name, cart_text(changed), ex=KEPT)
                await pipe.execute()
                return changed
        except WatchError:
            return None
        except REDIS_AWAY as error:
            raise CartAway from error

    def _name(self, session_key: str) -> str:
        return f"{self._prefix}cart:{session_key}"
