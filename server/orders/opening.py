"""When the shop takes orders (CAT-10), pure: weekday texts, closed dates, a pause and the shop's zone in, times out.

Hours are what the clock on the shop's wall says. A span belongs to the day it begins on: «18:00-02:00» on a Friday
is open until Saturday 02:00, also when Saturday is a closed date. Where clocks are put forward, a time that does not
exist is the moment of the jump; where they are put back, a span begins at the first of the two and ends at the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
LOOKS_AHEAD = timedelta(days=60)
ALWAYS = "00:00-24:00"

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—]\s*(\d{1,2}):(\d{2})", re.ASCII)
_NEARLY = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?h?\s*(?:[-–—]|to)\s*(\d{1,2})(?:[:.h]?(\d{2}))?h?", re.ASCII)


class HoursFlaw(Enum):
    """What keeps a text from being opening hours."""

    UNREADABLE = "unreadable"
    NO_SUCH_TIME = "no such time"
    NO_LENGTH = "no length"
    OVERLAP = "overlap"


class HoursAreWrong(ValueError):
    """A text cannot be taken for opening hours; `suggestion` is what was probably meant, or ""."""

    def __init__(self, flaw: HoursFlaw, suggestion: str = "") -> None:
        super().__init__(flaw.value)
        self.flaw = flaw
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Minutes after midnight of the day it begins on; `end` beyond 1440 is the next day."""

    begin: int
    end: int

    @property
    def text(self) -> str:
        """As a weekday's text has it."""
        whole = self.end if self.end <= DAY_MINUTES else self.end - DAY_MINUTES
        return f"{self.begin // 60:02}:{self.begin % 60:02}-{whole // 60:02}:{whole % 60:02}"


def parse_hours(text: str) -> tuple[Span, ...]:
    """The spans of one weekday, in order: «08:00-12:00, 13:00-18:00»; "" is closed. Raises HoursAreWrong."""
    spans = sorted(_parse_span(part.strip()) for part in text.split(",")) if text.strip() else []
    for before, after in pairwise(spans):
        if after.begin < before.end:
            raise HoursAreWrong(HoursFlaw.OVERLAP)
    if spans and spans[-1].end - DAY_MINUTES > spans[0].begin:
        raise HoursAreWrong(HoursFlaw.OVERLAP)
    return tuple(spans)


def hours_text(spans: Iterable[Span]) -> str:
    """The one way to write these spans."""
    return ", ".join(span.text for span in spans)


def _parse_span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise HoursAreWrong(HoursFlaw.UNREADABLE, _guess(text))
    hour, minute, end_hour, end_minute = (int(part) for part in found.groups())
    begin, end = hour * 60 + minute, end_hour * 60 + end_minute
    if minute > 59 or end_minute > 59 or begin >= DAY_MINUTES or end > DAY_MINUTES:
        raise HoursAreWrong(HoursFlaw.NO_SUCH_TIME)
    if begin == end:
        raise HoursAreWrong(HoursFlaw.NO_LENGTH)
    return Span(begin, end if end > begin else end + DAY_MINUTES)


def _guess(text: str) -> str:
    """«8-18» and «8.30 to 18» are nearly right."""
    found = _NEARLY.fullmatch(text.lower())
    if found is None:
        return ""
    hour, minute, end_hour, end_minute = (int(part or 0) for part in found.groups())
    try:
        return _parse_span(f"{hour}:{minute:02}-{end_hour}:{end_minute:02}").text
    except HoursAreWrong:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """The shop's week (Monday first), its closed dates, and a pause that ends by itself. Times are aware UTC."""

    week: tuple[tuple[Span, ...], ...]
    closed_on: frozenset[date]
    paused_until: datetime | None
    zone: ZoneInfo

    @classmethod
    def of(
        cls, texts: Sequence[str], closed_on: Iterable[date], paused_until: datetime | None, zone: ZoneInfo
    ) -> OpeningHours:
        """From the settings' texts, Monday first. Raises HoursAreWrong."""
        return cls(
            week=tuple(parse_hours(text) for text in texts),
            closed_on=frozenset(closed_on),
            paused_until=paused_until,
            zone=zone,
        )

    def open_spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """What begins on this day of the shop's calendar, [begin, end) in UTC, pauses aside."""
        if day in self.closed_on:
            return []
        spans = (
            (self._instant(day, span.begin, last=False), self._instant(day, span.end, last=True))
            for span in self.week[day.weekday()]
        )
        return [(begin, end) for begin, end in spans if begin < end]

    def is_paused(self, now: datetime) -> bool:
        return self.paused_until is not None and now < self.paused_until

    def is_open(self, now: datetime) -> bool:
        """Whether an order may be placed at this moment."""
        return not self.is_paused(now) and self.is_within_hours(now)

    def is_within_hours(self, now: datetime) -> bool:
        """Whether the hours are open at this moment, pauses aside: a later pickup time asks only this."""
        today = now.astimezone(self.zone).date()
        return any(begin <= now < end for day in (today - _ONE_DAY, today) for begin, end in self.open_spans(day))

    def opens_at(self, now: datetime) -> datetime | None:
        """The first moment from `now` on at which ordering is open (`now` itself if it is); None within 60 days."""
        if self.is_open(now):
            return now.astimezone(UTC)
        start = self.paused_until if self.paused_until is not None and self.is_paused(now) else now
        for begin, end in self._stretches(start, now + LOOKS_AHEAD):
            if end > start:
                opens = max(begin, start).astimezone(UTC)
                return opens if opens <= now + LOOKS_AHEAD else None
        return None

    def closes_at(self, now: datetime) -> datetime | None:
        """When the open stretch `now` lies in ends by the hours; None outside, or when it does not end in two days."""
        until = now + 2 * _ONE_DAY
        for begin, end in self._stretches(now, until):
            if begin <= now < end:
                return end if end <= until else None
            if begin > now:
                break
        return None

    def _stretches(self, start: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Spans from around `start` on, those that touch or overlap made one."""
        day, last = start.astimezone(self.zone).date() - _ONE_DAY, until.astimezone(self.zone).date()
        held: tuple[datetime, datetime] | None = None
        while day <= last:
            for begin, end in self.open_spans(day):
                if held is not None and begin <= held[1]:
                    held = (held[0], max(held[1], end))
                    continue
                if held is not None:
                    yield held
                held = (begin, end)
            if held is not None and self._instant(day + _ONE_DAY, 0, last=False) > held[1]:
                yield held
                held = None
            day += _ONE_DAY
        if held is not None:
            yield held

    def _instant(self, day: date, minutes: int, *, last: bool) -> datetime:
        """The moment the wall clock first shows this time, or for the last time where it shows it twice."""
        wall = datetime.combine(day + _ONE_DAY * (minutes // DAY_MINUTES), time()) + timedelta(
            minutes=minutes % DAY_MINUTES
        )
        first, second = (wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        if first > second:  # a time that does not exist
            return self._jump(second, first)
        return second if last else first

    def _jump(self, before: datetime, after: datetime) -> datetime:
        """The moment between the two at which the clocks are put forward, to the second."""
        old = before.astimezone(self.zone).utcoffset()
        while after - before > timedelta(seconds=1):
            middle = before + (after - before) // 2
            middle = middle.replace(microsecond=0)
            if middle.astimezone(self.zone).utcoffset() == old:
                before = middle
            else:
                after = middle
        return after


_ONE_DAY = timedelta(days=1)
