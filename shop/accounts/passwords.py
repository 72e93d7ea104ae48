"""What a password must be, pure. Length and not being everybody's first guess; no rules about kinds of characters."""

from __future__ import annotations

import unicodedata
from enum import Enum
from typing import Final

FEWEST: Final = 8
MOST: Final = 200

# The passwords tried first against every shop there is (of eight characters and more). Few on purpose: a list that
# surprises people makes them choose worse ones.
_EVERYBODYS: Final = frozenset(
    {
        "00000000",
        "11111111",
        "12345678",
        "123456789",
        "1234567890",
        "87654321",
        "iloveyou",
        "password",
        "password1",
        "qwertyui",
        "qwertyuiop",
    }
)


class PasswordFlaw(Enum):
    """What keeps a text from being a password here."""

    BLANK = "blank"
    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    EVERYBODYS = "everybody's"


def normal_password(password: str) -> str:
    """The same keys give the same password on every device (NFC); nothing is trimmed."""
    return unicodedata.normalize("NFC", password)


def typed_password(text: str) -> str:
    """A password to be checked: as it was typed, but no more of it than tells that it is longer than any there is."""
    return normal_password(text)[: MOST + 1]


def find_password_flaw(password: str) -> PasswordFlaw | None:
    """What is wrong with a new password (already normal), None when it will do."""
    if not password:
        return PasswordFlaw.BLANK
    if len(password) < FEWEST:
        return PasswordFlaw.TOO_SHORT
    if len(password) > MOST:
        return PasswordFlaw.TOO_LONG
    if password.casefold() in _EVERYBODYS:
        return PasswordFlaw.EVERYBODYS
    return None
