"""Opening hours: what the clock on the shop's wall says, right through daylight-saving changes (CAT-10)."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.orders.opening import ALWAYS, HoursAreWrong, HoursFlaw, OpeningHours, hours_text, parse_hours

WEEKDAYS = ("08:00-18:00",) * 5 + ("09:00-12:00, 14:00-17:00", "")
BERLIN, NEW_YORK, LONDON = "Europe/Berlin", "America/New_York", "Europe/London"
ZONES = (
    *(BERLIN, NEW_YORK, LONDON, "UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Havana", "Africa/Cairo"),
    *("Asia/Beirut", "America/Santiago", "Pacific/Chatham", "America/St_Johns"),
)


def shop(
    *week: str, zone: str = BERLIN, closed_on: tuple[str, ...] = (), paused_until: datetime | None = None
) -> OpeningHours:
    """The same hours every day when one text is given."""
    texts = week * 7 if len(week) == 1 else week
    return OpeningHours.of(texts, [date.fromisoformat(day) for day in closed_on], paused_until, ZoneInfo(zone))


def at(text: str, zone: str = BERLIN, fold: int = 0) -> datetime:
    """A wall-clock time of the zone as the moment it is."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


READABLE = [
    ("", ""),
    ("   ", ""),
    ("08:00-18:00", "08:00-18:00"),
    ("8:00-18:00", "08:00-18:00"),
    (" 08:00 - 18:00 ", "08:00-18:00"),
    ("08:00–18:00", "08:00-18:00"),
    ("00:00-24:00", "00:00-24:00"),
    ("14:00-18:00,08:00-12:00", "08:00-12:00, 14:00-18:00"),
    ("08:00-12:00, 12:00-18:00", "08:00-12:00, 12:00-18:00"),
    ("18:00-02:00", "18:00-02:00"),
    ("18:00-00:00", "18:00-24:00"),
    ("18:00-24:00", "18:00-24:00"),
    ("00:00-00:01", "00:00-00:01"),
    ("23:59-00:01", "23:59-00:01"),
    ("02:00-03:00, 18:00-02:00", "02:00-03:00, 18:00-02:00"),
    ("06:00-07:00,08:00-09:00,10:00-11:00", "06:00-07:00, 08:00-09:00, 10:00-11:00"),
]
WRONG = [
    ("8-18", HoursFlaw.UNREADABLE, "08:00-18:00"),
    ("8.30 to 18", HoursFlaw.UNREADABLE, "08:30-18:00"),
    ("0800-1800", HoursFlaw.UNREADABLE, "08:00-18:00"),
    ("8h-18h30", HoursFlaw.UNREADABLE, "08:00-18:30"),
    ("26-30", HoursFlaw.UNREADABLE, ""),
    ("closed", HoursFlaw.UNREADABLE, ""),
    ("08:00", HoursFlaw.UNREADABLE, ""),
    ("08:00-", HoursFlaw.UNREADABLE, ""),
    ("08:00-12:00;13:00-18:00", HoursFlaw.UNREADABLE, ""),
    ("08:00-12:00,", HoursFlaw.UNREADABLE, ""),
    ("٠٨:00-18:00", HoursFlaw.UNREADABLE, ""),
    ("08:60-18:00", HoursFlaw.NO_SUCH_TIME, ""),
    ("24:00-25:00", HoursFlaw.NO_SUCH_TIME, ""),
    ("08:00-24:01", HoursFlaw.NO_SUCH_TIME, ""),
    ("24:00-08:00", HoursFlaw.NO_SUCH_TIME, ""),
    ("99:00-08:00", HoursFlaw.NO_SUCH_TIME, ""),
    ("08:00-08:00", HoursFlaw.NO_LENGTH, ""),
    ("00:00-00:00", HoursFlaw.NO_LENGTH, ""),
    ("08:00-12:00, 11:59-14:00", HoursFlaw.OVERLAP, ""),
    ("08:00-12:00, 08:00-12:00", HoursFlaw.OVERLAP, ""),
    ("00:00-24:00, 08:00-12:00", HoursFlaw.OVERLAP, ""),
    ("01:00-03:00, 18:00-02:00", HoursFlaw.OVERLAP, ""),
    ("18:00-02:00, 20:00-21:00", HoursFlaw.OVERLAP, ""),
]


@pytest.mark.requirement("CAT-10")
@pytest.mark.parametrize(("text", "written"), READABLE)
def test_hours_are_read_and_written_in_one_way(text: str, written: str) -> None:
    assert hours_text(parse_hours(text)) == written
    assert parse_hours(written) == parse_hours(text)


