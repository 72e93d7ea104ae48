"""Placing the order of a cart: one transaction from the token to the emptied cart (CHK-3, CHK-4, CHK-5).

Locks are taken in one order everywhere: token, cart, stock by id, slot, then the book, the topics last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from server.access import Asker
from server.database import Connection
from server.orderbook import (
    Demand,
    NewLine,
    NewOrder,
    ShopSettings,
    ShopSettingsKeeper,
    book_place,
    count_queue,
    find_order,
    find_placed_order,
    find_taken_places,
    place_order,
    take_place,
    take_stock,
)
from server.orderbook.sold_out import touch_sold_out
from server.orders.events import Actor
from server.orders.order import Line, Order
from server.orders.refusals import SlotFull, SoldOut, UnknownToken, WrongFields
from server.orders.shapes import to_json
from server.realtime.telling import Teller, Unit
from shop.cart.pricing import price_cart
from shop.cart.saved_carts import change_saved_cart, lock_saved_cart
from shop.cart.telling import touch_cart
from shop.checkout.ordering import DecidedOrder, Wishes, decide_order
from shop.checkout.slots import Place, SlotRule
from shop.menu.catalogue import find_products
from shop.menu.products import Product
from shop.menu.telling import touch_product


@dataclass(frozen=True, slots=True)
class Placed:
    """The order a token made; `is_new` when this submission made it."""

    order: Order
    is_new: bool


ReadWishes = Callable[[ShopSettings], Wishes | WrongFields]
"""What the form asks for, given what the shop offers at the moment of placing."""


async def place_order_of_cart(
    teller: Teller,
    keeper: ShopSettingsKeeper,
    asker: Asker,
    token: str,
    read_wishes: ReadWishes,
    *,
    currency: str,
    now: datetime,
) -> Placed:
    """Make the order of the person's cart, or find the one this token has made already, whatever the cart holds now.

    Wrong fields are raised once it is clear that the token has made no order. Raises what `decide_order` raises,
    SoldOut when somebody was quicker, and SlotFull; nothing is written then.
    """
    assert asker.person_id is not None
    async with teller.transaction() as unit:
        made = await find_placed_order(unit.connection, token)
        if made is not None:
            return Placed(await _own_order(unit.connection, made, asker.person_id), is_new=False)
        shop = await keeper.read(unit.connection)
        cart = await lock_saved_cart(unit.connection, asker.person_id)
        products = await find_products(unit.connection, sorted({line.product_id for line in cart.lines}))
        queue = await count_queue(unit.connection, now) if cart.lines else 0
        slots, wishes = slots_of(shop), read_wishes(shop)
        decided = decide_order(
            price_cart(cart, products, now), wishes, queue=queue, rule=shop.rule, slots=slots, now=now
        )
        assert isinstance(wishes, Wishes)  # else it was refused
        await _take(unit, decided, products, now)
        place = await _take_place(unit.connection, decided, slots.capacity)
        by = Actor(role=asker.role.value, source="web", person_id=asker.person_id)
        new = _new_order(decided, wishes, place, asker=asker, token=token, currency=currency)
        order = await place_order(unit, new, by, now)
        if place is not None:
            await book_place(unit.connection, order.id, place.starts_at)
        await change_saved_cart(unit.connection, asker.person_id, lambda held: held.emptied(), now)
        touch_cart(unit, asker.person_id, shop.rule, currency, now)
    return Placed(order, is_new=True)


def slots_of(shop: ShopSettings) -> SlotRule:
    """The shop's slots, from its settings."""
    return SlotRule(hours=shop.opening, minutes=shop.slot_minutes, capacity=shop.slot_capacity)


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


async def _take_place(connection: Connection, decided: DecidedOrder, capacity: int | None) -> Place | None:
    """A place in the first slot that has one; None where no place is needed. Raises SlotFull naming the one wanted."""
    if not decided.places:
        return None
    # a look without locks spares the full ones; what it missed is found out under the slot's lock
    taken = {} if capacity is None else await find_taken_places(connection, decided.places[0].starts_at)
    for place in decided.places:
        room = capacity is None or taken.get(place.starts_at, 0) < capacity
        if room and await take_place(connection, place.starts_at, capacity):
            return place
    raise SlotFull(decided.places[0].starts_at)


def _new_order(
    decided: DecidedOrder, wishes: Wishes, place: Place | None, *, asker: Asker, token: str, currency: str
) -> NewOrder:
    """An order that found no room where its promise would have been becomes one for the later slot."""
    assert asker.person_id is not None
    moved = place is not None and place != decided.places[0]
    return NewOrder(
        person_id=asker.person_id,
        first_name=asker.first_name,
        show_name=wishes.show_name,
        payment=wishes.payment,
        fulfilment=wishes.fulfilment,
        address=wishes.address,
        slot=place.starts_at if place is not None and moved else wishes.slot,
        note=wishes.note,
        allergy=wishes.allergy,
        promised_at=decided.promised_at if place is None else place.promised_at,
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
