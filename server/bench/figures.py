"""A measured figure beside its floor, and the table of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


class WrongCount(Exception):
    """Something was delivered too often, too seldom or not in time: what was measured is not what was meant."""


class CannotMeasure(Exception):
    """A scenario could not run here; the text is one line for the person who started it."""


@dataclass(frozen=True, slots=True)
class Target:
    """What to reach: at least or at most `bound`, of the ratio to the floor or of the figure itself."""

    bound: float
    at_least: bool = False
    of_ratio: bool = False

    def is_reached(self, value: float, floor: float | None) -> bool:
        measured = value
        if self.of_ratio:
            if not floor:
                return False
            measured = value / floor
        return measured >= self.bound if self.at_least else measured <= self.bound

    def words(self, unit: str) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {self.bound:g} x" if self.of_ratio else f"{sign} {self.bound:g} {unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table. `floor` is in the figure's own unit; a figure without a target is there to be compared."""

    id: str
    what: str
    value: float
    unit: str
    floor: float | None = None
    beside: str = ""
    """What the floor is."""
    target: Target | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.floor if self.floor else None

    @property
    def is_reached(self) -> bool | None:
        return None if self.target is None else self.target.is_reached(self.value, self.floor)

    def fields(self) -> dict[str, object]:
        """For machines: the line as JSON fields."""
        return {
            "id": self.id,
            "what": self.what,
            "value": self.value,
            "unit": self.unit,
            "floor": self.floor,
            "beside": self.beside,
            "ratio": self.ratio,
            "target": None if self.target is None else self.target.words(self.unit),
            "reached": self.is_reached,
        }


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * percent // 100))
    return ordered[int(rank) - 1]


def middle_round(values: Sequence[float], floors: Sequence[float]) -> tuple[float, float]:
    """Figure and floor over interleaved rounds: the median floor, and the figure that gives the median ratio to it.

    Neighbouring rounds see the same machine; its load may differ from one pair to the next.
    """
    floor = median(floors)
    return floor * median(value / beside for value, beside in zip(values, floors, strict=True)), floor


def table(figures: Sequence[Figure]) -> str:
    """All figures as a Markdown table."""
    head = ("id", "figure", "", "floor in the same run", "", "ratio", "target", "reached")
    rows = [head, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def _row(figure: Figure) -> tuple[str, ...]:
    reached = {None: "", True: "yes", False: "NO"}[figure.is_reached]
    return (
        figure.id,
        figure.what,
        f"{_number(figure.value)} {figure.unit}",
        figure.beside,
        "" if figure.floor is None else f"{_number(figure.floor)} {figure.unit}",
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        "" if figure.target is None else figure.target.words(figure.unit),
        reached,
    )


def _number(value: float) -> str:
    if abs(value) >= 10_000:
        return f"{value / 1000:,.0f} k"
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.2f}"
