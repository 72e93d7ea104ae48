"""Statuses of an order and which may follow which (ORD-4), as published in the contract.

An order is a value here: what the book read, frozen. Money is in minor units, times are aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from server.orders.refunds import Refund

OrderId = NewType("OrderId", int)
PublicId = NewType("PublicId", str)


class Status(StrEnum):
    ORDERED = "ordered"
    PAID = "paid"
    IN_PROGRESS = "in_progress"
    READY = "ready"
    COLLECTED = "collected"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class Payment(StrEnum):
    CARD = "card"
    COUNTER = "counter"


class Fulfilment(StrEnum):
    PICKUP = "pickup"
    DELIVERY = "delivery"


class ItemStatus(StrEnum):
    OPEN = "open"
    STARTED = "started"
    DONE = "done"


class Role(StrEnum):
    GUEST = "guest"
    CUSTOMER = "customer"
    KITCHEN = "kitchen"
    ADMIN = "admin"

    @property
    def is_staff(self) -> bool:
        return self in (Role.KITCHEN, Role.ADMIN)


FINAL = frozenset({Status.COLLECTED, Status.DELIVERED, Status.CANCELLED})
WITH_THE_KITCHEN = frozenset({Status.ORDERED, Status.PAID, Status.IN_PROGRESS, Status.READY})
"""Statuses an order may have while it stands on the kitchen's wall (card orders only once paid)."""
NOT_READY = frozenset({Status.ORDERED, Status.PAID, Status.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice as sold: `price_minor` is a difference, `removes` means «without»."""

    id: int
    title: str
    price_minor: int
    removes: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One order line as sold: unit prices in minor units before and after the sale."""

    line: int
    product_id: int
    option_id: int | None
    title: str
    kitchen_title: str
    option_title: str | None
    choices: tuple[Choice, ...]
    quantity: int
    original_price_minor: int
    sale_percent: int | None
    unit_price_minor: int
    line_total_minor: int
    prep_minutes: int
    station: str
    status: ItemStatus = ItemStatus.OPEN


@dataclass(frozen=True, slots=True)
class Happening:
    """One stored change: the status after it, when, by which role, from where."""

    seq: int
    kind: str
    status: Status
    at: datetime
    by_role: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchaser:
    person_id: int
    full_name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order as the book holds it."""

    id: OrderId
    public_id: PublicId
    number: str
    person_id: int | None
    first_name: str
    show_name: bool
    version: int
    status: Status
    paid: bool
    payment: Payment
    fulfilment: Fulfilment
    address: str
    slot: datetime | None
    note: str
    allergy: str
    placed_at: datetime
    entered_kitchen_at: datetime | None
    promised_at: datetime | None
    ready_at: datetime | None
    ready_from: datetime | None
    ready_to: datetime | None
    reason: str | None
    ahead: int
    accepted_at: datetime | None
    call_state: str | None
    tracking_url: str
    changed_at: datetime
    currency: str
    subtotal_minor: int
    discount_minor: int
    total_minor: int
    lines: tuple[Line, ...]
    history: tuple[Happening, ...]
    purchaser: Purchaser | None = field(default=None)
    refunds: tuple[Refund, ...] = ()

    @property
    def due_minor(self) -> int:
        """What is still to be paid: the whole total, or nothing (a cancelled order owes nothing)."""
        return 0 if self.paid or self.status is Status.CANCELLED else self.total_minor

    @property
    def refunded_minor(self) -> int:
        """What goes back or went back, owed and returned together: never more than was paid."""
        return sum(refund.amount_minor for refund in self.refunds)

    @property
    def is_with_the_kitchen(self) -> bool:
        """Counter orders from placement and card orders from payment, until collected, shipped or cancelled."""
        return self.entered_kitchen_at is not None and self.status in WITH_THE_KITCHEN

    @property
    def is_on_the_board(self) -> bool:
        return self.is_with_the_kitchen and self.fulfilment is Fulfilment.PICKUP

    @property
    def items(self) -> int:
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class Step:
    """What a status request means for this order: the status after it, and whether money was taken with it."""

    status: Status
    paid: bool
    resets_items: bool = False
    finishes_items: bool = False


def decide_step(order: Order, wanted: Status, role: Role) -> Step | None:
    """The step that `wanted` asks for, or None where the published graph (ORD-4) has no such edge for this role.

    `role` is the acting role: customer (the owner), kitchen or admin. Whether this person may act on this
    order at all is not decided here.
    """
    if role is Role.CUSTOMER:
        return _cancel(order, role) if wanted is Status.CANCELLED else None
    if not role.is_staff:
        return None
    if wanted is Status.CANCELLED:
        return _cancel(order, role) if role is Role.ADMIN else None
    if wanted is Status.PAID:
        return _take_money_or_recall(order, role)
    return _forward(order, wanted) or _recall(order, wanted) or _complete(order, wanted, role)


def allowed_steps(order: Order, role: Role) -> tuple[Status, ...]:
    """Every status this role may ask for now, in the order of the enumeration: what buttons a screen offers."""
    return tuple(status for status in Status if decide_step(order, status, role) is not None)


def _cancel(order: Order, role: Role) -> Step | None:
    unstarted = order.status in (Status.ORDERED, Status.PAID)
    no_show = role is Role.ADMIN and not order.paid and order.status in (Status.IN_PROGRESS, Status.READY)
    return Step(Status.CANCELLED, order.paid) if unstarted or no_show else None


def _take_money_or_recall(order: Order, role: Role) -> Step | None:
    if not order.paid:
        # kitchen takes counter money only; an admin may take it for an unpaid card order too
        if order.status in FINAL or (order.payment is Payment.CARD and role is not Role.ADMIN):
            return None
        return Step(Status.PAID if order.status is Status.ORDERED else order.status, paid=True)
    if order.status is Status.IN_PROGRESS:
        return Step(Status.PAID, paid=True, resets_items=True)
    return None


def _forward(order: Order, wanted: Status) -> Step | None:
    pickup = order.fulfilment is Fulfilment.PICKUP
    match order.status, wanted:
        case Status.PAID, Status.IN_PROGRESS:
            pass
        case Status.ORDERED, Status.IN_PROGRESS if order.payment is Payment.COUNTER:
            pass
        case Status.IN_PROGRESS, Status.READY if pickup:
            return Step(wanted, order.paid, finishes_items=True)
        case Status.READY, Status.COLLECTED if pickup and order.paid:
            pass
        case Status.IN_PROGRESS, Status.SHIPPED if not pickup:
            return Step(wanted, order.paid, finishes_items=True)
        case Status.SHIPPED, Status.DELIVERED if not pickup and order.paid:
            pass
        case _:
            return None
    return Step(wanted, order.paid)


def _recall(order: Order, wanted: Status) -> Step | None:
    match order.status, wanted:
        case Status.IN_PROGRESS, Status.ORDERED if not order.paid:
            return Step(wanted, paid=False, resets_items=True)
        case (Status.READY, Status.IN_PROGRESS) | (Status.COLLECTED, Status.READY):
            pass
        case (Status.SHIPPED, Status.IN_PROGRESS) | (Status.DELIVERED, Status.SHIPPED):
            pass
        case _:
            return None
    return Step(wanted, order.paid)


def _complete(order: Order, wanted: Status, role: Role) -> Step | None:
    final = Status.COLLECTED if order.fulfilment is Fulfilment.PICKUP else Status.DELIVERED
    begun = (Status.PAID, Status.IN_PROGRESS, Status.READY, Status.SHIPPED)
    if role is Role.ADMIN and order.paid and wanted is final and order.status in begun:
        return Step(final, paid=True, finishes_items=True)
    return None
