"""May this cart become an order, and which one? Cart, wishes and terms in, a decided order or a refusal out. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from server.orders.order import Fulfilment, Line, Payment
from server.orders.prediction import PredictionRule, predict_ready_at
from server.orders.refusals import EmptyCart, SoldOut, TotalChanged
from shop.cart.pricing import SHORT, PricedCart, StockItem, demand_of


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
    """What is to be written: lines as they are sold now, sums in minor units, counted stock to take, the promise."""

    lines: tuple[Line, ...]
    demand: dict[StockItem, int]
    promised_at: datetime
    subtotal_minor: int
    discount_minor: int
    total_minor: int


def decide_order(
    priced: PricedCart, wishes: Wishes, *, queue: int, rule: PredictionRule, now: datetime
) -> DecidedOrder:
    """The order this cart makes at `now`, with `queue` orders before it (PRED-1).

    Raises EmptyCart, SoldOut naming every line that is retired, sold out or short, and TotalChanged when the customer
    saw another total than this one.
    """
    if not priced.lines:
        raise EmptyCart
    if priced.blocking:
        raise SoldOut(
            titles=tuple(dict.fromkeys(line.sold.title for line in priced.blocking)),
            left={line.sold.title: line.left or 0 for line in priced.blocking if line.state == SHORT},
        )
    if wishes.seen_total_minor is not None and wishes.seen_total_minor != priced.total_minor:
        raise TotalChanged(wishes.seen_total_minor, priced.total_minor)
    return DecidedOrder(
        lines=tuple(line.sold for line in priced.lines),
        demand=demand_of([line for line in priced.lines if line.counted]),
        promised_at=predict_ready_at(now, priced.work, queue, rule),
        subtotal_minor=priced.subtotal_minor,
        discount_minor=priced.discount_minor,
        total_minor=priced.total_minor,
    )
