"""The first admin, made from the command line; nobody can make themselves one (ACC-5)."""

from __future__ import annotations

import asyncpg

from server.access import Passwords
from server.database import Connection, queries
from server.orders.order import Role
from server.settings import Settings
from server.web.words import _
from shop.accounts.emails import email_key, find_email_problem
from shop.accounts.forms import email_words, password_words
from shop.accounts.passwords import find_password_flaw, normal_password


class AdminNotMade(SystemExit):
    """What was typed cannot become an admin; the words say why. Ends the command with exit code 1."""


async def create_admin(
    database_url: str, email: str, full_name: str, password: str, passwords: Passwords | None = None
) -> str:
    """Make an admin, or make an existing account one (its name and password stay). Answers what was done, in words.

    Raises AdminNotMade.
    """
    connection = await asyncpg.connect(database_url, timeout=10)
    try:
        async with connection.transaction():
            account = await queries().shop.lock_account(connection, email_key=email_key(email))
            if account is not None:
                return await _promote(connection, account["id"], Role(account["role"]), email)
            return await _create(connection, email, full_name, password, passwords)
    finally:
        await connection.close()


async def _promote(connection: Connection, person_id: int, role: Role, email: str) -> str:
    if role is Role.ADMIN:
        return _("{email} is an admin already. Nothing was changed.").format(email=email)
    await queries().access.update_role(connection, person_id=person_id, role=Role.ADMIN.value)
    await _note(connection, person_id, role.value)
    return _("{email} is an admin now; name and password stay as they were.").format(email=email)


async def _create(
    connection: Connection, email: str, full_name: str, password: str, passwords: Passwords | None
) -> str:
    email, full_name, password = email.strip(), " ".join(full_name.split()), normal_password(password)
    problem, flaw = find_email_problem(email), find_password_flaw(password)
    if problem is not None:
        raise AdminNotMade("orderboard: " + email_words(problem))
    if not full_name:
        raise AdminNotMade(
            "orderboard: " + _("There is no account for this address yet: give a full name with --name.")
        )
    if flaw is not None:
        raise AdminNotMade("orderboard: " + password_words(flaw))
    hashed = await (passwords or Passwords(Settings(secret_key="").argon2_cost)).hash(password)
    person_id: int | None = await queries().access.insert_person(
        connection,
        email=email,
        email_key=email_key(email),
        full_name=full_name,
        display_name=full_name.split(maxsplit=1)[0],
        role=Role.ADMIN.value,
        password_hash=hashed,
    )
    if person_id is None:
        raise AdminNotMade("orderboard: " + _("This address was registered a moment ago. Run the command once more."))
    await _note(connection, person_id, None)
    return _("{email} is an admin now.").format(email=email)


async def _note(connection: Connection, person_id: int, old_role: str | None) -> None:
    await queries().access.insert_role_change(
        connection,
        person_id=person_id,
        changed_by=None,
        old_role=old_role,
        new_role=Role.ADMIN.value,
        source="command line",
    )
