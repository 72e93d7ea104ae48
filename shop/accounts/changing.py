"""Changing one's own account (ACC-3). Whose it is, the session says; no address names another person's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
from aiohttp import web

from server.access import PASSWORDS, SESSIONS
from server.database import Connection, queries
from server.orderbook import find_orders
from server.orderbook.telling import touch_order
from server.orders.order import Order, Role
from server.orders.refusals import LoginNeeded, TooMany, WrongFields
from server.realtime.telling import TELLER, Unit
from shop.accounts import limits
from shop.accounts.checking import check_password
from shop.accounts.emails import email_key
from shop.accounts.entering import EmailTaken, Visit
from shop.accounts.limits import LIMITS
from shop.accounts.person import Login, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """What is to be different; checked. None keeps what there is."""

    full_name: str | None = None
    display_name: str | None = None
    email: str | None = None
    phone: str | None = None
    new_password: str | None = None
    current_password: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """The person as they are now; after a change of password also the id of the session that goes on."""

    person: Person
    token: str | None


async def change_account(
    app: web.Application, person: Person, change: AccountChange, visit: Visit, wrong: WrongFields
) -> Changed:
    """Change the asking person's own account. Raises `wrong` for a password that does not fit, EmailTaken, TooMany.

    A new password ends every session of the person, this one included, which goes on under a new id.
    """
    login, hashed = None, None
    if change.new_password is not None or (change.email is not None and change.email != person.email):
        login = await check_password(app, person.email, change.current_password, visit.address, wrong)
    if change.new_password is not None:
        hashed = await app[PASSWORDS].hash(change.new_password)
    ended: list[str] = []
    token = None
    try:
        async with app[TELLER].transaction() as unit:
            after = await _write(unit, person.id, change, login=login, hashed=hashed, wrong=wrong)
            if login is not None:
                await queries().shop.void_account_resets(unit.connection, person_id=person.id, now=visit.now)
            if hashed is not None:
                ended = await app[SESSIONS].end_all_of(unit.connection, person.id)
                token = await app[SESSIONS].begin(
                    unit.connection, person_id=person.id, display_id=None, user_agent=visit.user_agent, now=visit.now
                )
    except asyncpg.UniqueViolationError:
        await _count_taken(app, person.id)
        raise EmailTaken from None
    await app[SESSIONS].announce_ended(ended)
    return Changed(after, token)


async def _write(
    unit: Unit, person_id: int, change: AccountChange, *, login: Login | None, hashed: str | None, wrong: WrongFields
) -> Person:
    row = await queries().shop.lock_own_account(unit.connection, person_id=person_id)
    if row is None:
        raise LoginNeeded
    if login is not None and row["password_hash"] != login.password_hash:
        raise wrong  # changed from elsewhere since it was checked
    after = _merge(row, change)
    await queries().shop.update_own_account(
        unit.connection,
        person_id=person_id,
        full_name=after.full_name,
        display_name=after.display_name,
        email=after.email,
        email_key=email_key(after.email),
        phone=after.phone,
        password_hash=hashed or row["password_hash"],
    )
    if (after.full_name, after.email) != (row["full_name"], row["email"]):
        await _tell_live_orders(unit, person_id)
    return after


def _merge(row: Mapping[str, Any], change: AccountChange) -> Person:
    full_name = row["full_name"] if change.full_name is None else change.full_name
    display_name = row["display_name"] if change.display_name is None else change.display_name
    return Person(
        id=row["id"],
        full_name=full_name,
        display_name=display_name or full_name.split(maxsplit=1)[0],
        email=row["email"] if change.email is None else change.email,
        phone=row["phone"] if change.phone is None else change.phone,
        role=Role(row["role"]),
    )


async def _tell_live_orders(unit: Unit, person_id: int) -> None:
    """The dashboard shows whose order it is: open ones would go on showing the old name."""
    for order in await find_live_orders_of(unit.connection, person_id):
        touch_order(unit, order)


async def find_live_orders_of(connection: Connection, person_id: int) -> list[Order]:
    """The person's orders that are not final yet, oldest first."""
    rows = await queries().shop.find_account_live_order_ids(connection, person_id=person_id)
    return await find_orders(connection, [row["id"] for row in rows])


async def _count_taken(app: web.Application, person_id: int) -> None:
    """Whoever tries other people's addresses on their own account is told of a few only. Raises TooMany."""
    count = await app[LIMITS].add(f"email taken:{person_id}", limits.TAKEN_EMAIL_SECONDS)
    if count.number > limits.TAKEN_EMAILS:
        raise TooMany(count.seconds_left)
