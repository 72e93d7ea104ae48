"""The settings page's form: every field strictly, a field left out keeps its value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from server.orderbook import ShopSettings
from server.orders.opening import HoursAreWrong, HoursFlaw, hours_text, parse_hours
from server.web.forms import Form
from server.web.words import _

NUMBERS: Final = {
    "prep_default": (1, 240),
    "block_size": (1, 1000),
    "block_minutes": (0, 240),
    "queue_minutes": (0, 240),
    "slot_minutes": (5, 240),
    "unpaid_minutes": (1, 10_080),
    "escalate_seconds": (1, 3600),
}
"""Whole numbers and their bounds, both included."""
SLOT_CAPACITY: Final = (1, 100_000)
ESTIMATORS: Final = ("house", "adaptive")
CALL_MODES: Final = ("always", "unaccepted")
FLAGS: Final = ("delivery", "counter_payment")
_ON: Final = ("1", "on", "true", "yes")
NAME_MOST, ADDRESS_MOST, PHONE_MOST, CLOSED_DATES_MOST = 60, 120, 40, 400
_LONGEST_PAUSE = timedelta(days=366)
_PHONE = re.compile(r"\+?[0-9 ()/.-]{5,}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WALL_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(\.\d+)?)?", re.ASCII)


@cache
def zone_names() -> tuple[str, ...]:
    """Zones a shop may be in, sorted; the technical ones are left out."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return (*names, "UTC")


def parse_settings(form: Form, before: ShopSettings, now: datetime) -> ShopSettings:
    """The settings after this form. Raises WrongFields with all that is wrong."""
    changes: dict[str, Any] = {}
    if form.given("shop_name"):
        changes["shop_name"] = form.text(
            "shop_name", most=NAME_MOST, required=_("Please give the shop a name; it stands on every page.")
        )
    if form.given("address_line"):
        changes["address_line"] = form.text("address_line", most=ADDRESS_MOST)
    _read_words(form, changes)
    _read_numbers(form, changes)
    for name in FLAGS:
        if form.given(name):
            # an unticked box is not sent: the page sends a hidden 0 before it
            read = [_flag(form, name, text) for text in form.all(name)]
            changes[name] = any(read)
    changes["opening_hours"] = _opening_hours(form, before.opening_hours)
    if form.given("closed_on"):
        changes["closed_on"] = _closed_dates(form)
    zone = _zone(form, changes) or before.zone
    if form.given("pause_minutes"):
        changes["paused_until"] = _quick_pause(form, now)
    elif form.given("pause_until"):
        changes["paused_until"] = _pause_until(form, before, zone, now)
    form.check()
    return replace(before, **changes)


def _flag(form: Form, name: str, text: str) -> bool:
    if text not in ("", "0", "off", "false", "no", *_ON):
        form.wrong(name, _("Please send 1 for yes, 0 for no."))
    return text in _ON


def _read_words(form: Form, changes: dict[str, Any]) -> None:
    if form.given("estimator"):
        message = _("Please choose house or adaptive.")
        changes["estimator"] = form.one_of("estimator", ESTIMATORS, message)
    if form.given("call_mode"):
        message = _("Please choose always or unaccepted.")
        changes["call_mode"] = form.one_of("call_mode", CALL_MODES, message)
    if form.given("supplier_phone"):
        phone = form.text("supplier_phone", most=PHONE_MOST)
        if phone and (not _PHONE.fullmatch(phone) or sum(c.isdigit() for c in phone) < 5):
            form.wrong("supplier_phone", _("Please use digits, such as +44 20 7946 0123, or leave it empty."))
        changes["supplier_phone"] = phone


def _read_numbers(form: Form, changes: dict[str, Any]) -> None:
    for name, (low, high) in NUMBERS.items():
        if form.given(name):
            changes[name] = form.whole_number(name, low, high)
    if form.given("slot_capacity"):
        changes["slot_capacity"] = _slot_capacity(form)


