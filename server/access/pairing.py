"""The single-use codes that pair a wall display: short enough to type on a TV, kept as a keyed hash only (ACC-5)."""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from datetime import timedelta
from hashlib import sha256

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Nothing that is read for something else from across a room: no 0 O, no 1 I L."""
LENGTH = 8
LIFETIME = timedelta(minutes=15)


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normal_code(typed: str) -> str | None:
    """The code as it was made, whatever case, spaces and dashes it was typed with; None when it can be none."""
    code = "".join(c for c in unicodedata.normalize("NFKC", typed).upper() if c not in " -–\u00a0")
    return code if len(code) == LENGTH and all(c in ALPHABET for c in code) else None


def code_hash(code: str, secret_key: str) -> bytes:
    """What is stored. Keyed: forty bits would soon be found again from a plain hash."""
    return hmac.new(secret_key.encode(), b"pairing:" + code.encode(), sha256).digest()