@pytest.mark.requirement("CAT-10")
@pytest.mark.parametrize(("text", "flaw", "suggestion"), WRONG)
def test_what_cannot_be_hours_says_why_and_what_was_meant(text: str, flaw: HoursFlaw, suggestion: str) -> None:
    with pytest.raises(HoursAreWrong) as wrong:
        parse_hours(text)
    assert (wrong.value.flaw, wrong.value.suggestion) == (flaw, suggestion)


# 2026-11-20 is a Friday; clocks in Berlin: forward on 2026-03-29 02:00, back on 2026-10-25 03:00
OPEN_OR_NOT = [
    ("2026-11-20 07:59:59", False),
    ("2026-11-20 08:00:00", True),
    ("2026-11-20 17:59:59", True),
    ("2026-11-20 18:00:00", False),
    ("2026-11-21 08:30:00", False),
    ("2026-11-21 09:00:00", True),
    ("2026-11-21 11:59:59", True),
    ("2026-11-21 12:00:00", False),
    ("2026-11-21 13:59:59", False),
    ("2026-11-21 14:00:00", True),
    ("2026-11-21 17:00:00", False),
    ("2026-11-22 12:00:00", False),
    ("2026-11-23 00:00:00", False),
    ("2026-03-29 12:00:00", False),
    ("2026-03-30 08:00:00", True),
    ("2026-03-30 07:59:59", False),
    ("2026-10-26 08:00:00", True),
    ("2026-10-26 07:59:59", False),
]


@pytest.mark.requirement("CAT-10")
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("wall", "is_open"), OPEN_OR_NOT)
def test_the_shop_is_open_when_its_own_clock_says_so(wall: str, is_open: bool, zone: str) -> None:  # noqa: FBT001 - a table
    assert shop(*WEEKDAYS, zone=zone).is_open(at(wall, zone)) is is_open


NEXT = [
    ("2026-11-20 07:00", "2026-11-20 08:00"),
    ("2026-11-20 12:00", "2026-11-20 12:00"),  # open: now
    ("2026-11-20 18:00", "2026-11-21 09:00"),
    ("2026-11-21 12:00", "2026-11-21 14:00"),
    ("2026-11-21 17:00", "2026-11-23 08:00"),  # not on Sunday
    ("2026-11-22 10:00", "2026-11-23 08:00"),
    ("2026-12-24 18:00", "2026-12-28 08:00"),  # closed dates and a Sunday
    ("2026-03-28 20:00", "2026-03-30 08:00"),
    ("2026-10-24 20:00", "2026-10-26 08:00"),
]


@pytest.mark.requirement("CAT-10")
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("now", "opens"), NEXT)
def test_the_next_opening_is_told_in_utc(now: str, opens: str, zone: str) -> None:
    hours = shop(*WEEKDAYS, zone=zone, closed_on=("2026-12-25", "2026-12-26"))
    opens_at = hours.opens_at(at(now, zone))
    assert opens_at == at(opens, zone)
    assert opens_at is not None
    assert opens_at.tzinfo is UTC


@pytest.mark.requirement("CAT-10")
def test_a_shop_that_never_opens_within_sixty_days_says_so() -> None:
    now = at("2026-11-20 12:00")
    assert shop("").opens_at(now) is None
    beyond = [(date(2026, 11, 20) + timedelta(days=n)).isoformat() for n in range(61)]
    assert shop(ALWAYS, closed_on=tuple(beyond)).opens_at(now) is None
    assert shop(ALWAYS, closed_on=tuple(beyond[:-2])).opens_at(now) == at("2027-01-18 00:00")
    assert shop(ALWAYS, paused_until=now + timedelta(days=61)).opens_at(now) is None


@pytest.mark.requirement("CAT-10")
def test_a_shop_that_never_closes_is_open_at_every_minute_of_the_days_the_clocks_change() -> None:
    for zone in ZONES:
        hours = shop(ALWAYS, zone=zone)
        for day in ("2026-03-08", "2026-03-29", "2026-10-04", "2026-10-25", "2026-11-01", "2026-04-05"):
            start = at(f"{day} 00:00", zone) - timedelta(hours=3)
            for minute in range(0, 31 * 60, 30):
                now = start + timedelta(minutes=minute)
                assert hours.is_open(now), (zone, now)
                assert hours.opens_at(now) == now
            assert hours.closes_at(start) is None


