"""What the owner of a cart is told once, as codes and values, and the words for them."""

from __future__ import annotations

from dataclasses import dataclass

from server.orders.money import money_text
from server.web.words import _, ngettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`title` names the product; `was` and `now` are prices in minor units, or `now` a count."""

    code: str
    title: str
    was: int = 0
    now: int = 0


_PRICES = {
    "price-up": _("{title} is now {now}, up from {was}."),
    "price-down": _("{title} is now {now}, down from {was}."),
}
_COUNTS = {
    "sold-out": _("{title} has sold out. Take it out of the cart to check out."),
    "retired": _("{title} is no longer sold. Take it out of the cart to check out."),
    "not-again": _("{title} is no longer sold. We left it out."),
    "out-again": _("{title} has sold out. We left it out."),
    "other-choices": _("{title} no longer comes with everything you chose then. Please look at it once more."),
    "no-room": _("{title} did not fit: a cart holds {count} different things."),
    "most-of-one": _("We take at most {count} of {title} in one order."),
    "joined": _("{title} was added to your saved cart."),
    "larger-kept": _("{title} was in your saved cart too. We kept the larger quantity, {count}."),
}


def notice_words(notice: Notice, currency: str) -> str:
    """One or two whole sentences; the first says all that matters and names the product."""
    title, now = notice.title, notice.now
    if notice.code in _PRICES:
        was = money_text(notice.was, currency)
        return _PRICES[notice.code].format(title=title, now=money_text(now, currency), was=was)
    if notice.code == "short":
        sentence = ngettext("Only {count} of {title} is left.", "Only {count} of {title} are left.", now)
        return sentence.format(count=now, title=title)
    return _COUNTS[notice.code].format(title=title, count=now)
