"""Past orders of the demo shop, each with its lines and all that happened to it, as rows to be copied. Pure."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from server.orders.order import Status
from server.orders.prediction import Work
from shop.demo.kitchen import Cooked, Kitchen, after
from shop.demo.lines import SoldThing, sell_lines
from shop.demo.people import Habits
from shop.demo.volumes import plan_moments

Row = tuple[object, ...]

ORDER_COLUMNS: Final = (
    "id", "public_id", "number", "person_id", "first_name", "show_name", "version", "status", "paid", "payment",
    "fulfilment", "address", "note", "allergy", "placed_at", "entered_kitchen_at", "promised_at", "ready_at",
    "accepted_at", "changed_at", "currency", "subtotal_minor", "discount_minor", "total_minor",
    "checkout_token",
)  # fmt: skip
REFUND_COLUMNS: Final = (
    "order_id", "method", "amount_minor", "asked_at", "asked_by", "asked_by_role", "returned_at", "returned_by_role",
)  # fmt: skip
EVENT_COLUMNS: Final = ("order_id", "seq", "kind", "status", "at", "recorded_at", "person_id", "by_role", "source")

_NOTES: Final = (
    "Extra hot, please.",
    "No lid, thank you.",
    "For the meeting room.",
    "It’s a birthday!",
    "Cut in half, please.",
)
_ALLERGIES: Final = ("Nuts", "Lactose", "Sesame")
_EXPIRES_AFTER_MINUTES: Final = 30
# shares of all orders: the card page was left open; called off before it was started
_LEFT_UNPAID, _CALLED_OFF = 0.02, 0.035
_PAYS_FIRST: Final = 0.3
_PORTION: Final = 2000


@dataclass(frozen=True, slots=True)
class PastCustomer:
    """Somebody who ordered: `joined_at` is when they registered."""

    person_id: int
    first_name: str
    joined_at: datetime
    habits: Habits


@dataclass(frozen=True, slots=True, kw_only=True)
class PastShop:
    """Who and what there was. `staff` are person ids by role; `popular` has best sellers first, `lately` is the same
    without what was retired."""

    customers: Sequence[PastCustomer]
    things: Mapping[int, SoldThing]
    popular: Sequence[int]
    lately: Sequence[int]
    staff: Mapping[str, int | None]
    currency: str
    zone: ZoneInfo
    seed: int


@dataclass(slots=True)
class Past:
    """Rows by table, in step with ORDER_COLUMNS, lines.LINE_COLUMNS, EVENT_COLUMNS and REFUND_COLUMNS; `statuses`
    counts the ends."""

    orders: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    refunds: list[Row] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)


def write_day(shop: PastShop, day: date, orders: int, first_id: int, *, old: bool) -> Iterator[Past]:
    """A day's orders in portions, ids rising with time. `old` days still sold what has been retired since."""
    writing = _Day(shop, orders, Random(f"orders {shop.seed} {day}"), old=old)  # noqa: S311 - believable, not secret
    moments = plan_moments(day, orders, shop.zone, writing.chance)
    guests = [c for c in shop.customers if c.joined_at <= moments[0]] if moments else []
    if not guests:
        return
    crowd = writing.chance.choices(guests, [c.habits.eagerness for c in guests], k=orders)
    for place, (placed_at, customer) in enumerate(zip(moments, crowd, strict=True)):
        writing.write(customer, first_id + place, placed_at)
        if len(writing.past.orders) >= _PORTION:
            yield writing.past
            writing.past = Past()
    yield writing.past


class _Day:
    """One day of the past while it is written."""

    def __init__(self, shop: PastShop, orders: int, chance: Random, *, old: bool) -> None:
        self.past = Past()
        self.chance = chance
        self._shop = shop
        self._kitchen = Kitchen(orders)
        self._popular = shop.popular if old else shop.lately

    def write(self, customer: PastCustomer, order_id: int, placed_at: datetime) -> None:
        """Add one order with its lines and events to `past`."""
        chance, habits = self.chance, customer.habits
        clock = placed_at.astimezone(self._shop.zone)
        lines = sell_lines(self._shop.things, habits, self._popular, clock.hour + clock.minute / 60, chance)
        work = [Work(line.thing.prep_minutes, line.quantity) for line in lines]
        course = _Course(
            order_id, placed_at, card=chance.random() < habits.by_card, delivered=chance.random() < habits.delivered
        )
        course.run(self._shop.staff, customer.person_id, lambda at: self._kitchen.cook(at, work, chance), chance)
        status = course.status.value
        line_status = "open" if course.status is Status.CANCELLED else "done"
        past = self.past
        past.lines.extend(line.row(order_id, place, line_status) for place, line in enumerate(lines, start=1))
        past.events.extend(course.events)
        past.statuses[status] = past.statuses.get(status, 0) + 1
        total = sum(line.unit_minor * line.quantity for line in lines)
        if course.paid and course.status is Status.CANCELLED:  # by card, before anybody could pay at the counter
            back = (course.at, customer.person_id, "customer", course.at, "system")
            past.refunds.append((order_id, "stripe", total, *back))
        past.orders.append(
            (
                order_id,
                base64.urlsafe_b64encode(chance.randbytes(15)).decode(),
                spoken(order_id),
                customer.person_id,
                customer.first_name,
                habits.shows_name,
                len(course.events),
                status,
                course.paid,
                "card" if course.card else "counter",
                "delivery" if course.delivered else "pickup",
                habits.address if course.delivered else "",
                chance.choice(_NOTES) if chance.random() < 0.04 else "",
                chance.choice(_ALLERGIES) if chance.random() < 0.02 else "",
                placed_at,
                course.came_at,
                course.promised_at,
                course.ready_at,
                course.started_at,
                course.at,
                self._shop.currency,
                total,
                0,
                total,
                f"past-{chance.randbytes(16).hex()}",
            )
        )


