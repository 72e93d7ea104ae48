"""May this cart become an order, and which one? Cart, wishes and terms in, a decided order or a refusal out. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from server.orders.order import Fulfilment, Line, Payment
from server.orders.prediction import PredictionRule, predict_ready_at
from server.orders.refusals import EmptyCart, ShopClosed, SoldOut, TotalChanged, WrongFields
from server.web.words import _
from shop.cart.pricing import NOT_LIKE_THAT, SHORT, PricedCart, StockItem, demand_of
from shop.checkout.slots import Place, SlotRule, is_slot, places_from

NOT_OFFERED = _("That time is not offered any more. Please choose one of the times in the list.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the customer asked for on the checkout's form. `slot` None is «as soon as possible»."""

    fulfilment: Fulfilment
    payment: Payment
    address: str = ""
    slot: datetime | None = None
    note: str = ""
    allergy: str = ""
    show_name: bool = False
    seen_total_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedOrder:
    """What is to be written: lines as they are sold now, sums in minor units, counted stock to take, the promise.

    In the first of `places` that has room a place must be had, and its promise is the order's; there are none where
    the shop sets no capacity and the customer wants it as soon as possible: then `promised_at` is the promise.
    """

    lines: tuple[Line, ...]
    demand: dict[StockItem, int]
    promised_at: datetime
    places: tuple[Place, ...]
    subtotal_minor: int
    discount_minor: int
    total_minor: int


def decide_order(
    priced: PricedCart,
    wishes: Wishes | WrongFields,
    *,
    queue: int,
    rule: PredictionRule,
    slots: SlotRule,
    now: datetime,
) -> DecidedOrder:
    """The order this cart makes at `now`, with `queue` orders before it (PRED-1).

    Raises ShopClosed outside the opening hours and while paused (CAT-10); the wishes' own wrong fields; EmptyCart;
    SoldOut naming every line that is retired, sold out, short or made otherwise now; WrongFields for a time that is
    not offered; and TotalChanged when the customer saw another total than this one.
    """
    if not slots.hours.is_open(now):
        raise ShopClosed(slots.hours.opens_at(now))
    if isinstance(wishes, WrongFields):
        raise wishes
    if not priced.lines:
        raise EmptyCart
    if priced.blocking:
        raise SoldOut(
            titles=tuple(dict.fromkeys(line.sold.title for line in priced.blocking)),
            left={line.sold.title: line.left or 0 for line in priced.blocking if line.state == SHORT},
            altered={line.sold.title for line in priced.blocking if line.state == NOT_LIKE_THAT},
        )
    ready_at = predict_ready_at(now, priced.work, queue, rule)
    places = decide_places(slots, wishes.slot, now, ready_at)
    if wishes.seen_total_minor is not None and wishes.seen_total_minor != priced.total_minor:
        raise TotalChanged(wishes.seen_total_minor, priced.total_minor)
    return DecidedOrder(
        lines=tuple(line.sold for line in priced.lines),
        demand=demand_of([line for line in priced.lines if line.counted]),
        promised_at=ready_at,
        places=places,
        subtotal_minor=priced.subtotal_minor,
        discount_minor=priced.discount_minor,
        total_minor=priced.total_minor,
    )


def decide_places(slots: SlotRule, wanted: datetime | None, now: datetime, ready_at: datetime) -> tuple[Place, ...]:
    """Where the order may stand, best first. Raises WrongFields for a wanted time that is not offered."""
    if wanted is None:
        return () if slots.capacity is None else tuple(places_from(slots, now, ready_at))
    if not is_slot(slots, wanted, now, ready_at):
        raise WrongFields({"slot": [NOT_OFFERED]})
    return (Place(wanted, wanted),)
