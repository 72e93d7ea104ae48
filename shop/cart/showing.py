"""A cart as its owner sees it: priced now, with the predicted pickup time; and its shape for JSON and the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.database import Connection
from server.orderbook import count_queue
from server.orders.prediction import PredictionRule, predict_minutes
from server.orders.shapes import Json, line_shape, milliseconds
from shop.cart.cart import Cart
from shop.cart.notices import notice_words
from shop.cart.pricing import OK, PricedCart, price_cart
from shop.menu.browsing import Seen
from shop.menu.catalogue import find_products

_UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCart:
    """`minutes` and `ready_at` are None for an empty cart (PRED-2). `seen` is how far the menu had come, for a page;
    `zone` is whose clock its notices speak of."""

    cart: Cart
    priced: PricedCart
    minutes: int | None
    ready_at: datetime | None
    currency: str
    now: datetime
    zone: ZoneInfo = _UTC
    seen: Seen | None = None

    @property
    def notices(self) -> list[str]:
        return [notice_words(notice, self.currency, self.zone, self.now) for notice in self.priced.notices]


async def show_cart(
    connection: Connection, cart: Cart, rule: PredictionRule, currency: str, now: datetime
) -> ShownCart:
    """Price the cart and predict its pickup time by the house rule (PRED-1)."""
    products = await find_products(connection, sorted({line.product_id for line in cart.lines}))
    priced = price_cart(cart, products, now)
    minutes = None
    if priced.lines:
        minutes = predict_minutes(priced.work, await count_queue(connection, now), rule)
    ready_at = None if minutes is None else now + timedelta(minutes=minutes)
    return ShownCart(cart=cart, priced=priced, minutes=minutes, ready_at=ready_at, currency=currency, now=now)


def cart_shape(shown: ShownCart, *, with_notices: bool = True) -> Json:
    """The contract's `cart`; each line also says whether it can be ordered now, and how many are left when too few."""
    priced = shown.priced
    return {
        "lines": [{**line_shape(line.sold), "available": line.state == OK, "left": line.left} for line in priced.lines],
        "subtotal": priced.subtotal_minor,
        "discount": priced.discount_minor,
        "total": priced.total_minor,
        "ready_at": milliseconds(shown.ready_at),
        "notices": shown.notices if with_notices else [],
        "recommended": [],
        "version": shown.cart.version,
    }
