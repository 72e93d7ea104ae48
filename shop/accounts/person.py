"""A person with an account, as the account page and JSON show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.database import Connection, queries
from server.orders.order import Role
from server.orders.shapes import Json


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's own data; never shown to anybody else."""

    id: int
    full_name: str
    display_name: str
    email: str
    phone: str
    role: Role


@dataclass(frozen=True, slots=True)
class Login:
    """A person and what their password is checked against."""

    person: Person
    password_hash: str


async def find_person(connection: Connection, person_id: int) -> Person | None:
    row = await queries().access.find_person(connection, person_id=person_id)
    return None if row is None else _person(row)


async def find_login(connection: Connection, email_key: str) -> Login | None:
    row = await queries().access.find_person_by_email(connection, email_key=email_key)
    return None if row is None else Login(_person(row), row["password_hash"])


def person_shape(person: Person | None) -> Json:
    """The contract's `person`; for a guest all is empty and the role says so."""
    if person is None:
        return {"full_name": "", "display_name": "", "email": "", "phone": "", "role": Role.GUEST.value}
    return {
        "full_name": person.full_name,
        "display_name": person.display_name,
        "email": person.email,
        "phone": person.phone,
        "role": person.role.value,
    }


def _person(row: Mapping[str, Any]) -> Person:
    return Person(
        id=row["id"],
        full_name=row["full_name"],
        display_name=row["display_name"],
        email=row["email"],
        phone=row["phone"],
        role=Role(row["role"]),
    )
