"""How many orders a café takes on a day, and when: mornings, lunch, a small wave at four. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

_ON_A_DAY: Final = 58
# Monday first
_WEEKDAYS: Final = (0.95, 1.0, 1.02, 1.05, 1.2, 0.95, 0.6)
_OPENS: Final = time(7)
_FIRST_MINUTE, _LAST_MINUTE = 5.0, 690.0
# share of the day's orders, minutes after seven, minutes of spread
_RUSHES: Final = ((0.34, 90.0, 32.0), (0.34, 345.0, 32.0), (0.1, 545.0, 25.0))


def plan_days(end: date, days: int, seed: int, orders: int | None) -> list[tuple[date, int]]:
    """Each day before `end`, oldest first, with its number of orders; they sum to `orders` where that is given."""
    chance = Random(f"days {seed} {end}")  # noqa: S311 - believable, not secret
    dates = [end - timedelta(days=back) for back in range(days, 0, -1)]
    weights = [
        _WEEKDAYS[day.weekday()] * (0.8 + 0.25 * place / max(1, days)) * max(0.5, chance.gauss(1, 0.1))
        for place, day in enumerate(dates)
    ]
    if orders is None:
        return [(day, round(_ON_A_DAY * weight)) for day, weight in zip(dates, weights, strict=True)]
    return list(zip(dates, _shares(orders, weights), strict=True))


def _shares(total: int, weights: Sequence[float]) -> list[int]:
    """Whole shares in proportion to the weights, with nothing left over."""
    whole, given, passed = sum(weights), 0, 0.0
    shares = []
    for weight in weights:
        passed += weight
        share = round(total * passed / whole) - given
        given += share
        shares.append(share)
    return shares


def plan_moments(day: date, orders: int, zone: ZoneInfo, chance: Random) -> list[datetime]:
    """When each order of a day is placed, in order, aware UTC to the millisecond."""
    # clocks change in the small hours: from seven on a day of the shop's runs evenly
    opens = datetime.combine(day, _OPENS, zone).astimezone(UTC)
    minutes = sorted(_minute(chance) for _ in range(orders))
    return [opens + timedelta(milliseconds=int(minute * 60_000)) for minute in minutes]


def _minute(chance: Random) -> float:
    where = chance.random()
    for share, middle, spread in _RUSHES:
        if where < share:
            return min(max(chance.gauss(middle, spread), _FIRST_MINUTE), _LAST_MINUTE)
        where -= share
    return chance.uniform(_FIRST_MINUTE, _LAST_MINUTE)
