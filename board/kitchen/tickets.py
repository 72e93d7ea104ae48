"""What a ticket says at a moment: its colour by slack, its timer, its next step. Pure (kitchen-display.md's table).

slack = promise − now − work left. Twin of static/slack-state.js; one golden table holds both to the same rules.
Orders come in the kitchen's shape, times are epoch milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from server.orders.prediction import PredictionRule, Work, work_minutes

Json = dict[str, Any]

_MINUTE = 60_000
_LEAD = 10 * _MINUTE
"""An order for later comes off the schedule this long before its latest safe start."""
_LEAST_SLACK = 2 * _MINUTE
_UNSEEN = _MINUTE
"""In a quiet shop the quote is the work itself: so long a new ticket may wait before it is called late."""
_SHELF = ("ready", "collected", "shipped", "delivered")
_BACK = {"ready": "in_progress", "collected": "ready", "shipped": "in_progress"}
STATUS_OF = {
    "accept": "",
    "start": "in_progress",
    "ready": "ready",
    "ship": "shipped",
    "money": "paid",
    "collect": "collected",
}
"""The status a step asks for; accepting is no status."""
NEXT_ITEM = {"open": "started", "started": "done", "done": "open"}
"""What the next tap on an item makes of it."""
TICKABLE = ("ordered", "paid", "in_progress")
"""Items on the shelf are done: a recall brings them back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """`state` is new, track, risk, late, ready or scheduled; `timer` "" = the promise's clock time stands there.

    `late`: no slack is left, or a new one was left alone for too long; `late_minutes` is how late it will be as things
    stand; `money` whether the money may be taken beside the step; `back` the status a step back leads to.
    """

    state: str
    promise: int
    slack: int
    safe_start: int
    late: bool
    late_minutes: int
    timer: str
    progress: int
    step: str | None
    money: bool
    back: str | None


def describe_ticket(order: Json, now: int, rule: PredictionRule) -> Ticket:
    every = _work(order["lines"], rule)
    on_the_shelf = order["status"] in _SHELF
    still = 0 if on_the_shelf else _work((line for line in order["lines"] if line["status"] != "done"), rule)
    began = _started_at(order) if order["status"] == "in_progress" else None
    left = still if began is None else max(0, still - max(0, now - began))
    promise = next(at for at in (order["promised_at"], order["ready_at"], order["placed_at"] + every) if at is not None)
    slack = promise - now - left
    state = _state(order, slack, promise, every)
    late = state == "late" or (state == "new" and slack <= -_UNSEEN)
    return Ticket(
        state=state,
        promise=promise,
        slack=slack,
        safe_start=promise - still,
        late=late,
        late_minutes=-(slack // _MINUTE) if late else 0,
        timer=_timer(order, state, promise, now),
        progress=_progress(order, began, every, now),
        step=_step(order),
        money=not order["paid"] and order["payment"] == "counter" and order["status"] != "ready",
        back=_back(order),
    )


def sort_tickets(orders: Sequence[Json], now: int, rule: PredictionRule) -> list[tuple[Json, Ticket]]:
    """By latest safe start; what is on the shelf behind what is to be made, what is for later at the end."""
    groups = {"ready": 1, "scheduled": 2}

    def place(pair: tuple[Json, Ticket]) -> tuple[int, int, int, str]:
        order, ticket = pair
        group = groups.get(ticket.state, 0)
        return group, ready_since(order) if group == 1 else ticket.safe_start, order["placed_at"], order["id"]

    return sorted(((order, describe_ticket(order, now, rule)) for order in orders), key=place)


def count_states(tickets: Iterable[tuple[Json, Ticket]]) -> dict[str, int]:
    """New, cooking, at risk, late, ready: an order that is new or cooking and late counts as both."""
    counts = {"new": 0, "cooking": 0, "risk": 0, "late": 0, "ready": 0}
    for order, ticket in tickets:
        if order["status"] == "in_progress":
            counts["cooking"] += 1
        if ticket.late:
            counts["late"] += 1
        if ticket.state in counts and ticket.state != "late":
            counts[ticket.state] += 1
    return counts


def ready_since(order: Json) -> int:
    """When it was put on the shelf."""
    taps: list[int] = [happened["at"] for happened in order["history"] if happened["status"] == "ready"]
    return taps[-1] if taps else int(order["placed_at"])


def clock_text(seconds: int) -> str:
    """mm:ss under ten minutes, then minutes, then hours."""
    minutes = seconds // 60
    if minutes < 10:
        return f"{minutes}:{seconds % 60:02}"
    return f"{minutes} m" if minutes < 100 else f"{minutes // 60} h"


def _work(lines: Iterable[Json], rule: PredictionRule) -> int:
    return work_minutes((Work(line["prep_minutes"], line["quantity"]) for line in lines), rule) * _MINUTE


def _started_at(order: Json) -> int | None:
    """When the present cooking began: a ticket recalled from the shelf keeps its old clock."""
    at: int | None = None
    for happened in order["history"]:
        if happened["status"] in ("ordered", "paid"):
            at = None
        elif happened["status"] == "in_progress" and at is None:
            at = happened["at"]
    return at


def _state(order: Json, slack: int, promise: int, every: int) -> str:
    if order["status"] in _SHELF:
        return "ready"
    started = order["status"] == "in_progress"
    if not started and order["accepted_at"] is None:
        return "new"
    if order["slot"] is not None and not started and slack > _LEAD:
        return "scheduled"
    if slack <= 0:
        return "late"
    quote = promise - order["placed_at"]
    if order["slot"] is not None:
        quote = min(quote, every + _LEAD)
    return "track" if slack * 4 > quote and slack > _LEAST_SLACK else "risk"


def _timer(order: Json, state: str, promise: int, now: int) -> str:
    if state == "scheduled":
        return ""
    if state == "ready":
        return clock_text(max(0, now - ready_since(order)) // 1000)
    if now <= promise:
        return clock_text(-((now - promise) // 1000))
    return "+" + clock_text((now - promise) // 1000)


def _progress(order: Json, began: int | None, every: int, now: int) -> int:
    if order["status"] in _SHELF:
        return 100
    if began is None:
        return 0
    pieces = sum(line["quantity"] for line in order["lines"])
    done = sum(line["quantity"] for line in order["lines"] if line["status"] == "done")
    by_items = done * 100 // pieces if pieces else 0
    # time alone never fills the bar: only a tap finishes
    by_time = min(90, max(0, now - began) * 100 // every) if every > 0 else 0
    return max(by_items, by_time)


def _step(order: Json) -> str | None:
    match order["status"]:
        case "ordered" | "paid":
            return "accept" if order["accepted_at"] is None else "start"
        case "in_progress":
            return "ready" if order["fulfilment"] == "pickup" else "ship"
        case "ready":
            return "collect" if order["paid"] else "money"
    return None


def _back(order: Json) -> str | None:
    if order["status"] == "in_progress":
        return "paid" if order["paid"] else "ordered"
    return _BACK.get(order["status"])