class _Course:
    """How one order went, from placement to its end; times are None where it did not come so far."""

    def __init__(self, order_id: int, placed_at: datetime, *, card: bool, delivered: bool) -> None:
        self.order_id = order_id
        self.card = card
        self.delivered = delivered
        self.events: list[Row] = []
        self.status = Status.ORDERED
        self.paid = False
        self.placed_at = self.at = placed_at
        self.came_at: datetime | None = None
        self.promised_at: datetime | None = None
        self.started_at: datetime | None = None
        self.ready_at: datetime | None = None

    def run(
        self, staff: Mapping[str, int | None], person_id: int, cook: Callable[[datetime], Cooked], chance: Random
    ) -> None:
        """Everything that happens to it; `cook` says how the kitchen did when it came there."""
        theirs, fate = (person_id, "customer", "web"), chance.random()
        self._happens("placed", Status.ORDERED, self.placed_at, theirs)
        if self.card and fate < _LEFT_UNPAID:
            expired_at = after(self.placed_at, _EXPIRES_AFTER_MINUTES)
            self._happens("moved", Status.CANCELLED, expired_at, (None, "system", "expiry"))
            return
        self.came_at = self.placed_at
        if self.card:
            self.came_at = after(self.placed_at, chance.uniform(0.4, 2.0))
            self._happens("moved", Status.PAID, self.came_at, (None, "system", "stripe"))
        cooked = cook(self.came_at)
        self.promised_at = self.ready_at = after(self.came_at, cooked.promised)
        if fate < _CALLED_OFF:
            called_off_at = after(self.came_at, chance.uniform(0.1, 0.9) * cooked.started)
            self._happens("moved", Status.CANCELLED, called_off_at, theirs)
            return
        self.started_at, self.ready_at = after(self.came_at, cooked.started), after(self.came_at, cooked.ready)
        self._is_made(staff, self.started_at, self.ready_at, chance)

    def _is_made(
        self, staff: Mapping[str, int | None], started_at: datetime, ready_at: datetime, chance: Random
    ) -> None:
        """From the first step in the kitchen to the customer's hands; counter money comes before, or then."""
        cook = (staff["kitchen"], "kitchen", "kitchen")
        if not self.paid and chance.random() < _PAYS_FIRST:
            self._happens("moved", Status.PAID, self.at + (started_at - self.at) * 0.6, cook)
        self._happens("moved", Status.IN_PROGRESS, started_at, cook)
        self._happens("moved", Status.SHIPPED if self.delivered else Status.READY, ready_at, cook)
        waits = chance.uniform(12, 35) if self.delivered else min(chance.expovariate(1 / 5), 60) + 0.3
        if not self.paid:
            self._happens("money", self.status, after(ready_at, waits - 0.2), cook)
        final = Status.DELIVERED if self.delivered else Status.COLLECTED
        by = (staff["admin"], "admin", "admin") if self.delivered else cook
        self._happens("moved", final, after(ready_at, waits), by)

    def _happens(self, kind: str, status: Status, at: datetime, by: tuple[int | None, str, str]) -> None:
        self.status, self.at = status, max(at, self.at)
        self.paid = self.paid or kind == "money" or status is Status.PAID
        self.events.append((self.order_id, len(self.events) + 1, kind, status.value, self.at, self.at, *by))


def spoken(order_id: int) -> str:
    """A spoken number such as F-42, going on with each order as the shop's own do."""
    letter, rest = divmod(order_id % (24 * 99), 99)
    return f"{'ABCDEFGHJKLMNPQRSTUVWXYZ'[letter]}-{rest + 1}"
