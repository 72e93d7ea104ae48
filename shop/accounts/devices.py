"""What a browser says of itself, in words a person knows: pure, and never more than a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# The first that is found counts: every browser also claims to be the ones it descends from.
_BROWSERS: Final = (
    (re.compile(r"Edg(?:e|A|iOS)?/"), "Edge"),
    (re.compile(r"OPR/|Opera"), "Opera"),
    (re.compile(r"SamsungBrowser/"), "Samsung Internet"),
    (re.compile(r"Firefox/|FxiOS/"), "Firefox"),
    (re.compile(r"Chrom(?:e|ium)/|CriOS/"), "Chrome"),
    (re.compile(r"Version/.*Safari/"), "Safari"),
)
_SYSTEMS: Final = (
    (re.compile(r"iPhone"), "iPhone"),
    (re.compile(r"iPad"), "iPad"),
    (re.compile(r"Android"), "Android"),
    (re.compile(r"CrOS"), "Chromebook"),
    (re.compile(r"Windows"), "Windows"),
    (re.compile(r"Macintosh|Mac OS X"), "Mac"),
    (re.compile(r"Linux"), "Linux"),
)


@dataclass(frozen=True, slots=True)
class Device:
    """Browser and system by their own names, "" where they cannot be told."""

    browser: str
    system: str


def describe_device(user_agent: str) -> Device:
    """What the User-Agent header names; programs and privacy tools name neither."""

    def first(names: tuple[tuple[re.Pattern[str], str], ...]) -> str:
        return next((name for pattern, name in names if pattern.search(user_agent)), "")

    return Device(first(_BROWSERS), first(_SYSTEMS))
