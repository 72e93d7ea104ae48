"""Sessions, the person or display that asks, roles, revocation."""

from server.access.asking import ASKER, GUEST_PREFIX, Asker
from server.access.passwords import PASSWORDS, Passwords
from server.access.sessions import SESSIONS, Sessions

__all__ = ["ASKER", "GUEST_PREFIX", "PASSWORDS", "SESSIONS", "Asker", "Passwords", "Sessions"]
