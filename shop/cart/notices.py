"""What the owner of a cart is told once, as codes and values, and the words for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from server.orders.money import money_text
from server.web.words import _, date_text, ngettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`title` names the product; `was`, `now` are prices in minor units, or `now` a count or a time (epoch seconds)."""

    code: str
    title: str
    was: int = 0
    now: int = 0


_PRICES = {
    "price-up": _("The price of {title} went up from {was} to {now}."),
    "price-down": _("The price of {title} went down from {was} to {now}."),
}
_COUNTS = {
    "sold-out": _("{title} has sold out. Take it out of the cart to check out."),
    "retired": _("{title} is no longer sold. Take it out of the cart to check out."),
    "not-like-that": _("{title} no longer comes the way you chose it. Take it out of the cart and choose again."),
    "not-again": _("{title} is no longer sold. We left it out."),
    "out-again": _("{title} has sold out. We left it out."),
    "other-choices": _("{title} no longer comes with everything you chose then. Please look at it once more."),
    "no-room": _("{title} did not fit: a cart holds {count} different things."),
    "most-of-one": _("We take at most {count} of {title} in one order."),
    "joined": _("{title} was added to your saved cart."),
    "larger-kept": _("{title} was in your saved cart too. We kept the larger quantity, {count}."),
}


def notice_words(notice: Notice, currency: str, zone: ZoneInfo, now: datetime) -> str:
    """One or two whole sentences; the first says all that matters and names the product."""
    title, value = notice.title, notice.now
    if notice.code in _PRICES:
        was = money_text(notice.was, currency)
        return _PRICES[notice.code].format(title=title, now=money_text(value, currency), was=was)
    if notice.code == "short":
        sentence = ngettext("Only {count} of {title} is left.", "Only {count} of {title} are left.", value)
        return sentence.format(count=value, title=title)
    if notice.code == "sold-out-until":
        until = until_words(datetime.fromtimestamp(value, UTC), zone, now)
        return _("{title} is sold out until {until}. Take it out of the cart to check out.").format(
            title=title, until=until
        )
    return _COUNTS[notice.code].format(title=title, count=value)


def until_words(until: datetime, zone: ZoneInfo, now: datetime) -> str:
    """«14:30», «tomorrow, 08:00», «08:00 on 23 Nov 2026», by the shop's clock."""
    local, today = until.astimezone(zone), now.astimezone(zone).date()
    time = local.strftime("%H:%M")
    if local.date() == today:
        return time
    if local.date() == today + timedelta(days=1):
        return _("tomorrow, {time}").format(time=time)
    return _("{time} on {date}").format(time=time, date=date_text(local.date()))
