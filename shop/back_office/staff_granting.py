"""Granting and revoking staff roles: written with its audit row, the person's sessions ended with it (ACC-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from server.access import SESSIONS, Sessions
from server.database import DATABASE, Connection, queries
from server.orders.order import Role
from server.realtime.relay import RELAY
from shop.accounts.emails import email_key
from shop.accounts.person import Person, find_person


class NobodyHasThisEmail(Exception):
    """There is no account for this address: roles are given to people who have registered."""


class LastAdmin(Exception):
    """Without this admin nobody could make another one but from the command line."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody with a staff role, and who gave it to them when; `changed_by` is "" for the command line."""

    person: Person
    changed_at: datetime | None
    changed_by: str


async def find_staff(connection: Connection) -> list[StaffMember]:
    rows = await queries().shop.find_house_staff(connection)
    return [
        StaffMember(
            Person(row["id"], row["full_name"], row["display_name"], row["email"], row["phone"], Role(row["role"])),
            row["changed_at"],
            row["changed_by"] or "",
        )
        for row in rows
    ]


async def grant_role(app: web.Application, email: str, role: Role, *, by_person_id: int) -> Person:
    """Give somebody a role. Granting what they have already changes nothing. Raises NobodyHasThisEmail, LastAdmin.

    All sessions of the person end, so that nothing goes on under the old role: open sockets close with 4001.
    """
    async with app[DATABASE].acquire(timeout=3.0) as connection, connection.transaction():
        await queries().shop.lock_house_roles(connection)
        account = await queries().shop.lock_account(connection, email_key=email_key(email))
        if account is None:
            raise NobodyHasThisEmail
        person_id, before = account["id"], Role(account["role"])
        ended = (
            [] if before is role else await _change(app[SESSIONS], connection, person_id, (before, role), by_person_id)
        )
        person = await find_person(connection, person_id)
    assert person is not None
    if before is not role:
        await app[SESSIONS].announce_ended(list(ended))
        await app[RELAY].announce_person_changed(person_id)
    return person


async def _change(
    sessions: Sessions, connection: Connection, person_id: int, step: tuple[Role, Role], by_person_id: int
) -> Sequence[str]:
    before, role = step
    if before is Role.ADMIN:
        others: int = await queries().shop.count_house_other_admins(connection, person_id=person_id)
        if others == 0:
            raise LastAdmin
    await queries().access.update_role(connection, person_id=person_id, role=role.value)
    await queries().access.insert_role_change(
        connection,
        person_id=person_id,
        changed_by=by_person_id,
        old_role=before.value,
        new_role=role.value,
        source="web",
    )
    return await sessions.end_all_of(connection, person_id)
