"""Changing the shop's settings: read under the row's lock, written, and open menus told when opening changed."""

from __future__ import annotations

from collections.abc import Callable

from server.database import Connection, queries
from server.history import MENU, NewEvent
from server.orderbook import ShopSettings, ShopSettingsKeeper
from server.orders.shapes import to_json
from server.realtime.telling import Teller

_OPENING = ("timezone", "paused_until", "opening_hours", "closed_on")
_FROM_ENVIRONMENT = ("shop_name", "timezone", "supplier_phone")


async def change_settings(
    teller: Teller, keeper: ShopSettingsKeeper, decide: Callable[[ShopSettings], ShopSettings]
) -> ShopSettings:
    """Write what `decide` makes of the settings in force; answers them. What it raises leaves all as it was."""
    async with teller.transaction() as unit:
        await queries().shop.lock_house_settings(unit.connection)
        before = await keeper.read(unit.connection)
        after = decide(before)
        await _write(unit.connection, before, after)
        if any(getattr(before, name) != getattr(after, name) for name in _OPENING):
            unit.touch([MENU], _tell_opening, key="opening")
    keeper.forget()
    return after


async def _write(connection: Connection, before: ShopSettings, after: ShopSettings) -> None:
    kept = {
        name: None if getattr(before, name) == getattr(after, name) else getattr(after, name)
        for name in _FROM_ENVIRONMENT
    }
    await queries().shop.update_house_settings(
        connection,
        **kept,
        address_line=after.address_line,
        estimator=after.estimator,
        prep_default=after.prep_default,
        block_size=after.block_size,
        block_minutes=after.block_minutes,
        queue_minutes=after.queue_minutes,
        slot_minutes=after.slot_minutes,
        slot_capacity=after.slot_capacity,
        unpaid_minutes=after.unpaid_minutes,
        delivery=after.delivery,
        counter_payment=after.counter_payment,
        call_mode=after.call_mode,
        escalate_seconds=after.escalate_seconds,
        paused_until=after.paused_until,
        opening_hours=list(after.opening_hours),
        closed_on=list(after.closed_on),
    )


async def _tell_opening(_connection: Connection) -> list[NewEvent]:
    """That it changed, not what it is: when the shop opens depends on the moment it is asked (site/opening.js)."""
    return [NewEvent(MENU, "opening.changed", to_json({}))]
