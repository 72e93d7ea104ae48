"""What a screen has of a topic, and every way in which what it is told could be wrong. Pure.

The rules are those of docs/live.md; where a page would quietly ask again, the soak writes down a violation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.history import ADMIN, BOARD, KITCHEN
from server.orders.order import FINAL, WITH_THE_KITCHEN, Status

Json = dict[str, Any]

_BOARD_KEYS = frozenset({"number", "first_name", "status", "placed_at", "ready_at", "version"})
_PRIVATE = {
    KITCHEN: (
        "purchaser",
        "email",
        "phone",
        "due",
        "subtotal",
        "discount",
        "total",
        "refunds",
        "unit_price",
        "line_total",
    ),
    "order": ("purchaser", "email", "phone", "prep_minutes"),
    ADMIN: ("phone", "password_hash"),
}
_SHOWN = {
    KITCHEN: frozenset(WITH_THE_KITCHEN),
    BOARD: frozenset(WITH_THE_KITCHEN),
    ADMIN: frozenset(Status) - FINAL,
}


@dataclass(slots=True)
class Copy:
    """A screen's state of one topic. `position` is epoch and version; None until the first snapshot."""

    topic: str
    position: tuple[str, int] | None = None
    waiting: bool = True
    """Subscribed, not yet answered."""
    orders: dict[str, Json] = field(default_factory=dict)
    rest: Json = field(default_factory=dict)
    events: int = 0
    snapshots: int = 0
    resumes: int = 0

    def receive(self, frame: Json) -> list[str]:
        """Apply a frame of this topic; one sentence for each thing that is wrong with it."""
        kind, position = frame["type"], (frame["epoch"], frame["version"])
        if kind == "snapshot":
            return self._replace(position, frame["state"])
        if kind == "resumed":
            return self._resume(position)
        return self._follow(position, frame["event"], frame["data"])

    def shown(self) -> Json:
        """What the screen shows, in no order."""
        return {"orders": self.orders, **self.rest}

    def _replace(self, position: tuple[str, int], state: Json) -> list[str]:
        self.snapshots += 1
        wrong = []
        has = self.position
        if has is not None and has[0] == position[0] and position[1] < has[1]:
            wrong.append(f"{self.topic}: a snapshot of {position[1]} after {has[1]}")
        self.position, self.waiting = position, False
        self.rest = {name: value for name, value in state.items() if name != "orders"}
        self.orders = {_name(self.topic, order): order for order in state.get("orders", ())}
        return wrong

    def _resume(self, position: tuple[str, int]) -> list[str]:
        self.resumes += 1
        was_waiting, self.waiting = self.waiting, False
        if not was_waiting:
            return [f"{self.topic}: resumed without having asked"]
        return [] if position == self.position else [f"{self.topic}: resumed at {position}, has {self.position}"]

    def _follow(self, position: tuple[str, int], event: str, news: Mapping[str, Any]) -> list[str]:
        self.events += 1
        if self.waiting or self.position is None:
            return [f"{self.topic}: event {position[1]} before the answer to subscribe"]
        epoch, version = self.position
        if position != (epoch, version + 1):
            return [f"{self.topic}: event {position} after {self.position}"]
        self.position = position
        self._apply(event, news)
        return []

    def _apply(self, event: str, news: Mapping[str, Any]) -> None:
        if event != "order.changed":
            self.rest.update(news)
            return
        order = news["order"]
        if self.topic.startswith("order:"):
            self.rest["order"] = order
            return
        name = _name(self.topic, order)
        self.orders.pop(name, None)
        if order["status"] in _SHOWN[self.topic]:
            self.orders[name] = order


def find_foreign(frame: Json) -> list[str]:
    """What this frame should not say on its topic: another order, or what this audience may not see."""
    topic = frame["topic"]
    content = frame.get("state") if frame["type"] == "snapshot" else frame.get("data")
    if not content:
        return []
    orders = [*content.get("orders", ()), *([content["order"]] if content.get("order") else ())]
    if topic == BOARD:
        return [f"board: tells {sorted(order)}" for order in orders if set(order) != _BOARD_KEYS]
    wrong = []
    if topic.startswith("order:"):
        wrong = [f"{topic}: tells of {order['id']}" for order in orders if order["id"] != topic.removeprefix("order:")]
    private = _PRIVATE.get("order" if topic.startswith("order:") else topic, ())
    return wrong + [f"{topic}: tells {name}" for name in sorted(_names_in(content)) if name in private]


def _name(topic: str, order: Json) -> str:
    return str(order["number" if topic == BOARD else "id"])


def _names_in(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(_names_in(inner) for inner in value.values()))
    if isinstance(value, list):
        return set().union(*(_names_in(inner) for inner in value))
    return set()
