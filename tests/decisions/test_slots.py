"""Later times at the checkout: on the shop's clock, through its changes, never past, never closed (PRED-5)."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.orders.opening import ALWAYS, OpeningHours
from server.orders.refusals import WrongFields
from shop.checkout.ordering import decide_places
from shop.checkout.slots import MOST_SLOTS, Place, SlotRule, find_slots, is_slot, places_from, slot_of, slots_of_day

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    ZoneInfo(name)
    for name in (
        *("Europe/Berlin", "America/New_York", "UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Havana"),
        *("Asia/Beirut", "America/Santiago", "Pacific/Chatham", "Africa/Cairo"),
    )
]


def shop(hours: str = ALWAYS, minutes: int = 15, capacity: int | None = None, closed: tuple[str, ...] = ()) -> SlotRule:
    week = OpeningHours.of([hours] * 7, [date.fromisoformat(day) for day in closed], None, BERLIN)
    return SlotRule(hours=week, minutes=minutes, capacity=capacity)


def at(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold).astimezone(UTC)


def texts(slots: list[datetime]) -> list[str]:
    return [f"{slot.astimezone(BERLIN):%d. %H:%M}" for slot in slots]


@pytest.mark.requirement("CHK-2", "PRED-5")
def test_slots_are_offered_from_the_prediction_on_within_the_hours_of_today_and_tomorrow() -> None:
    now = at("2026-11-20 16:50")
    found = texts(find_slots(shop("09:00-12:00, 14:00-18:00", 30), now, now + timedelta(minutes=12)))
    assert found[:3] == ["20. 17:30", "21. 09:00", "21. 09:30"]
    assert found[-1] == "21. 17:30"
    assert "21. 12:00" not in found
    assert "21. 14:00" in found


@pytest.mark.requirement("CHK-2", "CAT-10")
def test_a_closed_date_has_no_slots_but_the_night_that_began_before_it_has() -> None:
    now = at("2026-11-20 22:40")
    rule = shop("18:00-02:00", 60, closed=("2026-11-21",))
    assert texts(find_slots(rule, now, now)) == ["20. 23:00", "21. 00:00", "21. 01:00"]


@pytest.mark.requirement("CHK-2", "PRED-5")
def test_slots_lie_at_whole_multiples_whatever_the_hours_begin_with() -> None:
    now = at("2026-11-20 08:00")
    assert texts(find_slots(shop("08:10-09:00"), now, now))[:3] == ["20. 08:15", "20. 08:30", "20. 08:45"]


@pytest.mark.requirement("CHK-2")
def test_times_the_clocks_skip_are_not_offered() -> None:
    now = at("2026-03-29 01:20")
    assert texts(find_slots(shop(), now, now))[:4] == ["29. 01:30", "29. 01:45", "29. 03:00", "29. 03:15"]
    assert texts(find_slots(shop(minutes=50), now, now))[:3] == ["29. 01:40", "29. 03:20", "29. 04:10"]
    skipped = datetime(2026, 3, 29, 2, 30, tzinfo=BERLIN)  # what a careless program would send
    assert texts([skipped.astimezone(UTC)]) == ["29. 03:30"]


@pytest.mark.requirement("CHK-2")
def test_times_the_clocks_show_twice_are_two_slots() -> None:
    now = at("2026-10-25 01:50")
    found = find_slots(shop(minutes=30), now, now)
    assert texts(found)[:5] == ["25. 02:00", "25. 02:30", "25. 02:00", "25. 02:30", "25. 03:00"]
    assert {later - sooner for sooner, later in pairwise(found)} == {timedelta(minutes=30)}


@pytest.mark.requirement("CHK-2", "PRED-5")
@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 700 * 24 * 60),
    st.sampled_from([5, 7, 15, 20, 30, 45, 60, 90, 240]),
    st.sampled_from(ZONES),
    st.sampled_from([ALWAYS, "08:00-18:00", "22:00-03:00", "00:30-02:45, 23:00-24:00"]),
)
def test_wherever_and_whenever_slots_are_true_times_of_open_hours(
    begun_minutes: int, minutes: int, zone: ZoneInfo, hours: str
) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=begun_minutes)
    rule = SlotRule(hours=OpeningHours.of([hours] * 7, [], None, zone), minutes=minutes, capacity=None)
    ready_at = now + timedelta(minutes=9)
    found = find_slots(rule, now, ready_at)
    assert found == sorted(set(found))
    assert len(found) <= MOST_SLOTS
    for slot in found:
        local = slot.astimezone(zone)
        assert local.astimezone(UTC) == slot
        assert slot >= ready_at
        assert rule.hours.is_within_hours(slot)
        assert (local.hour * 60 + local.minute) % minutes == 0
        assert (local.date() - now.astimezone(zone).date()).days in (0, 1)
        assert is_slot(rule, slot, now, ready_at)
    begun = slot_of(now, minutes, zone)
    assert begun <= now
    assert begun in slots_of_day(begun.astimezone(zone).date(), minutes, zone)


@pytest.mark.requirement("CHK-2", "PRED-5")
def test_what_is_not_offered_is_no_slot() -> None:
    now = at("2026-11-20 12:00")
    ready_at = now + timedelta(minutes=20)
    rule = shop("08:00-18:00")
    assert is_slot(rule, at("2026-11-20 12:30"), now, ready_at)
    for text in (
        "2026-11-20 11:45",  # past
        "2026-11-20 12:00",  # now
        "2026-11-20 12:00:01",
        "2026-11-20 12:31",  # between two
        "2026-11-20 18:00",  # closing time
        "2026-11-21 03:00",  # at night
        "2026-11-22 12:00",  # the day after tomorrow
        "2026-11-20 12:14",  # sooner than it can be made
    ):
        assert not is_slot(rule, at(text), now, ready_at), text
        with pytest.raises(WrongFields) as wrong:
            decide_places(rule, at(text), now, ready_at)
        assert list(wrong.value.errors) == ["slot"]


@pytest.mark.requirement("CHK-2")
def test_what_the_form_offered_is_taken_for_five_more_minutes() -> None:
    shown_at = at("2026-11-20 12:00")
    rule, slot = shop(), at("2026-11-20 12:15")
    assert find_slots(rule, shown_at, shown_at + timedelta(minutes=15))[0] == slot
    sent_at = shown_at + timedelta(minutes=5)
    assert is_slot(rule, slot, sent_at, sent_at + timedelta(minutes=15))
    late = sent_at + timedelta(seconds=1)
    assert not is_slot(rule, slot, late, late + timedelta(minutes=15))


@pytest.mark.requirement("PRED-5")
def test_as_soon_as_possible_stands_where_its_promise_falls_or_in_the_next_slots() -> None:
    now = at("2026-11-20 17:20")
    ready_at = now + timedelta(minutes=12)
    rule = shop("08:00-18:00", capacity=2)
    places = places_from(rule, now, ready_at)
    assert places[:3] == [
        Place(at("2026-11-20 17:30"), ready_at),
        Place(at("2026-11-20 17:45"), at("2026-11-20 17:45")),
        Place(at("2026-11-21 08:00"), at("2026-11-21 08:00")),
    ]
    assert decide_places(rule, None, now, ready_at) == tuple(places)
    assert decide_places(shop("08:00-18:00"), None, now, ready_at) == ()
    on_the_dot = at("2026-11-20 17:30")
    assert [place.starts_at for place in places_from(rule, now, on_the_dot)][:2] == [
        on_the_dot,
        at("2026-11-20 17:45"),
    ]
