"""Which later times a customer may choose, pure: opening hours, slot length and the clock in, moments out (PRED-5).

Slots begin at whole multiples of the slot's minutes after midnight on the shop's wall, so that a change of the opening
hours moves none of them. Where clocks are put forward, times that do not exist are left out; where they are put back,
a time that comes twice is two slots.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.orders.opening import DAY_MINUTES, OpeningHours

MOST_SLOTS: Final = 200
"""More choices than this help nobody: two days of a quarter of an hour each are 192."""
TAKEN_LATER: Final = timedelta(minutes=5)
"""A form takes a while to fill in: what it offered is taken for so long after it would no longer be offered."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRule:
    """The shop's slots: `minutes` long, `capacity` orders each (None = no limit)."""

    hours: OpeningHours
    minutes: int
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the slot that begins at `starts_at`, and the promise an order gets with it."""

    starts_at: datetime
    promised_at: datetime


def find_slots(rule: SlotRule, now: datetime, ready_at: datetime) -> list[datetime]:
    """What is offered at `now` to an order that would be ready at `ready_at`, places aside: today's and tomorrow's."""
    return _slots(rule, now, ready_at)[:MOST_SLOTS]


def is_slot(rule: SlotRule, wanted: datetime, now: datetime, ready_at: datetime) -> bool:
    """Whether a time that was asked for is one the shop offers, or offered TAKEN_LATER ago."""
    return wanted > now and wanted in _slots(rule, now, ready_at - TAKEN_LATER)


def slot_of(at: datetime, minutes: int, zone: ZoneInfo) -> datetime:
    """The beginning of the slot a moment falls into, open or not."""
    day = at.astimezone(zone).date()
    begun = [start for on in (day - _ONE_DAY, day) for start in slots_of_day(on, minutes, zone) if start <= at]
    return begun[-1]


def places_from(rule: SlotRule, now: datetime, ready_at: datetime) -> list[Place]:
    """Where an order that wants it as soon as possible may stand, best first: with its promise, or later."""
    first = slot_of(ready_at, rule.minutes, rule.hours.zone)
    later = (Place(start, start) for start in find_slots(rule, now, ready_at) if start > first)
    return [Place(first, ready_at), *later]


def slots_of_day(day: date, minutes: int, zone: ZoneInfo) -> list[datetime]:
    """Every moment of this day of the shop's calendar at which a slot begins, in UTC, in order."""
    return sorted(set(_moments(day, minutes, zone)))


def _moments(day: date, minutes: int, zone: ZoneInfo) -> Iterator[datetime]:
    for minute in range(0, DAY_MINUTES, minutes):
        wall = datetime.combine(day, time(minute // 60, minute % 60))
        for fold in (0, 1):
            moment = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
            if moment.astimezone(zone).replace(tzinfo=None) == wall:  # else the wall never shows this time
                yield moment


def _slots(rule: SlotRule, now: datetime, not_before: datetime) -> list[datetime]:
    zone = rule.hours.zone
    today = now.astimezone(zone).date()
    open_spans = [span for day in (today - _ONE_DAY, today, today + _ONE_DAY) for span in rule.hours.open_spans(day)]
    return [
        start
        for day in (today, today + _ONE_DAY)
        for start in slots_of_day(day, rule.minutes, zone)
        if start >= not_before and start > now and any(begin <= start < end for begin, end in open_spans)
    ]
