"""Rendering: one template, one typed page object, and the chrome around every page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from server.access import ASKER, SESSIONS, Asker
from server.access.clock import CLOCK
from server.orderbook.shop_settings import SHOP, ShopSettings
from server.orders.money import money_text
from server.settings import SETTINGS
from server.web.opening import OPEN, OpeningNow, find_opening, hours_line
from server.web.sessions import TOKEN

CountCart = Callable[[web.Request], Awaitable[int]]
COUNT_CART: web.AppKey[CountCart] = web.AppKey("count cart", Callable)  # type: ignore[arg-type] # a class for its name only


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """What stands around every page: the shop, who asks, how many items the cart holds."""

    shop_name: str
    address_line: str
    hours_line: str
    currency: str
    asker: Asker
    cart_count: int
    csrf_token: str
    path: str
    opening: OpeningNow = OPEN

    @property
    def logged_in(self) -> bool:
        return not self.asker.is_guest


async def render(request: web.Request, template: str, page: object, *, status: int = 200) -> web.Response:
    """The page as HTML. Never kept by anybody: it shows one person's state."""
    shop = await request.app[SHOP].current()
    currency, zone = request.app[SETTINGS].shop_currency, shop.zone

    def clock(at: datetime) -> str:
        return at.astimezone(zone).strftime("%H:%M")

    context: dict[str, Any] = {
        "page": page,
        "chrome": await _chrome(request, shop),
        "money": lambda amount: money_text(amount, currency),
        "clock": clock,
        "day": lambda at: at.astimezone(zone).date(),
        "stamp": lambda at: at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    text = aiohttp_jinja2.get_env(request.app).get_template(template).render(context)
    response = web.Response(text=text, status=status, content_type="text/html", charset="utf-8")
    response.headers["Cache-Control"] = "no-store" if not request[ASKER].is_guest else "private, no-cache"
    return response


async def _chrome(request: web.Request, shop: ShopSettings) -> Chrome:
    now = request.app[CLOCK]()
    return Chrome(
        shop_name=shop.shop_name,
        address_line=shop.address_line,
        hours_line=hours_line(shop.opening, now),
        currency=request.app[SETTINGS].shop_currency,
        asker=request[ASKER],
        cart_count=await request.app[COUNT_CART](request),
        csrf_token=request.app[SESSIONS].csrf_token(request[TOKEN]),
        path=request.path,
        opening=find_opening(shop.opening, now),
    )