def _zone(form: Form, changes: dict[str, Any]) -> ZoneInfo | None:
    if not form.given("timezone"):
        return None
    name = form.text("timezone", most=64, required=_("Please choose a time zone, such as Europe/Berlin."))
    if name in available_timezones():
        changes["timezone"] = name
        return ZoneInfo(name)
    if name:
        cities = {zone.rpartition("/")[2].replace("_", " ").casefold(): zone for zone in zone_names()}
        near = get_close_matches(name.rpartition("/")[2].replace("_", " ").casefold(), cities, n=1, cutoff=0.6)
        meant = cities[near[0]] if near else "Europe/Berlin"
        form.wrong("timezone", _("There is no such time zone. Did you mean {zone}?").format(zone=meant))
    return None


def _slot_capacity(form: Form) -> int | None:
    if not form.raw("slot_capacity").strip():
        return None
    low, high = SLOT_CAPACITY
    message = _("Please type a whole number from {low} to {high}, or leave it empty for no limit.")
    return form.whole_number("slot_capacity", low, high, message=message.format(low=low, high=high))


def _opening_hours(form: Form, before: Sequence[str]) -> tuple[str, ...]:
    hours = list(before)
    for weekday in range(7):
        name = f"open_{weekday}"
        if not form.given(name):
            continue
        try:
            hours[weekday] = hours_text(parse_hours(form.text(name, most=120)))
        except HoursAreWrong as wrong:
            form.wrong(name, _hours_words(wrong))
    return tuple(hours)


def _hours_words(wrong: HoursAreWrong) -> str:
    if wrong.suggestion:
        return _("Please write both times in full. Did you mean {hours}?").format(hours=wrong.suggestion)
    return {
        HoursFlaw.UNREADABLE: _("Please write it as 08:00-18:00, several with a comma between; empty means closed."),
        HoursFlaw.NO_SUCH_TIME: _("There is no such time. A day goes from 00:00 to 24:00, such as 08:00-18:00."),
        HoursFlaw.NO_LENGTH: _("Both times are the same. Write 00:00-24:00 for the whole day, or leave it empty."),
        HoursFlaw.OVERLAP: _("Two of these overlap. Make them one, or let one end before the next begins."),
    }[wrong.flaw]


def _closed_dates(form: Form) -> tuple[date, ...]:
    days: set[date] = set()
    words = " ".join(form.all("closed_on")).replace(",", " ").replace(";", " ").split()
    for word in words[: CLOSED_DATES_MOST + 1]:
        try:
            days.add(date.fromisoformat(word if _DATE.fullmatch(word) else ""))
        except ValueError:
            sentence = _("{word} is not a date we can read. Please write year, month, day, such as {today}.")
            form.wrong("closed_on", sentence.format(word=word[:20], today="2026-12-25"))
            break
    if len(words) > CLOSED_DATES_MOST:
        form.wrong("closed_on", _("Please keep it to {most} dates.").format(most=CLOSED_DATES_MOST))
    return tuple(sorted(days))


def _quick_pause(form: Form, now: datetime) -> datetime | None:
    minutes = form.whole_number("pause_minutes", 0, 24 * 60)
    return now + timedelta(minutes=minutes) if minutes else None


def _pause_until(form: Form, before: ShopSettings, zone: ZoneInfo, now: datetime) -> datetime | None:
    text = form.raw("pause_until").strip()
    if not text:
        return None
    found = _WALL_TIME.fullmatch(text)
    try:
        wall = datetime.fromisoformat(f"{found[1]}T{found[2]}") if found else None
        until = None if wall is None else wall.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        until = None
    if until is None:
        form.wrong("pause_until", _("Please write date and time, such as 2026-12-24T15:30, or leave it empty."))
    elif before.paused_until is not None and until == before.paused_until.replace(second=0, microsecond=0):
        return before.paused_until  # the page was sent back as it was
    elif until <= now:
        form.wrong("pause_until", _("This time has passed. Choose a later one, or leave it empty to take orders."))
    elif until > now + _LONGEST_PAUSE:
        form.wrong("pause_until", _("A pause lasts a year at most. Close single days or weekdays for longer."))
    return until
