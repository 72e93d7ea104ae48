"""What a row of the dashboard says and offers: pure, from the order's admin shape and the time.

The page's script knows the same rules (static/dashboard-state.js, static/steps-state.js); both are held to the same
golden tables. Times are epoch milliseconds, as in the shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

_MINUTE = 60_000
_BEFORE_READY = ("ordered", "paid", "in_progress")
LIVE = ("ordered", "paid", "in_progress", "ready", "shipped")
FINISHED = ("collected", "delivered", "cancelled")
FILTERS = ("all", "late", *LIVE, *FINISHED)


def late_minutes(order: dict[str, Any], now: int) -> int:
    """Started minutes past the promise, while it is not ready; 0 when it is in time."""
    promised = order["promised_at"]
    if promised is None or order["status"] not in _BEFORE_READY or now <= promised:
        return 0
    return int(-(-(now - promised) // _MINUTE))


def name_state(order: dict[str, Any], now: int) -> str:
    """Which words and colour the row's tag has."""
    if late_minutes(order, now):
        return "late"
    if order["status"] == "ordered":
        return "unpaid" if order["payment"] == "card" else "pay_at_counter"
    state: str = order["status"]
    return state


def sort_rows(orders: Iterable[dict[str, Any]], now: int) -> list[dict[str, Any]]:
    """Late ones first, then by the time they were promised for; what is finished newest first."""

    def place(order: dict[str, Any]) -> tuple[int, int, int]:
        if order["status"] in FINISHED:
            return (2, -int(order["history"][-1]["at"]), 0)
        return (0 if late_minutes(order, now) else 1, order["promised_at"] or order["placed_at"], order["placed_at"])

    return sorted(orders, key=lambda order: (*place(order), order["number"]))


def filter_rows(orders: Iterable[dict[str, Any]], wanted: str, now: int) -> list[dict[str, Any]]:
    """The orders a filter shows: `all` is every live one, `late` those past their promise, else one status."""
    if wanted == "all":
        return [order for order in orders if order["status"] in LIVE]
    if wanted == "late":
        return [order for order in orders if late_minutes(order, now)]
    return [order for order in orders if order["status"] == wanted]


def left_text(order: dict[str, Any], now: int) -> str:
    """Time left to the promise while the kitchen has it: 8:05, 12 m, −3:10; nothing once it is ready."""
    promised = order["promised_at"]
    if promised is None or order["status"] not in _BEFORE_READY:
        return ""
    left = (promised - now) // 1000
    sign, seconds = ("−", -left) if left < 0 else ("", left)
    return f"{sign}{seconds // 60}:{seconds % 60:02}" if seconds < 600 else f"{sign}{seconds // 60} m"


def sum_counts(counts: dict[str, int], statuses: Sequence[str]) -> int:
    return sum(counts.get(status, 0) for status in statuses)
