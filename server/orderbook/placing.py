"""Placing an order: token, stock, order and lines, all in the caller's transaction (CHK-3, CHK-5)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from server.database import Connection, queries
from server.orderbook.reading import find_orders
from server.orderbook.telling import touch_order
from server.orders.events import Actor
from server.orders.order import Fulfilment, Order, Payment, Status
from server.orders.shapes import to_json
from server.realtime.telling import Unit

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I and O: read aloud they are 1 and 0
_PER_LETTER = 99


@dataclass(frozen=True, slots=True)
class Demand:
    """So many of one stock item: a product, or one of its options."""

    product_id: int
    option_id: int | None
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line as it is sold now; `choices` is the JSON text stored with it."""

    line: int
    product_id: int
    option_id: int | None
    title: str
    kitchen_title: str
    option_title: str | None
    choices: str
    quantity: int
    original_price_minor: int
    sale_percent: int | None
    unit_price_minor: int
    line_total_minor: int
    prep_minutes: int
    station: str
    took_stock: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    person_id: int
    first_name: str
    show_name: bool
    payment: Payment
    fulfilment: Fulfilment
    address: str
    slot: datetime | None
    note: str
    allergy: str
    promised_at: datetime | None
    currency: str
    subtotal_minor: int
    discount_minor: int
    total_minor: int
    checkout_token: str
    lines: Sequence[NewLine]


def spoken_number(n: int) -> str:
    """The short, speakable number of the n-th order: 0 → A-1, 98 → A-99, 99 → B-1."""
    letter, rest = divmod(n, _PER_LETTER)
    return f"{_LETTERS[letter % len(_LETTERS)]}-{rest + 1}"


async def find_placed_order(connection: Connection, token: str) -> tuple[str, int | None] | None:
    """Public id and owner of the order this checkout token made, after any running submission of it has ended."""
    await queries().orderbook.claim_checkout_token(connection, token=token)
    row = await queries().orderbook.find_order_by_token(connection, token=token)
    return None if row is None else (row["public_id"], row["person_id"])


async def take_stock(connection: Connection, demands: Sequence[Demand]) -> list[Demand]:
    """Take counted stock, summed per stock item by the caller; answers the demands that could not be served.

    When anything comes back the caller refuses and rolls back. Uncounted stock is not the caller's to name here.
    """
    by_product = {d.product_id: d for d in demands if d.option_id is None}
    by_option = {d.option_id: d for d in demands if d.option_id is not None}
    book = queries().orderbook
    served: set[tuple[str, int]] = set()
    if by_product:
        ids = sorted(by_product)
        await book.lock_counted_products(connection, ids=ids)
        rows = await book.take_product_stock(connection, ids=ids, quantities=[by_product[i].quantity for i in ids])
        served |= {("product", row["id"]) for row in rows}
    if by_option:
        ids = sorted(by_option)
        await book.lock_counted_options(connection, ids=ids)
        rows = await book.take_option_stock(connection, ids=ids, quantities=[by_option[i].quantity for i in ids])
        served |= {("option", row["id"]) for row in rows}
    return [
        d
        for d in demands
        if (("product", d.product_id) if d.option_id is None else ("option", d.option_id)) not in served
    ]


async def place_order(unit: Unit, new: NewOrder, by: Actor, now: datetime) -> Order:
    """Insert the order, its lines and its first event, and tell it.

    Counter orders enter the kitchen at once; card orders when they are paid. Stock was taken before.
    """
    connection, book = unit.connection, queries().orderbook
    in_kitchen = new.payment is Payment.COUNTER
    order_id = await book.next_order_id(connection)
    came_at = now if new.slot is None else new.slot - timedelta(hours=1)
    await book.insert_order(
        connection,
        id=order_id,
        public_id=secrets.token_urlsafe(15),
        number=spoken_number(await book.next_order_number(connection)),
        person_id=new.person_id,
        first_name=new.first_name,
        show_name=new.show_name,
        paid=False,
        status=Status.ORDERED.value,
        payment=new.payment.value,
        fulfilment=new.fulfilment.value,
        address=new.address,
        slot=new.slot,
        note=new.note,
        allergy=new.allergy,
        placed_at=now,
        entered_kitchen_at=now if in_kitchen else None,
        promised_at=new.promised_at if in_kitchen else None,
        ready_at=new.promised_at,
        ahead=await book.count_ahead(connection, came_at=came_at, id=order_id),
        currency=new.currency,
        subtotal_minor=new.subtotal_minor,
        discount_minor=new.discount_minor,
        total_minor=new.total_minor,
        checkout_token=new.checkout_token,
    )
    await book.insert_order_lines(connection, order_id=order_id, lines=to_json([asdict(line) for line in new.lines]))
    await book.insert_order_event(
        connection,
        order_id=order_id,
        seq=1,
        kind="placed",
        status=Status.ORDERED.value,
        at=now,
        person_id=by.person_id,
        by_role=by.role,
        source=by.source,
    )
    (order,) = await find_orders(connection, [order_id])
    touch_order(unit, order, counts={Status.ORDERED: 1})
    return order
