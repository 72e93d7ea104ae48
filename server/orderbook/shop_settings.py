"""The shop's own settings: one row in Postgres, over the environment's first values."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from aiohttp import web

from server.database import Connection, queries
from server.orders.opening import OpeningHours
from server.orders.prediction import PredictionRule
from server.settings import Settings

if TYPE_CHECKING:
    from server.database.pool import Pool

_HELD_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopSettings:
    """Settings in force. Minutes and seconds are whole numbers; `opening_hours` has Monday first, "" = closed."""

    shop_name: str
    timezone: str
    address_line: str
    estimator: str
    prep_default: int
    block_size: int
    block_minutes: int
    queue_minutes: int
    slot_minutes: int
    slot_capacity: int | None
    unpaid_minutes: int
    delivery: bool
    counter_payment: bool
    supplier_phone: str
    call_mode: str
    escalate_seconds: int
    paused_until: datetime | None
    opening_hours: tuple[str, ...]
    closed_on: tuple[date, ...]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def opening(self) -> OpeningHours:
        """When orders are taken (CAT-10)."""
        return OpeningHours.of(self.opening_hours, self.closed_on, self.paused_until, self.zone)

    @property
    def rule(self) -> PredictionRule:
        return PredictionRule(self.prep_default, self.block_size, self.block_minutes, self.queue_minutes)


class ShopSettingsKeeper:
    """Reads the settings, held for a second so that a page does not ask for them twice."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        self._pool = pool
        self._settings = settings
        self._held: tuple[float, ShopSettings] | None = None

    async def current(self) -> ShopSettings:
        """Settings at most a second old."""
        held = self._held
        if held is None or time.monotonic() - held[0] > _HELD_SECONDS:
            async with self._pool.acquire(timeout=3.0) as connection:
                held = self._held = (time.monotonic(), await self.read(connection))
        return held[1]

    async def read(self, connection: Connection) -> ShopSettings:
        """Settings as the caller's transaction sees them."""
        row = dict(await queries().orderbook.get_shop_settings(connection))
        row["shop_name"] = row["shop_name"] or self._settings.shop_name
        row["timezone"] = row["timezone"] or self._settings.shop_timezone
        row["supplier_phone"] = row["supplier_phone"] or self._settings.supplier_phone
        row["opening_hours"] = tuple(row["opening_hours"])
        row["closed_on"] = tuple(row["closed_on"])
        return ShopSettings(**row)

    def forget(self) -> None:
        """After a change in this process: the next read sees it."""
        self._held = None


SHOP: web.AppKey[ShopSettingsKeeper] = web.AppKey("shop", ShopSettingsKeeper)
