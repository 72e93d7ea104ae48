"""Who is asking: a guest, a person, or a paired display."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from aiohttp import web

from server.orders.order import Role

GUEST_PREFIX, PERSON_PREFIX, DISPLAY_PREFIX = "g.", "p.", "d."


def new_token(prefix: str) -> str:
    """A new session id: 256 bits from the system's generator behind a letter that says whose it is."""
    return prefix + secrets.token_urlsafe(32)


def session_key(token: str) -> str:
    """The hex SHA-256 of a session id: what is stored, logged and used as a key, never the id itself."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Whoever sent the request. `session_key` names the session, without letting anybody use it."""

    session_key: str
    kind: str = "guest"
    role: Role = Role.GUEST
    person_id: int | None = None
    display_id: int | None = None
    first_name: str = ""
    full_name: str = ""
    email: str = ""
    is_new: bool = False
    """A guest who came without a session: this request gives them one."""

    @property
    def is_guest(self) -> bool:
        return self.role is Role.GUEST

    @property
    def is_staff(self) -> bool:
        return self.role.is_staff

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN


ASKER: web.RequestKey[Asker] = web.RequestKey("asker", Asker)
