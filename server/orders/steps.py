"""What asking for a status means for an order: the steps a screen offers, by kind. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from server.orders.order import Order, Role, Status, allowed_steps

_ONWARD = {
    (Status.ORDERED, Status.IN_PROGRESS): "start",
    (Status.PAID, Status.IN_PROGRESS): "start",
    (Status.IN_PROGRESS, Status.READY): "ready",
    (Status.IN_PROGRESS, Status.SHIPPED): "ship",
    (Status.READY, Status.COLLECTED): "collect",
    (Status.SHIPPED, Status.DELIVERED): "deliver",
}
MAIN_STEPS = ("take_money", "start", "ready", "collect", "ship", "deliver")
"""Kinds that lead on; the others (recall, complete, cancel) stand apart."""


@dataclass(frozen=True, slots=True)
class OfferedStep:
    """A button: `kind` names its words and its place, `status` is what it asks for."""

    kind: str
    status: str


def offer_steps(order: Order, role: Role) -> tuple[OfferedStep, ...]:
    """The steps this role may ask for now, by what they mean for this order."""
    return tuple(
        OfferedStep(name_step(order.status, wanted, paid=order.paid), wanted.value)
        for wanted in allowed_steps(order, role)
    )


def name_step(status: Status, wanted: Status, *, paid: bool) -> str:
    """What asking for `wanted` means for an order in `status`: a step on, money, back, all at once, or off."""
    if wanted is Status.PAID and not paid:
        return "take_money"
    final = "complete" if wanted in (Status.COLLECTED, Status.DELIVERED) else "recall"
    return "cancel" if wanted is Status.CANCELLED else _ONWARD.get((status, wanted), final)
