"""The one read of orders: whole orders, with lines, history and refunds, for every room."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from server.database import Connection, queries
from server.orders.order import (
    Choice,
    Fulfilment,
    Happening,
    ItemStatus,
    Line,
    Order,
    OrderId,
    Payment,
    PublicId,
    Purchaser,
    Status,
)
from server.orders.refunds import Refund, RefundedLine, RefundMethod
from server.orders.shapes import Json, milliseconds

_OWED_TOLD = 20


async def find_orders(connection: Connection, ids: Sequence[int]) -> list[Order]:
    """Orders by internal id, oldest first; ids that do not exist are left out."""
    if not ids:
        return []
    return [_order(row) for row in await queries().orderbook.find_orders(connection, ids=list(ids))]


async def find_order(connection: Connection, public_id: str) -> Order | None:
    order_id = await queries().orderbook.find_order_id(connection, public_id=public_id)
    return None if order_id is None else (await find_orders(connection, [order_id]))[0]


async def lock_order(connection: Connection, public_id: str) -> Order | None:
    """The order under its row lock, as it is now, for the rest of the transaction."""
    order_id = await queries().orderbook.lock_order(connection, public_id=public_id)
    return None if order_id is None else (await find_orders(connection, [order_id]))[0]


async def find_kitchen_orders(connection: Connection) -> list[Order]:
    """What stands on the kitchen's wall now; the pickup board shows the pickup orders of these."""
    rows = await queries().orderbook.find_kitchen_order_ids(connection)
    return await find_orders(connection, [row["id"] for row in rows])


async def find_live_orders(connection: Connection) -> list[Order]:
    """Every order not yet final, unpaid card orders included."""
    rows = await queries().orderbook.find_live_order_ids(connection)
    return await find_orders(connection, [row["id"] for row in rows])


async def count_queue(connection: Connection, now: datetime) -> int:
    """How many orders are paid or started and not yet finished by the kitchen (PRED-1)."""
    count: int = await queries().orderbook.count_queue(connection, now=now)
    return count


async def get_counts(connection: Connection) -> dict[str, int]:
    """Orders by status, over all there are; kept by the writers, never counted from history."""
    return {row["status"]: row["orders"] for row in await queries().orderbook.get_counts(connection)}


async def get_owed(connection: Connection) -> Json:
    """Orders that are owed hand-taken money: how many there are, and those that wait longest."""
    rows = await queries().orderbook.find_owed(connection, most=_OWED_TOLD)
    return {
        "count": rows[0]["orders"] if rows else 0,
        "orders": [
            {
                "id": row["public_id"],
                "number": row["number"],
                "amount": row["amount_minor"],
                "asked_at": milliseconds(row["asked_at"]),
            }
            for row in rows
        ],
    }


def _order(row: Mapping[str, Any]) -> Order:
    purchaser = None
    if row["person_id"] is not None and row["email"] is not None:
        purchaser = Purchaser(person_id=row["person_id"], full_name=row["full_name"], email=row["email"])
    return Order(
        id=OrderId(row["id"]),
        public_id=PublicId(row["public_id"]),
        number=row["number"],
        person_id=row["person_id"],
        first_name=row["first_name"],
        show_name=row["show_name"],
        version=row["version"],
        status=Status(row["status"]),
        paid=row["paid"],
        payment=Payment(row["payment"]),
        fulfilment=Fulfilment(row["fulfilment"]),
        address=row["address"],
        slot=row["slot"],
        note=row["note"],
        allergy=row["allergy"],
        placed_at=row["placed_at"],
        entered_kitchen_at=row["entered_kitchen_at"],
        promised_at=row["promised_at"],
        ready_at=row["ready_at"],
        ready_from=row["ready_from"],
        ready_to=row["ready_to"],
        reason=row["reason"],
        ahead=row["ahead"],
        accepted_at=row["accepted_at"],
        call_state=row["call_state"],
        tracking_url=row["tracking_url"],
        changed_at=row["changed_at"],
        currency=row["currency"],
        subtotal_minor=row["subtotal_minor"],
        discount_minor=row["discount_minor"],
        total_minor=row["total_minor"],
        lines=tuple(_line(cells) for cells in json.loads(row["lines"] or "[]")),
        history=tuple(_happening(cells) for cells in json.loads(row["history"] or "[]")),
        purchaser=purchaser,
        refunds=tuple(_refund(cells) for cells in json.loads(row["refunds"] or "[]")),
    )


def _line(cells: list[Any]) -> Line:
    choices = tuple(Choice(c["id"], c["title"], c["price"], c["removes"]) for c in json.loads(cells[6]))
    return Line(
        line=cells[0],
        product_id=cells[1],
        option_id=cells[2],
        title=cells[3],
        kitchen_title=cells[4],
        option_title=cells[5],
        choices=choices,
        quantity=cells[7],
        original_price_minor=cells[8],
        sale_percent=cells[9],
        unit_price_minor=cells[10],
        line_total_minor=cells[11],
        prep_minutes=cells[12],
        station=cells[13],
        status=ItemStatus(cells[14]),
    )


def _happening(cells: list[Any]) -> Happening:
    return Happening(
        seq=cells[0],
        kind=cells[1],
        status=Status(cells[2]),
        at=datetime.fromtimestamp(cells[3], UTC),
        by_role=cells[4],
        source=cells[5],
    )


def _refund(cells: list[Any]) -> Refund:
    return Refund(
        id=cells[0],
        method=RefundMethod(cells[1]),
        amount_minor=cells[2],
        lines=tuple(RefundedLine(line["line"], line["quantity"]) for line in json.loads(cells[3])),
        asked_at=datetime.fromtimestamp(cells[4], UTC),
        asked_by_role=cells[5],
        returned_at=None if cells[6] is None else datetime.fromtimestamp(cells[6], UTC),
        returned_by_role=cells[7],
    )
