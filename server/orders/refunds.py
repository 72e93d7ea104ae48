"""Money on its way back to a customer: what was asked for, and what was given (ORD-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RefundMethod(StrEnum):
    """How it goes back: as it came."""

    HAND = "hand"
    STRIPE = "stripe"


@dataclass(frozen=True, slots=True)
class RefundedLine:
    """So many pieces of an order's line."""

    line: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """`returned_at` None: it is owed. `lines` where lines were chosen, empty where an amount was typed."""

    id: int
    method: RefundMethod
    amount_minor: int
    lines: tuple[RefundedLine, ...]
    asked_at: datetime
    asked_by_role: str
    returned_at: datetime | None
    returned_by_role: str | None

    @property
    def by_role(self) -> str:
        """Who had to do with it last: gave it back, or else asked for it."""
        return self.returned_by_role or self.asked_by_role
