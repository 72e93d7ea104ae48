"""What a run has seen so far: orders, answers and how long they took, frames and how soon they came, what was wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

_MOST_WRONG = 100


@dataclass(slots=True)
class Placed:
    """An order as it was acknowledged last."""

    number: str
    version: int
    status: str
    is_pickup: bool


@dataclass(slots=True)
class Tally:
    """Seconds are ours, minutes the simulated day's."""

    orders: dict[str, Placed] = field(default_factory=dict)
    """By public id: the guests' own orders, none of anybody else's."""
    counts: Counter[str] = field(default_factory=Counter)
    """What happened to orders and guests."""
    refusals: Counter[str] = field(default_factory=Counter)
    """What the shop refused, by the word it said."""
    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """How long answers took, by what was asked for."""
    delays: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Seconds from a tap to a screen's frame, by whose screen."""
    lateness: list[float] = field(default_factory=list)
    """Minutes after the promise at which orders as soon as possible were ready, below nothing for those in time."""
    shown: set[tuple[str, str]] = field(default_factory=set)
    """Whose screens have shown which number: customer, board, kitchen."""
    wrong: list[str] = field(default_factory=list)
    errors: int = 0
    """Answers of 500 and above."""
    silences: int = 0
    """Requests that were not answered."""
    guests_inside: int = 0
    _taps: dict[tuple[str, int], float] = field(default_factory=dict)
    _heard: dict[tuple[str, int], dict[str, float | None]] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        return sum(len(times) for times in self.seconds.values())

    def fault(self, sentence: str) -> None:
        """Something that must not happen."""
        if len(self.wrong) < _MOST_WRONG:
            self.wrong.append(sentence)

    def place(self, order: dict[str, Any]) -> None:
        """An order was acknowledged to its owner."""
        placed = Placed(
            number=order["number"],
            version=order["version"],
            status=order["status"],
            is_pickup=order["fulfilment"] == "pickup",
        )
        self.orders[order["id"]] = placed
        self.counts["placed"] += 1

    def acknowledge(self, order: dict[str, Any]) -> None:
        """A change was answered with the order as it is then. Orders of others are none of ours."""
        placed = self.orders.get(order["id"])
        if placed is not None and order["version"] > placed.version:
            placed.version, placed.status = order["version"], order["status"]

    def tap(self, number: str, version: int, at: float) -> None:
        """The kitchen's tap that made this version was sent then, by our own clock."""
        self._taps[number, version] = at
        for screen, heard_at in self._heard.get((number, version), {}).items():
            if heard_at is not None:
                self.delays[_kind(screen)].append(heard_at - at)

    def hear(self, screen: str, order: dict[str, Any], at: float, *, is_news: bool) -> None:
        """A frame tells this screen of an order; `screen` begins with its kind: «board 2».

        Only the first event with a version counts as the answer to a tap: later ones tell something else.
        """
        number, version = order["number"], order["version"]
        self.shown.add((_kind(screen), number))
        known = self._heard.setdefault((number, version), {})
        if screen in known:
            return
        # what a screen was shown when it came is known to it, and answers no tap
        known[screen] = at if is_news else None
        tapped_at = self._taps.get((number, version))
        if is_news and tapped_at is not None:
            self.delays[_kind(screen)].append(at - tapped_at)


def _kind(screen: str) -> str:
    return screen.split(" ", 1)[0]
