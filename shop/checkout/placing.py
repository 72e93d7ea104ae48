"""Placing the order of a cart: one transaction from the token to the emptied cart (CHK-3, CHK-4, CHK-5).

Locks are taken in one order everywhere: token, cart, stock by id, then the book, the topics last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from server.access import Asker
from server.database import Connection
from server.orderbook import (
    Demand,
    NewLine,
    NewOrder,
    ShopSettings,
    count_queue,
    find_order,
    find_placed_order,
    place_order,
    take_stock,
)
from server.orderbook.sold_out import touch_sold_out
from server.orders.events import Actor
from server.orders.order import Line, Order
from server.orders.refusals import SoldOut, UnknownToken, WrongFields
from server.orders.shapes import to_json
from server.realtime.telling import Teller, Unit
from shop.cart.pricing import price_cart
from shop.cart.saved_carts import change_saved_cart, lock_saved_cart
from shop.cart.telling import touch_cart
from shop.checkout.ordering import DecidedOrder, Wishes, decide_order
from shop.menu.catalogue import find_products
from shop.menu.products import Product
from shop.menu.telling import touch_product


@dataclass(frozen=True, slots=True)
class Placed:
    """The order a token made; `is_new` when this submission made it."""

    order: Order
    is_new: bool


async def place_order_of_cart(
    teller: Teller,
    asker: Asker,
    token: str,
    wishes: Wishes | WrongFields,
    *,
    shop: ShopSettings,
    currency: str,
    now: datetime,
) -> Placed:
    """Make the order of the person's cart, or find the one this token has made already, whatever the cart holds now.

    `wishes` that are wrong fields are raised once it is clear that the token has made no order. Raises what
    `decide_order` raises, and SoldOut when somebody was quicker; nothing is written then.
    """
    assert asker.person_id is not None
    async with teller.transaction() as unit:
        made = await find_placed_order(unit.connection, token)
        if made is not None:
            return Placed(await _own_order(unit.connection, made, asker.person_id), is_new=False)
        if isinstance(wishes, WrongFields):
            raise wishes
        cart = await lock_saved_cart(unit.connection, asker.person_id)
        products = await find_products(unit.connection, sorted({line.product_id for line in cart.lines}))
        queue = await count_queue(unit.connection, now) if cart.lines else 0
        decided = decide_order(price_cart(cart, products, now), wishes, queue=queue, rule=shop.rule, now=now)
        await _take(unit, decided, products, now)
        new = _new_order(decided, wishes, asker, token, currency)
        by = Actor(role=asker.role.value, source="web", person_id=asker.person_id)
        order = await place_order(unit, new, by, now)
        await change_saved_cart(unit.connection, asker.person_id, lambda held: held.emptied(), now)
        touch_cart(unit, asker.person_id, shop.rule, currency, now)
    return Placed(order, is_new=True)


async def _own_order(connection: Connection, made: tuple[str, int | None], person_id: int) -> Order:
    public_id, owner_id = made
    order = await find_order(connection, public_id) if owner_id == person_id else None
    if order is None:
        raise UnknownToken
    return order


async def _take(unit: Unit, decided: DecidedOrder, products: Mapping[int, Product], now: datetime) -> None:
    """Take counted stock. Between the look at it and its lock somebody may have been quicker: then SoldOut by name."""
    demands = [Demand(product_id, option_id, n) for (product_id, option_id), n in decided.demand.items()]
    if not demands:
        return
    short = await take_stock(unit.connection, demands)
    fresh = await find_products(unit.connection, sorted({demand.product_id for demand in demands}))
    if short:
        raise SoldOut(
            titles=tuple(dict.fromkeys(products[demand.product_id].title for demand in short)),
            left={
                products[demand.product_id].title: fresh[demand.product_id].stock_left(demand.option_id) or 0
                for demand in short
            },
        )
    for demand in demands:
        if fresh[demand.product_id].stock_left(demand.option_id) == 0:
            touch_product(unit, demand.product_id, now)
            touch_sold_out(unit, now)


def _new_order(decided: DecidedOrder, wishes: Wishes, asker: Asker, token: str, currency: str) -> NewOrder:
    assert asker.person_id is not None
    return NewOrder(
        person_id=asker.person_id,
        first_name=asker.first_name,
        show_name=wishes.show_name,
        payment=wishes.payment,
        fulfilment=wishes.fulfilment,
        address=wishes.address,
        slot=wishes.slot,
        note=wishes.note,
        allergy=wishes.allergy,
        promised_at=decided.promised_at,
        currency=currency,
        subtotal_minor=decided.subtotal_minor,
        discount_minor=decided.discount_minor,
        total_minor=decided.total_minor,
        checkout_token=token,
        lines=_new_lines(decided),
    )


def _new_lines(decided: DecidedOrder) -> Sequence[NewLine]:
    """Lines as sold, numbered from 1 in the cart's order."""
    return [
        _new_line(number, line, took_stock=(line.product_id, line.option_id) in decided.demand)
        for number, line in enumerate(decided.lines, start=1)
    ]


def _new_line(number: int, line: Line, *, took_stock: bool) -> NewLine:
    choices = [{"id": c.id, "title": c.title, "price": c.price_minor, "removes": c.removes} for c in line.choices]
    return NewLine(
        line=number,
        product_id=line.product_id,
        option_id=line.option_id,
        title=line.title,
        kitchen_title=line.kitchen_title,
        option_title=line.option_title,
        choices=to_json(choices),
        quantity=line.quantity,
        original_price_minor=line.original_price_minor,
        sale_percent=line.sale_percent,
        unit_price_minor=line.unit_price_minor,
        line_total_minor=line.line_total_minor,
        prep_minutes=line.prep_minutes,
        station=line.station,
        took_stock=took_stock,
    )
