"""What pages say about opening hours: the notice while ordering is closed, the line in the footer (CAT-10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from server.orders.opening import DAY_MINUTES, OpeningHours, Span
from server.web.words import _


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningNow:
    """How it stands at this moment. `state` is open, closed or paused; `reopens_at` None when not within 60 days.

    `days_away` counts midnights of the shop's calendar until then; `changes_at` is when this will no longer be true.
    """

    state: str = "open"
    reopens_at: datetime | None = None
    days_away: int = 0
    changes_at: datetime | None = None


OPEN = OpeningNow()


def find_opening(hours: OpeningHours, now: datetime) -> OpeningNow:
    """What the notice is made of. «Paused» is said only where the hours alone would be open."""
    if hours.is_open(now):
        return OpeningNow(changes_at=hours.closes_at(now))
    reopens_at = hours.opens_at(now)
    days_away = 0
    if reopens_at is not None:
        days_away = (reopens_at.astimezone(hours.zone).date() - now.astimezone(hours.zone).date()).days
    state = "paused" if hours.is_paused(now) and hours.is_within_hours(now) else "closed"
    return OpeningNow(state=state, reopens_at=reopens_at, days_away=days_away, changes_at=reopens_at)


def hours_line(hours: OpeningHours, now: datetime) -> str:
    """The day's hours as the footer has them: «Open today 8:00 to 18:00»."""
    today = now.astimezone(hours.zone).date()
    spans = hours.week[today.weekday()]
    if today in hours.closed_on or not spans:
        return _("Closed today.")
    if spans == (Span(0, DAY_MINUTES),):
        return _("Open day and night.") if _is_always(hours) else _("Open all day today.")
    parts = [_span_words(span) for span in spans]
    if len(parts) == 1:
        return _("Open today {hours}.").format(hours=parts[0])
    return _("Open today {hours} and {last}.").format(hours=", ".join(parts[:-1]), last=parts[-1])


def _is_always(hours: OpeningHours) -> bool:
    return all(spans == (Span(0, DAY_MINUTES),) for spans in hours.week)


def _span_words(span: Span) -> str:
    begin, _dash, end = span.text.partition("-")
    return _("{begin} to {end}").format(begin=begin.removeprefix("0"), end=end.removeprefix("0"))
