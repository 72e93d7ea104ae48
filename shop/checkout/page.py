"""What the checkout's page shows, as one value, and the sentences that name times of the shop's clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from server.web.words import _, date_text
from shop.checkout.form import MOST_OF_ADDRESS, MOST_OF_ALLERGY, MOST_OF_NOTE
from shop.checkout.reviewing import FEW, Review, SlotOffer

_CARDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutPage:
    """The review page: the cart as it is now, what is offered, and what was typed when it comes back."""

    review: Review
    token: str
    zone: ZoneInfo
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refusals: Sequence[str] = ()
    most_of_note: int = MOST_OF_NOTE
    most_of_allergy: int = MOST_OF_ALLERGY
    most_of_address: int = MOST_OF_ADDRESS
    few: int = FEW

    @property
    def product_ids(self) -> list[int]:
        """What the order is made of: the page is made anew when one of these changes."""
        return sorted({line.product.id for line in self.review.shown.priced.lines})

    @property
    def slot_days(self) -> list[tuple[date, list[SlotOffer]]]:
        """The free times by the day of the shop's calendar."""
        days: dict[date, list[SlotOffer]] = {}
        for slot in self.review.free:
            days.setdefault(slot.at.astimezone(self.zone).date(), []).append(slot)
        return list(days.items())

    @property
    def next_slots(self) -> Sequence[SlotOffer]:
        """The next few times, full ones too: what most people choose from."""
        return self.review.slots[:_CARDS]

    def find_free(self, typed: str) -> SlotOffer | None:
        """The free slot a form named; None for «as soon as possible» and for what is not offered."""
        return next((slot for slot in self.review.free if str(slot.value) == typed), None)

    def minutes_until(self, at: datetime) -> int:
        """Rounded up, never below nothing."""
        return max(0, -((self.review.now - at) // timedelta(minutes=1)))

    def is_tomorrow(self, day: date) -> bool:
        return day == self.review.now.astimezone(self.zone).date() + timedelta(days=1)

    def days_until(self, at: datetime) -> int:
        """0 for today, by the shop's calendar."""
        return (at.astimezone(self.zone).date() - self.review.now.astimezone(self.zone).date()).days


def closed_sentence(opens_at: datetime | None, zone: ZoneInfo) -> str:
    """When ordering opens again, for those who read no page."""
    if opens_at is None:
        return _("We are not taking orders at the moment.")
    local = opens_at.astimezone(zone)
    return _("We are not taking orders at the moment. Ordering opens again at {time} on {date}.").format(
        time=local.strftime("%H:%M"), date=date_text(local.date())
    )


def slot_full_sentence(slot: datetime, zone: ZoneInfo) -> str:
    """Which time is full, named as the shop's clock shows it."""
    time = slot.astimezone(zone).strftime("%H:%M")
    return _("{time} is full. Please choose another time.").format(time=time)
