"""86: now and then the kitchen has run out of something, and some minutes later has it again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from random import Random

from server.simulate.asking import Browser
from server.simulate.house import House
from server.soak.asking import NoAnswer
from server.soak.copies import Json

_FIRST_AFTER, _NEXT_AFTER, _LASTS = (1.0, 2.5), (3.0, 6.0), (1.5, 4.0)
_TRIES = 5


async def sell_out_now_and_then(house: House, browser: Browser, orders: Mapping[str, Json], seed: int) -> None:
    """Until closing or cancelled; what was marked is restored. `orders` are the wall's: what people like runs out."""
    chance = Random(f"sold out {seed}")  # noqa: S311 - believable, not secret
    await house.pace.spend(chance.uniform(*_FIRST_AFTER))
    while not house.pace.is_closing:
        with suppress(NoAnswer):
            if orders:
                lines = chance.choice(list(orders.values()))["lines"]
                await _sell_out(house, browser, chance.choice(lines)["product_id"], chance.uniform(*_LASTS))
        await house.pace.spend(chance.uniform(*_NEXT_AFTER))


async def _sell_out(house: House, browser: Browser, product_id: int, minutes: float) -> None:
    """What somebody else has marked, or what is counted and gone, is left alone."""
    product = await browser.get("product", f"/products/{product_id}")
    if not product.is_fine or not product.shape["available"]:
        return
    path = f"/products/{product_id}/availability"
    try:
        # should this run be killed, it is back tomorrow by itself
        answer = await browser.post("kitchen: sold out", path, (("available", 0), ("until", "tomorrow")))
        if answer.is_fine:
            house.tally.counts["sold out for a while"] += 1
            await house.pace.spend(minutes)
        else:
            house.tally.refusals[f"sold out: {answer.refusal}"] += 1
    finally:
        await _restore(house, browser, path)


async def _restore(house: House, browser: Browser, path: str) -> None:
    for _attempt in range(_TRIES):
        with suppress(NoAnswer):
            if (await browser.post("kitchen: sold out", path, [("available", 1)])).is_fine:
                return
        await asyncio.sleep(0.5)
    house.tally.fault(f"{path} could not be restored")
