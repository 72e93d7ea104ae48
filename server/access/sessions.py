"""Sessions: opaque 256-bit ids, stored hashed in Postgres, held for a moment in the process.

Guests' ids (`g.…`) are never stored: nothing but a guest's own cart hangs on them.
"""

from __future__ import annotations

import hmac
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from aiohttp import web

from server.access.asking import DISPLAY_PREFIX, GUEST_PREFIX, PERSON_PREFIX, Asker, new_token, session_key
from server.database import Connection, queries
from server.orders.order import Role

if TYPE_CHECKING:
    from server.database.pool import Pool

LIFETIME = timedelta(days=30)
_TOUCH_AFTER = timedelta(hours=1)
_CACHE_SECONDS = 1.0
_CACHE_SIZE = 20_000

Announce = Callable[[list[str]], Awaitable[None]]


class Sessions:
    """Begins, finds and ends sessions; `announce` tells all processes which keys ended, so that sockets close."""

    def __init__(self, pool: Pool, secret_key: str, announce: Announce) -> None:
        self._pool = pool
        self._secret = secret_key.encode()
        self._announce = announce
        self._cache: OrderedDict[str, tuple[float, Asker]] = OrderedDict()

    def csrf_token(self, token: str) -> str:
        """The session's CSRF token: serves the whole session, and only it."""
        return hmac.new(self._secret, b"csrf:" + token.encode(), sha256).hexdigest()

    def guest(self) -> tuple[str, Asker]:
        token = new_token(GUEST_PREFIX)
        return token, Asker(session_key=session_key(token), is_new=True)

    async def find(self, token: str, now: datetime) -> Asker | None:
        """Who holds this id; None when it is none of ours or has ended. A stored session may be up to a second old."""
        if token.startswith(GUEST_PREFIX) and 40 <= len(token) <= 64:
            return Asker(session_key=session_key(token))
        if not token.startswith((PERSON_PREFIX, DISPLAY_PREFIX)) or len(token) > 64:
            return None
        key = session_key(token)
        held = self._cache.get(key)
        if held is not None and time.monotonic() - held[0] < _CACHE_SECONDS:
            return held[1]
        asker = await self._read(key, now)
        if asker is None:
            self._cache.pop(key, None)
            return None
        self._cache[key] = (time.monotonic(), asker)
        self._cache.move_to_end(key)
        if len(self._cache) > _CACHE_SIZE:
            self._cache.popitem(last=False)
        return asker

    async def _read(self, key: str, now: datetime) -> Asker | None:
        async with self._pool.acquire(timeout=3.0) as connection:
            token_hash = bytes.fromhex(key)
            row = await queries().access.find_asker(connection, token_hash=token_hash, now=now)
            if row is None:
                return None
            if now - row["last_seen_at"] > _TOUCH_AFTER:
                await queries().access.touch_session(
                    connection, token_hash=token_hash, now=now, expires_at=now + LIFETIME
                )
        return _asker(key, row)

    async def begin(
        self, connection: Connection, *, person_id: int | None, display_id: int | None, user_agent: str, now: datetime
    ) -> str:
        """Store a new session in the caller's transaction; answers the id that goes into the cookie."""
        token = new_token(PERSON_PREFIX if person_id is not None else DISPLAY_PREFIX)
        await queries().access.insert_session(
            connection,
            token_hash=bytes.fromhex(session_key(token)),
            person_id=person_id,
            display_id=display_id,
            user_agent=user_agent[:200],
            now=now,
            expires_at=now + LIFETIME,
        )
        return token

    async def end(self, key: str) -> None:
        """End one session at once: its requests become a guest's, its sockets close."""
        async with self._pool.acquire(timeout=3.0) as connection:
            await queries().access.delete_session(connection, token_hash=bytes.fromhex(key))
        await self.announce_ended([key])

    async def end_all_of(self, connection: Connection, person_id: int, *, keep: str | None = None) -> list[str]:
        """End a person's sessions (but `keep`) in the caller's transaction; announce the answer after its commit."""
        rows = await queries().access.delete_sessions_of_person(
            connection, person_id=person_id, keep=None if keep is None else bytes.fromhex(keep)
        )
        return [row["token_hash"].hex() for row in rows]

    async def announce_ended(self, keys: list[str]) -> None:
        for key in keys:
            self._cache.pop(key, None)
        if keys:
            await self._announce(keys)

    def forget(self, keys: Iterable[str]) -> None:
        """Another process ended these sessions: do not believe the held copies."""
        for key in keys:
            self._cache.pop(key, None)

    async def living(self, keys: list[str], now: datetime) -> dict[str, str]:
        """Session key → role, of those still alive: asked for open sockets."""
        hashes = [bytes.fromhex(key) for key in keys]
        async with self._pool.acquire(timeout=3.0) as connection:
            rows = await queries().access.find_living_sessions(connection, token_hashes=hashes, now=now)
        return {row["token_hash"].hex(): row["role"] for row in rows}


def _asker(key: str, row: Mapping[str, Any]) -> Asker:
    if row["display_id"] is not None:
        name = row["display_name_on_wall"]
        return Asker(session_key=key, kind="display", role=Role.KITCHEN, display_id=row["display_id"], first_name=name)
    full_name: str = row["full_name"]
    return Asker(
        session_key=key,
        kind="person",
        role=Role(row["role"]),
        person_id=row["person_id"],
        first_name=full_name.split(maxsplit=1)[0] if full_name.split() else "",
        full_name=full_name,
        email=row["email"],
    )


SESSIONS: web.AppKey[Sessions] = web.AppKey("sessions", Sessions)
