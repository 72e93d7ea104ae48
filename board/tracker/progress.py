"""How far an order is, as its page tells it: pure, from the order's published shape and the time.

The page's script knows the same rules (static/tracker-state.js); both are held to the same golden table.
Times are epoch milliseconds, as in the shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_MINUTE = 60_000
_HOUR = 60 * _MINUTE
_LAST_STEPS = {"pickup": ("ready", "collected"), "delivery": ("shipped", "delivered")}
_FINAL = ("collected", "delivered", "cancelled")


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step: `state` past, now or "" (to come), when it was really tapped, when it is expected."""

    key: str
    state: str
    at: int | None
    expected: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What the page shows. `heading`, `sub`, `dial`, `money` name words; the templates choose them.

    `dial`: minutes, clock (an hour or more away), soon (overdue), done, cancelled, none.
    `percent`: how much of the time has run.
    `later_minutes`: how much later than promised it is expected now, below zero when earlier.
    `money`: paid, due (at the counter), unpaid (by card), returned (all that was paid, after cancelling), none.
    `refund`: owed, rest (a part was given back), returned, or "": `owed` and `returned` are how much, `returned_at`
    when the last of it was given.
    """

    heading: str
    sub: str
    ahead: int
    dial: str
    minutes: int | None
    percent: int
    later_minutes: int
    since: int | None
    finished_at: int | None
    money: str
    refund: str
    owed: int
    returned: int
    returned_at: int | None
    steps: tuple[ShownStep, ...]


def describe_progress(order: dict[str, Any], now: int) -> Progress:
    """`order` in any shape of its page (owner's, kitchen's, admin's); `now` in epoch milliseconds."""
    heading = _heading(order)
    dial, minutes, percent = _dial(order, heading, now)
    waiting = heading in ("received", "in_progress")
    moved = waiting and order["promised_at"] is not None and order["ready_at"] is not None
    since = _tapped_at(order, order["status"])
    refunds = order.get("refunds", ())  # prices and refunds are not the kitchen's
    given = [one for one in refunds if one["returned_at"] is not None]
    owed = sum(one["amount"] for one in refunds if one["returned_at"] is None and one["method"] == "hand")
    return Progress(
        heading=heading,
        sub=_sub(heading, order["ahead"]),
        ahead=order["ahead"],
        dial=dial,
        minutes=minutes,
        percent=percent,
        later_minutes=(order["ready_at"] - order["promised_at"] + _MINUTE // 2) // _MINUTE if moved else 0,
        since=since,
        finished_at=since if order["status"] in _FINAL else None,
        money="returned" if order["status"] == "cancelled" and given and not owed else _money(order),
        refund=("rest" if owed else "returned") if given else ("owed" if owed else ""),
        owed=owed,
        returned=sum(one["amount"] for one in given),
        returned_at=max((one["returned_at"] for one in given), default=None),
        steps=_steps(order, heading, waiting=waiting),
    )


def _heading(order: dict[str, Any]) -> str:
    if order["status"] == "ordered":
        return "unpaid" if order["payment"] == "card" else "received"
    heading: str = "received" if order["status"] == "paid" else order["status"]
    return heading


def _sub(heading: str, ahead: int) -> str:
    if heading not in ("received", "in_progress"):
        return heading
    if ahead == 0:
        return "next" if heading == "received" else "next_out"
    return "ahead_one" if ahead == 1 else "ahead_many"


def _dial(order: dict[str, Any], heading: str, now: int) -> tuple[str, int | None, int]:
    if heading == "cancelled":
        return "cancelled", None, 0
    if heading not in ("received", "in_progress"):
        return ("none", None, 0) if heading == "unpaid" else ("done", None, 100)
    ready_at = order["ready_at"]
    if ready_at is None:
        return "none", None, 0
    left = ready_at - now
    begun = max(order["placed_at"], ready_at - _HOUR)
    span = ready_at - begun
    percent = 100 if span <= 0 else min(100, max(0, (now - begun) * 100 // span))
    if left <= 0:
        return "soon", None, 100
    minutes = -(-left // _MINUTE)
    return ("minutes", minutes, percent) if minutes < 60 else ("clock", None, percent)


def _money(order: dict[str, Any]) -> str:
    if order["paid"]:
        return "paid"
    if order["status"] == "cancelled":
        return "none"
    return "due" if order["payment"] == "counter" else "unpaid"


def _rank(status: str, payment: str) -> int:
    """How far along a status is; an unpaid card order has not come to the kitchen yet."""
    if status == "ordered":
        return -1 if payment == "card" else 0
    return {"paid": 0, "in_progress": 1, "ready": 2, "shipped": 2, "collected": 3, "delivered": 3, "cancelled": 4}[
        status
    ]


def _tapped_at(order: dict[str, Any], status: str) -> int | None:
    """When this step was reached for good: the first tap on it after the order last stood before it.

    So a recall that was taken back keeps its old time, and a step that was jumped over has none.
    """
    wanted = _rank(status, order["payment"])
    at: int | None = None
    for happened in order["history"]:
        rank = _rank(happened["status"], order["payment"])
        if rank < wanted:
            at = None
        elif rank == wanted and at is None:
            at = happened["at"]
    return at


def _steps(order: dict[str, Any], heading: str, *, waiting: bool) -> tuple[ShownStep, ...]:
    if heading == "cancelled":
        return _cancelled_steps(order)
    here = _rank(order["status"], order["payment"])
    third, last = _LAST_STEPS[order["fulfilment"]]
    steps = []
    for rank, (key, status) in enumerate(
        (("received", "paid"), ("in_progress", "in_progress"), (third, third), (last, last))
    ):
        state = "past" if rank < here else "now" if rank == here else ""
        at = _tapped_at(order, status) if rank <= here else None
        expected = order["ready_at"] if rank == 2 and waiting else None
        steps.append(ShownStep(key, state, at, expected))
    return tuple(steps)


def _cancelled_steps(order: dict[str, Any]) -> tuple[ShownStep, ...]:
    happened = [("received", "paid"), ("in_progress", "in_progress"), ("ready", "ready")]
    steps = [(key, _tapped_at(order, status)) for key, status in happened]
    past = [ShownStep(key, "past", at, None) for key, at in steps if at is not None]
    return (*past, ShownStep("cancelled", "now", _tapped_at(order, "cancelled"), None))
