"""The kitchen of the past: how long each order of a day waited and took. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from server.orders.prediction import PredictionRule, Work, predict_minutes, work_minutes

_RULE: Final = PredictionRule()
_ORDERS_FOR_ONE_COOK: Final = 22


@dataclass(frozen=True, slots=True)
class Cooked:
    """Minutes after the order came to the kitchen; `promised` is what the house rule told the customer."""

    promised: int
    started: float
    ready: float


class Kitchen:
    """Cooks who take one order after the other, in the order they come. As many as the day needs, three at least."""

    def __init__(self, orders_today: int) -> None:
        self._free_at = [0.0] * max(3, orders_today // _ORDERS_FOR_ONE_COOK)
        self._not_ready: list[float] = []

    def cook(self, came_at: datetime, work: Sequence[Work], chance: Random) -> Cooked:
        """Orders must be given in the order they came."""
        came = came_at.timestamp() / 60
        while self._not_ready and self._not_ready[0] <= came:
            heapq.heappop(self._not_ready)
        # what could be promised was what the cooks in the kitchen could keep
        promised = predict_minutes(work, min(len(self._not_ready), 6), _RULE)
        begun = max(came + chance.uniform(0.3, 2.5), heapq.heappop(self._free_at))
        ready = begun + work_minutes(work, _RULE) * min(max(chance.gauss(0.8, 0.2), 0.4), 1.6)
        heapq.heappush(self._free_at, ready)
        heapq.heappush(self._not_ready, ready)
        return Cooked(promised, begun - came, ready - came)


def after(at: datetime, minutes: float) -> datetime:
    """Later by so many minutes, to the millisecond."""
    return at + timedelta(milliseconds=int(minutes * 60_000))
