"""Sold out until when, pure: what «until» says in the shop's zone, and what «tomorrow» is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.orders.opening import HoursAreWrong, OpeningHours

TOMORROW: Final = "tomorrow"
_FARTHEST: Final = timedelta(days=366)
_LOCAL = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d{1,6})?)?", re.ASCII)


class UntilIsWrong(ValueError):
    """`until` is no time of the shop's, has passed, or lies more than a year ahead."""


def read_until(
    text: str, now: datetime, zone: ZoneInfo, opening_hours: Sequence[str], closed_on: Sequence[date]
) -> datetime | None:
    """The moment it is back, aware UTC; None = until somebody restores it. Raises UntilIsWrong.

    `text` is empty, «tomorrow», or what a `datetime-local` field sends, in the shop's time. A time that the clocks
    show twice is its first; one that they skip is as long after the jump as it was meant after midnight.
    """
    text = text.strip()
    if not text:
        return None
    if text == TOMORROW:
        return next_opening(now, zone, opening_hours, closed_on)
    found = _LOCAL.fullmatch(text)
    try:
        local = None if found is None else datetime.fromisoformat(f"{found[1]}T{found[2]}")
    except ValueError:
        local = None
    if local is None:
        raise UntilIsWrong
    until = local.replace(tzinfo=zone).astimezone(UTC)
    if not now < until <= now + _FARTHEST:
        raise UntilIsWrong
    return until


def next_opening(now: datetime, zone: ZoneInfo, opening_hours: Sequence[str], closed_on: Sequence[date]) -> datetime:
    """When the shop's next day of business begins; midnight for a shop that never closes, or is closed for weeks."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), zone).astimezone(UTC)
    try:
        hours = OpeningHours.of(opening_hours, closed_on, None, zone)
    except HoursAreWrong:
        return midnight
    for ahead in range(31):
        spans = hours.open_spans(tomorrow + timedelta(days=ahead))
        if spans:
            return spans[0][0]
    return midnight
