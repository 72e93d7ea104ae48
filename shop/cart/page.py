"""What the cart's page shows, as one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from shop.cart.cart import Cart, Removed
from shop.cart.notices import until_words
from shop.cart.pricing import PricedLine, Saving
from shop.cart.showing import ShownCart
from shop.menu.browsing import Seen

_UNDO_SHOWN_SECONDS = 600

_UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class CartPage:
    """`errors` and `typed` are by line number; `refusals` are sentences about what was just refused.

    `away` means that the guest's cart cannot be read at the moment: nothing is known, so nothing is shown empty.
    """

    version: int = 0
    lines: Sequence[PricedLine] = ()
    removed: Sequence[Removed] = ()
    notices: Sequence[str] = ()
    savings: Sequence[Saving] = ()
    subtotal_minor: int = 0
    discount_minor: int = 0
    total_minor: int = 0
    minutes: int | None = None
    ready_at: datetime | None = None
    blocked: bool = False
    guest: bool = False
    away: bool = False
    refusals: Sequence[str] = ()
    errors: Mapping[int, str] = field(default_factory=dict)
    typed: Mapping[int, str] = field(default_factory=dict)
    seen: Seen | None = None
    now: datetime | None = None
    zone: ZoneInfo = _UTC

    def until(self, line: PricedLine) -> str:
        """When what is sold out returns by itself, by the shop's clock; "" when nobody has said."""
        return "" if line.back_at is None or self.now is None else until_words(line.back_at, self.zone, self.now)

    @property
    def saved(self) -> list[tuple[str, int]]:
        """What was taken off, by name."""
        return [(saving.title, saving.amount_minor) for saving in self.savings]


def recently_removed(cart: Cart, now: datetime) -> tuple[Removed, ...]:
    """What the page still offers to put back: the latest first to have been removed, for ten minutes."""
    return tuple(gone for gone in cart.removed if now.timestamp() - gone.at < _UNDO_SHOWN_SECONDS)


def cart_page(
    shown: ShownCart,
    now: datetime,
    *,
    guest: bool,
    refusals: Sequence[str] = (),
    errors: Mapping[int, str] | None = None,
    typed: Mapping[int, str] | None = None,
) -> CartPage:
    """The page of a cart priced at `now`."""
    priced = shown.priced
    return CartPage(
        version=shown.cart.version,
        lines=priced.lines,
        removed=recently_removed(shown.cart, now),
        notices=shown.notices,
        savings=priced.savings,
        subtotal_minor=priced.subtotal_minor,
        discount_minor=priced.discount_minor,
        total_minor=priced.total_minor,
        minutes=shown.minutes,
        ready_at=shown.ready_at,
        blocked=bool(priced.blocking),
        guest=guest,
        refusals=refusals,
        errors=errors or {},
        typed=typed or {},
        seen=shown.seen,
        now=now,
        zone=shown.zone,
    )
