"""Checkout tokens: one order a token, for its owner only, and no table is needed to know one's own."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from server.orders.refusals import UnknownToken

_NONCE_BYTES = 16


def new_checkout_token(secret_key: str, person_id: int) -> str:
    """A token that only this person can use: chance, and its seal for the person."""
    nonce = secrets.token_hex(_NONCE_BYTES)
    return f"{nonce}.{_seal(secret_key, person_id, nonce)}"


def check_checkout_token(token: str, secret_key: str, person_id: int) -> None:
    """Raises UnknownToken for another person's token and for one that was never given out."""
    nonce, _, seal = token.partition(".")
    if not hmac.compare_digest(seal.encode("utf-8", "replace"), _seal(secret_key, person_id, nonce).encode()):
        raise UnknownToken


def _seal(secret_key: str, person_id: int, nonce: str) -> str:
    words = f"checkout:{person_id}:{nonce}".encode("utf-8", "replace")
    return hmac.new(secret_key.encode(), words, sha256).hexdigest()
