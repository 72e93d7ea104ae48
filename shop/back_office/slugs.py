"""Slugs and short names made of titles, pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LONGEST: Final = 60
# letters that Unicode does not take apart into an ASCII letter and a mark
_FOLDED: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_OTHERS = re.compile(r"[^a-z0-9]+")


def slug_of(title: str, stand_in: str) -> str:
    """ASCII words with hyphens; `stand_in` for a title that has no letter of ours. Not unique: ids are."""
    folded = unicodedata.normalize("NFKD", title.casefold().translate(_FOLDED))
    text = _OTHERS.sub("-", folded.encode("ascii", "ignore").decode()).strip("-")
    return text[:_LONGEST].strip("-") or stand_in


def free_slug(slug: str, taken: set[str]) -> str:
    """`slug`, or with the first number behind it that makes it another than all of `taken`."""
    if slug not in taken:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"


def shortened(title: str, most: int) -> str:
    """A title for a ticket: whole words that fit into `most` characters, or its beginning."""
    if len(title) <= most:
        return title
    words = title[: most + 1].rsplit(" ", 1)
    return words[0].rstrip(" ,;:-") if len(words) == 2 and words[0].strip() else title[:most]
