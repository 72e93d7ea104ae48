"""How many guests come in a rush, and when. Pure."""

from __future__ import annotations

from itertools import accumulate
from math import exp
from random import Random
from typing import Final

_PEAK_AT, _SPREAD, _QUIET = 0.45, 0.2, 0.15
_LAST_COMES_AT: Final = 0.92
"""Shares of the whole time: whoever comes later would meet a kitchen that is closing."""
_STEPS: Final = 400


def demand_at(share: float) -> float:
    """How busy it is when this share of the time has passed, the peak being 1."""
    if not 0 <= share <= _LAST_COMES_AT:
        return 0.0
    return _QUIET + (1 - _QUIET) * exp(-(((share - _PEAK_AT) / _SPREAD) ** 2) / 2)


def plan_arrivals(minutes: float, peak_an_hour: float, seed: int) -> list[float]:
    """Minutes after the beginning at which somebody comes in, in order; at least one does."""
    chance = Random(f"arrivals {seed}")  # noqa: S311 - believable, not secret
    # each step's demand, and the sum of it so far
    risen = list(accumulate(demand_at((step + 0.5) / _STEPS) for step in range(_STEPS)))
    guests = max(1, round(peak_an_hour / 60 * minutes * risen[-1] / _STEPS))
    arrivals, step = [], 0
    for number in range(guests):
        # one in each equal share of the demand: as uneven as people are, and never a run without a rush
        wanted = risen[-1] * (number + chance.random()) / guests
        while risen[step] < wanted:
            step += 1
        arrivals.append(minutes * (step + chance.random()) / _STEPS)
    return sorted(arrivals)
