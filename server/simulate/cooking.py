"""Which ticket a cook takes next, how long it takes, whether the promise was kept. Pure.

A shop at speed 10 lives ten minutes while its clocks count one: a promise of twenty minutes is then one of two.
Orders are the kitchen's shape, times milliseconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from random import Random
from typing import Any, Final

from server.orders.order import Status
from server.orders.prediction import PredictionRule, Work, work_minutes

Json = dict[str, Any]

WAITING: Final = frozenset({Status.ORDERED, Status.PAID})
_RULE: Final = PredictionRule()
_EARLY_MINUTES: Final = 4.0
"""An order for later is begun so long before it must be."""
_MINUTE_MS: Final = 60_000


def due_at(order: Json, speed: float) -> float:
    """When it was promised, by the pace of the simulated day."""
    promised = order["promised_at"] or order["placed_at"]
    return float(order["placed_at"] + (promised - order["placed_at"]) / speed)


def latest_safe_start(order: Json, speed: float) -> float:
    """The promise less the work."""
    return due_at(order, speed) - own_minutes(order) * _MINUTE_MS / speed


def next_ticket(
    orders: Iterable[Json],
    taken: Collection[str],
    now_ms: float,
    speed: float,
    statuses: Collection[str] = WAITING,
) -> Json | None:
    """Of what waits and nobody has taken, the one whose latest safe start comes first.

    Orders for later wait until they must soon be begun.
    """
    soon = now_ms + _EARLY_MINUTES * _MINUTE_MS / speed
    waiting = [
        (start, order["id"], order)
        for order in orders
        if order["status"] in statuses and order["id"] not in taken
        for start in (latest_safe_start(order, speed),)
        if order["slot"] is None or start <= soon
    ]
    return min(waiting)[2] if waiting else None


def own_minutes(order: Json) -> int:
    """The house rule's minutes for the work of this order alone."""
    return work_minutes((Work(line["prep_minutes"], line["quantity"]) for line in order["lines"]), _RULE)


def cooking_minutes(order: Json, chance: Random) -> float:
    """How long this cook takes for it: mostly a little less than the house rule says."""
    return own_minutes(order) * min(max(chance.gauss(0.8, 0.2), 0.4), 1.6)


def is_late(order: Json, at_ms: float, speed: float) -> bool:
    """Whether it was, or would be, ready after its promise."""
    return lateness_minutes(order, at_ms, speed) > 0


def lateness_minutes(order: Json, at_ms: float, speed: float) -> float:
    """Minutes of the simulated day after the promise; below nothing where it was kept."""
    return (at_ms - due_at(order, speed)) * speed / _MINUTE_MS
