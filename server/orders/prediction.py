"""When will it be ready? The house rule (PRED-1), pure: minutes in, minutes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class PredictionRule:
    """The shop's constants: minutes, except `block_size`, a number of products."""

    prep_default: int = 4
    block_size: int = 4
    block_minutes: int = 6
    queue_minutes: int = 4


@dataclass(frozen=True, slots=True)
class Work:
    """What one line asks of the kitchen: preparation minutes of its product, and how many."""

    prep_minutes: int | None
    quantity: int


def work_minutes(work: Iterable[Work], rule: PredictionRule) -> int:
    """The order's own minutes: the longest preparation, plus `block_minutes` for every started block beyond the first.

    «Products» is the sum of quantities.
    """
    lines = list(work)
    longest = max((rule.prep_default if w.prep_minutes is None else w.prep_minutes for w in lines), default=0)
    beyond = max(0, sum(w.quantity for w in lines) - rule.block_size)
    started_blocks = -(-beyond // rule.block_size)
    return longest + started_blocks * rule.block_minutes


def predict_minutes(work: Iterable[Work], orders_in_queue: int, rule: PredictionRule) -> int:
    """The house rule: own minutes plus `queue_minutes` for each order paid or started and not yet finished."""
    return work_minutes(work, rule) + orders_in_queue * rule.queue_minutes


def predict_ready_at(now: datetime, work: Iterable[Work], orders_in_queue: int, rule: PredictionRule) -> datetime:
    return now + timedelta(minutes=predict_minutes(work, orders_in_queue, rule))
