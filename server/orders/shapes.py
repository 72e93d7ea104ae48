"""An order per audience, as JSON-ready dictionaries (contract.md, «JSON shapes»).

Money stays in integers of the minor unit, times become epoch milliseconds. What an audience may not see is
absent, not null. Each shape is a pure function of the order: the same bytes for HTTP and for the wire.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from server.orders.order import Happening, Line, Order, Role
from server.orders.refunds import Refund

Json = dict[str, Any]

_HISTORY_KINDS = ("placed", "moved")
_LINE_PRICES = ("unit_price", "original_price", "sale_percent", "line_total")
_ORDER_PRICES = ("due", "subtotal", "discount", "total", "refunds")


def milliseconds(at: datetime | None) -> int | None:
    """Epoch milliseconds of an aware time, or None."""
    return None if at is None else round(at.timestamp() * 1000)


def line_shape(line: Line) -> Json:
    return {
        "line": line.line,
        "product_id": line.product_id,
        "option_id": line.option_id,
        "title": line.title,
        "kitchen_title": line.kitchen_title,
        "option": line.option_title,
        "choices": [{"id": c.id, "title": c.title, "price": c.price_minor, "removes": c.removes} for c in line.choices],
        "quantity": line.quantity,
        "unit_price": line.unit_price_minor,
        "original_price": line.original_price_minor,
        "sale_percent": line.sale_percent,
        "line_total": line.line_total_minor,
        "status": line.status.value,
        "station": line.station,
    }


def happening_shape(happening: Happening) -> Json:
    return {
        "status": happening.status.value,
        "at": milliseconds(happening.at),
        "by": happening.by_role,
        "source": happening.source,
    }


def refund_shape(refund: Refund) -> Json:
    """Money that is owed (`returned_at` null) or was given back; `by` is the role that did the last of the two."""
    return {
        "amount": refund.amount_minor,
        "method": refund.method.value,
        "lines": [{"line": line.line, "quantity": line.quantity} for line in refund.lines],
        "asked_at": milliseconds(refund.asked_at),
        "returned_at": milliseconds(refund.returned_at),
        "by": refund.by_role,
    }


def owner_shape(order: Order) -> Json:
    """What the customer whose order it is sees."""
    ready_range = None
    if order.ready_from is not None and order.ready_to is not None:
        ready_range = [milliseconds(order.ready_from), milliseconds(order.ready_to)]
    return {
        "id": order.public_id,
        "number": order.number,
        "first_name": order.first_name,
        "version": order.version,
        "status": order.status.value,
        "paid": order.paid,
        "fulfilment": order.fulfilment.value,
        "address": order.address or None,
        "slot": milliseconds(order.slot),
        "note": order.note,
        "allergy": order.allergy,
        "placed_at": milliseconds(order.placed_at),
        "promised_at": milliseconds(order.promised_at),
        "ready_at": milliseconds(order.ready_at),
        "ready_range": ready_range,
        "reason": order.reason,
        "ahead": order.ahead,
        "payment": order.payment.value,
        "accepted_at": milliseconds(order.accepted_at),
        "call": order.call_state,
        "tracking_url": order.tracking_url or None,
        "due": order.due_minor,
        "subtotal": order.subtotal_minor,
        "discount": order.discount_minor,
        "total": order.total_minor,
        "refunds": [refund_shape(refund) for refund in order.refunds],
        "lines": [line_shape(line) for line in order.lines],
        "history": [happening_shape(h) for h in order.history if h.kind in _HISTORY_KINDS],
    }


def admin_shape(order: Order) -> Json:
    """What an admin sees: all of it, with the purchaser."""
    purchaser = order.purchaser
    shape = owner_shape(order)
    shape["purchaser"] = None if purchaser is None else {"full_name": purchaser.full_name, "email": purchaser.email}
    return shape


def kitchen_shape(order: Order) -> Json:
    """What the kitchen sees: no e-mail, phone or prices; preparation minutes, so that slack can be counted."""
    shape = owner_shape(order)
    for key in _ORDER_PRICES:
        del shape[key]
    for line, source in zip(shape["lines"], order.lines, strict=True):
        for key in _LINE_PRICES:
            del line[key]
        line["prep_minutes"] = source.prep_minutes
        for choice in line["choices"]:
            del choice["price"]
    return shape


def board_shape(order: Order) -> Json:
    """What anybody may read from the street: the number, a name if the customer agreed, and times."""
    return {
        "number": order.number,
        "first_name": order.first_name if order.show_name else None,
        "status": order.status.value,
        "placed_at": milliseconds(order.placed_at),
        "ready_at": milliseconds(order.ready_at),
        "version": order.version,
    }


def to_json(shape: object) -> str:
    """The one JSON text of a shape: compact, UTF-8, refuses NaN."""
    return json.dumps(shape, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def shape_for(order: Order, role: Role, person_id: int | None) -> Json:
    """The order in the shape of whoever asks: an admin's, its owner's, or the kitchen's."""
    if role is Role.ADMIN:
        return admin_shape(order)
    if person_id is not None and order.person_id == person_id:
        return owner_shape(order)
    return kitchen_shape(order)
