"""Rendering: one template, one typed page object, and the chrome around every page."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from server.access import ASKER, SESSIONS, Asker
from server.access.clock import CLOCK
from server.orderbook.shop_settings import SHOP, ShopSettings
from server.orders.money import money_text
from server.settings import SETTINGS
from server.web.opening import OPEN, OpeningNow, find_opening, hours_line
from server.web.sessions import NEW_GUEST, TOKEN

CountCart = Callable[[web.Request], Awaitable[int]]
COUNT_CART: web.AppKey[CountCart] = web.AppKey("count cart", Callable)  # type: ignore[arg-type] # a class for its name only

CSRF_MARK = secrets.token_hex(32)
"""What templates see as the token: the session's own is put in its place at the very end, so that what was rendered
once may serve many. Nobody can write it into a page: it is drawn anew with each process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """What stands around every page: the shop, who asks, how many items the cart holds.

    Nothing in it names a session (`csrf_token` is CSRF_MARK, the asker has no key): equal chromes look alike.
    """

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


Texts = MutableMapping[tuple[str, str, Chrome], str]
"""Rendered pages by template, zone and chrome, all of one page object: `render` fills it and looks into it first."""


async def render(
    request: web.Request, template: str, page: object, *, status: int = 200, texts: Texts | None = None
) -> web.Response:
    """The page as HTML. Never kept by anybody: it shows one person's state.

    `texts` belongs to a page object that several requests share: whoever sees the same around it gets the same text.
    """
    shop = await request.app[SHOP].current()
    chrome = await _chrome(request, shop)
    text = None if texts is None else texts.get((template, shop.timezone, chrome))
    if text is None:
        text = _render_text(request, template, page, chrome, shop)
        if texts is not None:
            texts[template, shop.timezone, chrome] = text
    text = text.replace(CSRF_MARK, request.app[SESSIONS].csrf_token(request[TOKEN]))
    response = web.Response(text=text, status=status, content_type="text/html", charset="utf-8")
    response.headers["Cache-Control"] = "no-store" if not request[ASKER].is_guest else "private, no-cache"
    return response


def _render_text(request: web.Request, template: str, page: object, chrome: Chrome, shop: ShopSettings) -> str:
    currency, zone = chrome.currency, shop.zone

    def clock(at: datetime) -> str:
        return at.astimezone(zone).strftime("%H:%M")

    context: dict[str, Any] = {
        "page": page,
        "chrome": chrome,
        "money": lambda amount: money_text(amount, currency),
        "clock": clock,
        "day": lambda at: at.astimezone(zone).date(),
        "stamp": lambda at: at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    return aiohttp_jinja2.get_env(request.app).get_template(template).render(context)


async def _chrome(request: web.Request, shop: ShopSettings) -> Chrome:
    line, opening = _opening(shop, request.app[CLOCK]().replace(microsecond=0))
    # who has come this moment has nothing in the bag: no need to ask for it
    cart_count = 0 if request.get(NEW_GUEST) else await request.app[COUNT_CART](request)
    return Chrome(
        shop_name=shop.shop_name,
        address_line=shop.address_line,
        hours_line=line,
        currency=request.app[SETTINGS].shop_currency,
        asker=replace(request[ASKER], session_key=""),
        cart_count=cart_count,
        csrf_token=CSRF_MARK,
        path=request.path,
        opening=opening,
    )


@lru_cache(maxsize=4)
def _opening(shop: ShopSettings, second: datetime) -> tuple[str, OpeningNow]:
    """The footer's line and the notice, for all pages of one second."""
    opening = shop.opening
    return hours_line(opening, second), find_opening(opening, second)
