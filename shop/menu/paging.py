"""Pages of a list, pure: which page was asked for, and how many there are."""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


def parse_page(text: str | None) -> int | None:
    """The page's number from 1; 1 where none is given, None for anything that is no page."""
    if text is None:
        return 1
    return int(text) if _NUMBER.fullmatch(text) else None


def count_pages(total: int, on_a_page: int) -> int:
    """How many pages `total` things fill; an empty list has one page."""
    return max(1, -(-total // on_a_page))
