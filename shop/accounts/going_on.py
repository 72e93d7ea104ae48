"""Where a visitor goes after logging in, pure: back to where they were, never to another site."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

HOME: Final = "/"
_MOST: Final = 2000
_KEPT: Final = "/?#%&=+:;,@!$'()*[]~-._"


def own_address(text: str) -> str | None:
    """`text` as an address of this site (path and query), or None when it could lead anywhere else.

    Browsers read `//x`, `/\\x` and `/<tab>/x` as another site's address.
    """
    if not text.startswith("/") or text.startswith("//") or len(text) > _MOST:
        return None
    if "\\" in text or any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in text):
        return None
    return quote(text, safe=_KEPT)
