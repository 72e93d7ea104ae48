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


def notice_words(notice: Notice, currency: str) -> str:
    """One or two whole sentences; the first says all that matters and names the product."""
    title, now = notice.title, notice.now
    match notice.code:
        case "price-up":
            sentence = _("{title} is now {now}, up from {was}.")
            return sentence.format(title=title, now=money_text(now, currency), was=money_text(notice.was, currency))
        case "price-down":
            sentence = _("{title} is now {now}, down from {was}.")
            return sentence.format(title=title, now=money_text(now, currency), was=money_text(notice.was, currency))
        case "short":
            sentence = ngettext("Only {count} of {title} is left.", "Only {count} of {title} are left.", now)
            return sentence.format(count=now, title=title)
        case "sold-out":
            return _("{title} has sold out. Take it out of the cart to check out.").format(title=title)
        case "retired":
            return _("{title} is no longer sold. Take it out of the cart to check out.").format(title=title)
        case "most-of-one":
            return _("We take at most {count} of {title} in one order.").format(count=now, title=title)
        case "joined":
            return _("{title} was added to your saved cart.").format(title=title)
        case "larger-kept":
            return _("{title} was in your saved cart too. We kept the larger quantity, {count}.").format(
                title=title, count=now
            )
    raise ValueError(notice.code)
