"""Where one is logged in, and ending it from here (ACC-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from server.access import SESSIONS, Asker
from server.database import DATABASE, Connection, queries
from server.orders.refusals import NotThere
from server.orders.shapes import Json, milliseconds
from shop.accounts.devices import Device, describe_device


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSession:
    """One log-in of one's own. `key` names it without letting anybody use it."""

    key: str
    device: Device
    since: datetime
    last_seen_at: datetime
    this_device: bool


async def find_own_sessions(connection: Connection, asker: Asker, now: datetime) -> list[OwnSession]:
    """This device first, then the latest seen."""
    rows = await queries().shop.find_account_sessions(connection, person_id=asker.person_id, now=now)
    sessions = [
        OwnSession(
            key=row["token_hash"].hex(),
            device=describe_device(row["user_agent"]),
            since=row["created_at"],
            last_seen_at=row["last_seen_at"],
            this_device=row["token_hash"].hex() == asker.session_key,
        )
        for row in rows
    ]
    return sorted(sessions, key=lambda session: not session.this_device)


async def end_own_session(app: web.Application, asker: Asker, key: str) -> None:
    """End one of one's own sessions at once. Raises NotThere for one that ended, or is somebody else's."""
    async with app[DATABASE].acquire(timeout=3.0) as connection:
        gone = await queries().shop.delete_account_session(
            connection, person_id=asker.person_id, token_hash=bytes.fromhex(key)
        )
    if gone is None:
        raise NotThere
    await app[SESSIONS].announce_ended([key])


async def end_other_sessions(app: web.Application, asker: Asker) -> None:
    """Log out everywhere but here."""
    assert asker.person_id is not None
    async with app[DATABASE].acquire(timeout=3.0) as connection:
        ended = await app[SESSIONS].end_all_of(connection, asker.person_id, keep=asker.session_key)
    await app[SESSIONS].announce_ended(ended)


def sessions_shape(sessions: list[OwnSession]) -> list[Json]:
    """For JSON; `key` is what `/account/sessions/<key>/end` takes."""
    return [
        {
            "key": session.key,
            "browser": session.device.browser,
            "system": session.device.system,
            "since": milliseconds(session.since),
            "last_seen_at": milliseconds(session.last_seen_at),
            "this_device": session.this_device,
        }
        for session in sessions
    ]
