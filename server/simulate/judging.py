"""When the doors are closed: every acknowledged order is there, every screen was told of it, no version is missing."""

from __future__ import annotations

from collections.abc import Sequence

from server.embedded.processes import wait_for
from server.simulate.house import House
from server.simulate.tally import Placed
from server.simulate.visiting import Visit
from server.soak.asking import NoAnswer
from server.soak.screens import Screen

_TELLING_SECONDS = 5.0


async def judge(
    house: House, visits: Sequence[Visit], screens: Sequence[Screen], patience_seconds: float = _TELLING_SECONDS
) -> None:
    """Every fault goes into the tally."""
    tally = house.tally
    for visit in visits:
        if visit.public_id:
            await _judge_order(house, visit, tally.orders[visit.public_id])
    # the last tap's frames may still be on their way
    await wait_for(lambda: not _untold(house), patience_seconds, 0.1)
    for placed, screen in _untold(house):
        tally.fault(f"order {placed.number}: {screen} was never told of it")
    silent = sorted({topic for screen in screens for topic, copy in screen.copies.items() if copy.position is None})
    for topic in silent:
        tally.fault(f"{topic}: a screen was never answered")
    for sentence in house.record.violations:
        tally.fault(sentence)


async def _judge_order(house: House, visit: Visit, placed: Placed) -> None:
    """Its owner reads it as it was acknowledged last, or later."""
    try:
        answer = await visit.browser.get("order", f"/orders/{visit.public_id}")
    except NoAnswer:
        house.tally.fault(f"order {placed.number}: its owner gets no answer")
        return
    there = answer.shape
    if not answer.is_fine:
        house.tally.fault(f"order {placed.number} was acknowledged; its owner is answered {answer.status}")
    elif there["version"] < placed.version:
        house.tally.fault(f"order {placed.number}: {placed.version} was acknowledged, there is {there['version']}")
    elif there["version"] == placed.version and there["status"] != placed.status:
        house.tally.fault(f"order {placed.number}: {placed.status} was acknowledged, there is {there['status']}")


def _untold(house: House) -> list[tuple[Placed, str]]:
    untold = []
    for placed in house.tally.orders.values():
        wanted = ["customer", "kitchen", *(["board"] if placed.is_pickup else [])]
        untold += [(placed, screen) for screen in wanted if (screen, placed.number) not in house.tally.shown]
    return untold
