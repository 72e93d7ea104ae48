"""The token of a reset link, pure: 256 bits, derived when it is needed, stored nowhere.

The table keeps a nonce and the token's hash. The mail's sender derives the token from the nonce with the shop's
secret key, so a copy of the database lets nobody use a link.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final

LIFETIME: Final = timedelta(hours=1)
_NONCE_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class NewReset:
    """What is stored of a new link."""

    nonce: bytes
    token_hash: bytes


def new_reset(secret_key: str) -> NewReset:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return NewReset(nonce, token_hash(derive_token(secret_key, nonce)))


def derive_token(secret_key: str, nonce: bytes) -> str:
    """The token that belongs to a stored nonce, 43 characters that may stand in an address."""
    digest = hmac.new(secret_key.encode(), b"password reset:" + nonce, sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def token_hash(token: str) -> bytes:
    """What a token is looked up by."""
    return sha256(token.encode("utf-8", "replace")).digest()


def reset_link(public_url: str, token: str) -> str:
    """The mail's link: always on the configured address, never on the one a request named."""
    return f"{public_url}/reset/{token}"