SPANS_OF_ODD_DAYS = [
    # gap: 02:00 → 03:00 on 2026-03-29 in Berlin
    (BERLIN, "01:00-04:00", "2026-03-29", [("00:00", "02:00")]),
    (BERLIN, "02:30-04:00", "2026-03-29", [("01:00", "02:00")]),
    (BERLIN, "02:00-04:00", "2026-03-29", [("01:00", "02:00")]),
    (BERLIN, "00:00-02:30", "2026-03-29", [("23:00 -1", "01:00")]),
    (BERLIN, "02:15-02:45", "2026-03-29", []),
    (BERLIN, "03:00-04:00", "2026-03-29", [("01:00", "02:00")]),
    (BERLIN, ALWAYS, "2026-03-29", [("23:00 -1", "22:00")]),
    # overlap: 03:00 → 02:00 on 2026-10-25 in Berlin
    (BERLIN, "01:00-04:00", "2026-10-25", [("23:00 -1", "03:00")]),
    (BERLIN, "02:30-04:00", "2026-10-25", [("00:30", "03:00")]),
    (BERLIN, "01:00-02:30", "2026-10-25", [("23:00 -1", "01:30")]),
    (BERLIN, "02:15-02:45", "2026-10-25", [("00:15", "01:45")]),
    (BERLIN, "02:00-03:00", "2026-10-25", [("00:00", "02:00")]),
    (BERLIN, ALWAYS, "2026-10-25", [("22:00 -1", "23:00")]),
    # a span over midnight into the change, and out of it
    (BERLIN, "22:00-04:00", "2026-03-28", [("21:00", "02:00 +1")]),
    (BERLIN, "22:00-02:30", "2026-03-28", [("21:00", "01:00 +1")]),
    (BERLIN, "22:00-04:00", "2026-10-24", [("20:00", "03:00 +1")]),
    (BERLIN, "22:00-02:30", "2026-10-24", [("20:00", "01:30 +1")]),
    # half an hour on Lord Howe: 02:00 → 02:30 on 2026-10-04, +10:30 → +11
    ("Australia/Lord_Howe", "02:15-03:00", "2026-10-04", [("15:30 -1", "16:00 -1")]),
    ("Australia/Lord_Howe", "01:00-02:15", "2026-10-04", [("14:30 -1", "15:30 -1")]),
    # the gap is at midnight: Havana 00:00 → 01:00 on 2026-03-08, −5 → −4
    ("America/Havana", "00:00-02:00", "2026-03-08", [("05:00", "06:00")]),
    ("America/Havana", ALWAYS, "2026-03-08", [("05:00", "04:00 +1")]),
    ("America/Havana", ALWAYS, "2026-03-07", [("05:00", "05:00 +1")]),
    # a day that Samoa left out
    ("Pacific/Apia", ALWAYS, "2011-12-30", []),
    # several spans
    (BERLIN, "08:00-12:00, 14:00-18:00", "2026-11-20", [("07:00", "11:00"), ("13:00", "17:00")]),
    ("Asia/Kathmandu", "08:00-18:00", "2026-11-20", [("02:15", "12:15")]),
    ("UTC", "18:00-02:00", "2026-11-20", [("18:00", "02:00 +1")]),
    ("UTC", "18:00-00:00", "2026-11-20", [("18:00", "00:00 +1")]),
]


@pytest.mark.requirement("CAT-10", "PRED-5")
@pytest.mark.parametrize(("zone", "text", "day", "spans"), SPANS_OF_ODD_DAYS)
def test_the_spans_of_a_day_are_moments_whatever_the_clocks_do(
    zone: str, text: str, day: str, spans: list[tuple[str, str]]
) -> None:
    def moment(words: str) -> datetime:
        clock, _, days = words.partition(" ")
        return datetime.fromisoformat(f"{day}T{clock}+00:00") + timedelta(days=int(days or 0))

    expected = [(moment(begin), moment(end)) for begin, end in spans]
    assert shop(text, zone=zone).open_spans(date.fromisoformat(day)) == expected


@pytest.mark.requirement("CAT-10")
def test_a_span_over_midnight_belongs_to_the_day_it_begins_on() -> None:
    week = ("", "", "", "", "18:00-02:00", "", "")
    hours = shop(*week, closed_on=("2026-11-28",))
    assert hours.is_open(at("2026-11-21 01:59"))
    assert not hours.is_open(at("2026-11-21 02:00"))
    assert not hours.is_open(at("2026-11-21 18:00"))
    assert hours.is_open(at("2026-11-28 01:00")), "Saturday is closed, Friday's evening is not over"
    assert shop(*week, closed_on=("2026-11-27",)).opens_at(at("2026-11-27 12:00")) == at("2026-12-04 18:00")


