"""What a customer decides about at the checkout: the cart as it is now, the free times, whether we are open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from server.orderbook import ShopSettings, find_taken_places
from server.web.opening import OpeningNow, find_opening
from shop.cart.showing import ShownCart
from shop.checkout.form import Offered, offered_by
from shop.checkout.placing import slots_of
from shop.checkout.slots import SlotRule, find_slots, places_from

if TYPE_CHECKING:
    from server.database.pool import Pool

FEW = 3
"""So few places left are worth a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotOffer:
    """A later time. `left` places are free, None where the shop sets no capacity; `offset` («UTC+2») is said only
    where the shop's clock shows this time twice."""

    at: datetime
    left: int | None
    offset: str = ""

    @property
    def value(self) -> int:
        """Epoch milliseconds, as the form sends it."""
        return round(self.at.timestamp() * 1000)

    @property
    def full(self) -> bool:
        return self.left is not None and self.left <= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """`soonest_at` is when «as soon as possible» would be; None while closed and when every time is full."""

    shown: ShownCart
    offered: Offered
    opening: OpeningNow
    slots: Sequence[SlotOffer]
    soonest_at: datetime | None
    now: datetime

    @property
    def closed(self) -> bool:
        return self.opening.state != "open"

    @property
    def free(self) -> list[SlotOffer]:
        return [slot for slot in self.slots if not slot.full]


async def review_cart(pool: Pool, shop: ShopSettings, shown: ShownCart, now: datetime) -> Review:
    """The review at `now`. Slots are read without locks: a place is only had by ordering."""
    rule, opening = slots_of(shop), find_opening(shop.opening, now)
    if shown.ready_at is None or opening.state != "open":
        slots: list[SlotOffer] = []
        soonest_at = None if opening.state != "open" else shown.ready_at
    else:
        starts = find_slots(rule, now, shown.ready_at)
        taken = await _taken(pool, rule, now)
        slots = [_offer(start, taken, rule) for start in starts]
        soonest_at = _soonest(rule, taken, now, shown.ready_at)
    return Review(shown=shown, offered=offered_by(shop), opening=opening, slots=slots, soonest_at=soonest_at, now=now)


async def _taken(pool: Pool, rule: SlotRule, now: datetime) -> dict[datetime, int]:
    if rule.capacity is None:
        return {}
    async with pool.acquire(timeout=3.0) as connection:
        return await find_taken_places(connection, now - timedelta(days=1))


def _offer(start: datetime, taken: Mapping[datetime, int], rule: SlotRule) -> SlotOffer:
    left = None if rule.capacity is None else max(0, rule.capacity - taken.get(start, 0))
    return SlotOffer(at=start, left=left, offset=_offset(start, rule.hours.zone))


def _offset(at: datetime, zone: ZoneInfo) -> str:
    """«UTC+2» where the wall's clock shows this time twice, else ""."""
    local = at.astimezone(zone)
    offset = local.utcoffset()
    if offset is None or local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return ""
    hours, minutes = divmod(round(abs(offset).total_seconds()) // 60, 60)
    sign = "−" if offset < timedelta() else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def _soonest(rule: SlotRule, taken: Mapping[datetime, int], now: datetime, ready_at: datetime) -> datetime | None:
    capacity = rule.capacity
    if capacity is None:
        return ready_at
    places = places_from(rule, now, ready_at)
    return next((place.promised_at for place in places if taken.get(place.starts_at, 0) < capacity), None)
