"""What happens to orders, in the past tense, and what each happening asks to be told (deliveries come with messages)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from server.orders.order import Status


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: `role` as people read it (customer, kitchen, admin, system), and from where (web, kitchen, expiry …)."""

    role: str
    source: str
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class OrderMoved:
    """An order's status or money changed at `at`; `version` is the order's after it."""

    version: int
    was: Status
    status: Status
    paid: bool
    at: datetime
    by: Actor