@pytest.mark.requirement("CAT-10")
def test_stretches_that_meet_at_midnight_are_one() -> None:
    hours = shop("08:00-24:00", "00:00-12:00", "", "", "", "", "18:00-08:00")
    assert hours.closes_at(at("2026-11-23 10:00")) == at("2026-11-24 12:00")
    assert hours.closes_at(at("2026-11-22 19:00")) == at("2026-11-24 12:00"), "Sunday's night leads into Monday"
    assert hours.closes_at(at("2026-11-24 12:00")) is None


@pytest.mark.requirement("CAT-10")
def test_a_pause_ends_by_itself_or_with_the_next_opening() -> None:
    half_past = at("2026-11-20 12:30")
    hours = shop(*WEEKDAYS, paused_until=half_past)
    assert not hours.is_open(at("2026-11-20 12:29:59"))
    assert hours.is_within_hours(at("2026-11-20 12:29:59"))
    assert hours.is_open(half_past)
    assert hours.opens_at(at("2026-11-20 12:00")) == half_past
    late = shop(*WEEKDAYS, paused_until=at("2026-11-20 18:30"))
    assert late.opens_at(at("2026-11-20 17:45")) == at("2026-11-21 09:00"), "it ends after closing time"
    assert late.opens_at(at("2026-11-20 18:31")) == at("2026-11-21 09:00")
    on_the_dot = shop(*WEEKDAYS, paused_until=at("2026-11-20 18:00"))
    assert on_the_dot.opens_at(at("2026-11-20 17:45")) == at("2026-11-21 09:00"), "closing time is closed"


@st.composite
def days(draw: st.DrawFn) -> str:
    """One to three spans that do not overlap, the last perhaps over midnight."""
    times = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=6)))
    spans = [(a, b) for a, b in pairwise(times)][::2]
    return ", ".join(f"{a // 4:02}:{a % 4 * 15:02}-{b // 4:02}:{b % 4 * 15:02}" for a, b in spans)


def _wall_says_open(text: str, wall: datetime) -> bool:
    minute = wall.hour * 60 + wall.minute
    for begin_hour, begin, end_hour, end in re.findall(r"(\d\d):(\d\d)-(\d\d):(\d\d)", text):
        if int(begin_hour) * 60 + int(begin) <= minute < int(end_hour) * 60 + int(end):
            return True
    return False


@pytest.mark.requirement("CAT-10")
@settings(max_examples=60, deadline=None)
@given(
    week=st.lists(days(), min_size=7, max_size=7),
    zone=st.sampled_from(ZONES),
    quarters=st.integers(0, 4 * 24 * 365),
    closed=st.sets(st.integers(0, 20), max_size=4),
)
def test_any_week_is_open_exactly_when_the_wall_clock_says(
    week: list[str], zone: str, quarters: int, closed: set[int]
) -> None:
    """Against the plainest reading there is; only the hour that comes twice may be open longer than that."""
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarters)
    wall = now.astimezone(ZoneInfo(zone))
    closed_on = tuple((wall.date() + timedelta(days=n)).isoformat() for n in closed)
    hours = shop(*week, zone=zone, closed_on=closed_on)
    plainly = wall.date().isoformat() not in closed_on and _wall_says_open(week[wall.weekday()], wall)
    twice = wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()
    assert hours.is_open(now) == plainly or (twice and hours.is_open(now))


@pytest.mark.requirement("CAT-10")
@settings(max_examples=20, deadline=None)
@given(
    week=st.lists(st.one_of(st.just(""), days()), min_size=7, max_size=7),
    zone=st.sampled_from(ZONES),
    quarters=st.integers(0, 4 * 24 * 365),
    pause=st.integers(-20, 400),
)
def test_the_next_opening_is_the_first_open_moment(week: list[str], zone: str, quarters: int, pause: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarters)
    hours = shop(*week, zone=zone, paused_until=now + timedelta(minutes=15 * pause))
    opens_at = hours.opens_at(now)
    moments = [now + timedelta(minutes=15 * n) for n in range(4 * 24 * 9)]
    assert opens_at == next((moment for moment in moments if hours.is_open(moment)), None)


@pytest.mark.requirement("CAT-10")
@settings(max_examples=60, deadline=None)
@given(
    week=st.lists(days(), min_size=7, max_size=7), zone=st.sampled_from(ZONES), quarters=st.integers(0, 4 * 24 * 365)
)
def test_an_open_stretch_ends_when_the_shop_is_closed(week: list[str], zone: str, quarters: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarters)
    hours = shop(*week, zone=zone)
    closes_at = hours.closes_at(now)
    if not hours.is_open(now):
        assert closes_at is None
    elif closes_at is not None:
        assert not hours.is_open(closes_at)
        assert hours.is_open(closes_at - timedelta(seconds=1))
