"""Wall displays: a name and a single-use code to pair it with; revoking ends its sessions (ACC-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from server.access import SESSIONS
from server.access.pairing import LIFETIME, code_hash, new_code
from server.database import DATABASE, Connection, queries
from server.orders.refusals import NotThere
from server.settings import SETTINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDisplay:
    """A display to be paired. The code is told once and kept nowhere."""

    id: int
    name: str
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """A paired display, or a code that waits. `last_seen_at` is noted once an hour."""

    id: int
    name: str
    paired_at: datetime | None
    code_expires_at: datetime | None
    last_seen_at: datetime | None


async def create_display(app: web.Application, name: str, now: datetime) -> NewDisplay:
    expires_at = now + LIFETIME
    async with app[DATABASE].acquire(timeout=3.0) as connection:
        while True:
            code = new_code()
            display_id = await queries().shop.insert_house_display(
                connection,
                name=name,
                code_hash=code_hash(code, app[SETTINGS].secret_key),
                expires_at=expires_at,
                now=now,
            )
            if display_id is not None:  # else another display has this very code just now
                return NewDisplay(id=display_id, name=name, code=code, expires_at=expires_at)


async def find_displays(connection: Connection, now: datetime) -> list[Display]:
    return [Display(**row) for row in await queries().shop.find_house_displays(connection, now=now)]


async def revoke_display(app: web.Application, display_id: int, now: datetime) -> str:
    """Unpair it: code and sessions end, its sockets close. Answers its name. Raises NotThere."""
    async with app[DATABASE].acquire(timeout=3.0) as connection, connection.transaction():
        row = await queries().shop.revoke_house_display(connection, id=display_id, now=now)
        if row is None:
            raise NotThere
        ended = await queries().shop.delete_house_display_sessions(connection, display_id=display_id)
    await app[SESSIONS].announce_ended([session["token_hash"].hex() for session in ended])
    name: str = row["name"]
    return name
