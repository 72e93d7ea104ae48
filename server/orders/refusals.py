"""Refusals: the domain says no. Exceptions with facts and no prose; `server.web.problems` gives them words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from server.orders.order import ItemStatus, Order, Status


class Refusal(Exception):
    """The shop's rules do not allow it. Nothing was changed."""

    code: str = "refused"
    status: int = 409


@dataclass
class NotThere(Refusal):
    """There is no such thing, or it is somebody else's: the two look the same (ACC-6)."""

    code = "not-found"
    status = 404


@dataclass
class LoginNeeded(Refusal):
    code = "login-needed"
    status = 401


@dataclass
class RoleMissing(Refusal):
    """Logged in, but without the role this address asks for."""

    code = "forbidden"
    status = 403


@dataclass
class WrongFields(Refusal):
    """Fields that cannot be taken: field name → messages, each with a suggestion. 422."""

    errors: Mapping[str, Sequence[str]]
    code = "wrong-fields"
    status = 422


@dataclass
class IllegalTransition(Refusal):
    """The published graph has no such edge: an order's own status, or that of one of its items, was `wanted`."""

    order: Order
    wanted: Status | ItemStatus
    code = "illegal-transition"


@dataclass
class StaleVersion(Refusal):
    """The order has moved since the version that was seen; carries the order as it is now."""

    order: Order
    seen: int
    code = "stale-version"


@dataclass
class NothingPaid(Refusal):
    """No money was taken for it by hand, so there is none to give back by hand."""

    order: Order
    code = "not-paid"


@dataclass
class NothingLeft(Refusal):
    """All of the money was given back before."""

    order: Order
    code = "nothing-left"


class RefundFlaw(Enum):
    """What keeps a wish to give money back from being taken."""

    TOO_MUCH = "too much"
    WORTH_NOTHING = "worth nothing"
    NO_SUCH_LINE = "no such line"
    TOO_MANY = "too many"


@dataclass
class RefundIsWrong(Refusal):
    """`left` in minor units when it is too much, in pieces of `title` when they are too many."""

    flaw: RefundFlaw
    left: int = 0
    title: str = ""
    code = "wrong-fields"
    status = 422


@dataclass
class SoldOut(Refusal):
    """Titles of the lines that are gone or short, with how many are left of each; `altered` are those of them that are
    there, but no longer the way they were chosen."""

    titles: Sequence[str]
    left: Mapping[str, int] = field(default_factory=dict)
    altered: Collection[str] = ()
    code = "sold-out"


@dataclass
class NotSold(Refusal):
    """A product that is retired or sold out was to be added."""

    title: str
    code = "not-sold"


@dataclass
class SlotFull(Refusal):
    slot: datetime
    code = "slot-full"


@dataclass
class ShopClosed(Refusal):
    """Outside opening hours or paused; `opens_at` is when ordering reopens, None when not known."""

    opens_at: datetime | None
    code = "closed"


@dataclass
class EmptyCart(Refusal):
    code = "empty-cart"


@dataclass
class TotalChanged(Refusal):
    """Another total than the one that was shown: it is shown and asked again."""

    seen_minor: int
    total_minor: int
    code = "changed"


@dataclass
class UnknownToken(Refusal):
    """A checkout token that is foreign or was never given out."""

    code = "unknown-token"


@dataclass
class TooMany(Refusal):
    retry_after_seconds: int
    code = "too-many"
    status = 429
