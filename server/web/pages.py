"""Rendering: one template, one typed page object, and the chrome around every page."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
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
from server.web.negotiation import is_looked_at
from server.web.opening import OPEN, OpeningNow, find_opening, hours_line
from server.web.sessions import NEW_GUEST, TOKEN
from server.web.words import date_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """The asker's cart as every page knows it: how many things it holds, and sentences its owner is told once.

    `mark_told` is awaited when a page that goes out has said `news`.
    """

    items: int = 0
    news: tuple[str, ...] = ()
    mark_told: Callable[[], Awaitable[None]] | None = None


LookIntoBag = Callable[[web.Request], Awaitable[Bag]]
LOOK_INTO_BAG: web.AppKey[LookIntoBag] = web.AppKey("look into bag", Callable)  # type: ignore[arg-type] # a class for its name only

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
    # who has come this moment has nothing in the bag: no need to look
    bag = Bag() if request.get(NEW_GUEST) else await request.app[LOOK_INTO_BAG](request)
    news = _News(bag.news if bag.news and is_looked_at(request) else ())
    if news.sentences:
        texts = None  # theirs alone, and only this once
    chrome = _chrome(request, shop, bag.items)
    text = None if texts is None else texts.get((template, shop.timezone, chrome))
    if text is None:
        text = _render_text(request, template, shop, {"page": page, "chrome": chrome, "news": news})
        if texts is not None:
            texts[template, shop.timezone, chrome] = text
    if news.told and bag.mark_told is not None:
        await bag.mark_told()
    text = text.replace(CSRF_MARK, request.app[SESSIONS].csrf_token(request[TOKEN]))
    response = web.Response(text=text, status=status, content_type="text/html", charset="utf-8")
    response.headers["Cache-Control"] = "no-store" if not request[ASKER].is_guest else "private, no-cache"
    return response


class _News:
    """`news()` in templates. What no template asked for (a wall has no room for it) is kept for the next page."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        self.sentences = sentences
        self.told = False

    def __call__(self) -> tuple[str, ...]:
        self.told = self.sentences != ()
        return self.sentences


def _render_text(request: web.Request, template: str, shop: ShopSettings, values: Mapping[str, object]) -> str:
    currency, zone = request.app[SETTINGS].shop_currency, shop.zone

    def clock(at: datetime) -> str:
        return at.astimezone(zone).strftime("%H:%M")

    context: dict[str, Any] = {
        **values,
        "shop_zone": shop.timezone,
        "money": lambda amount: money_text(amount, currency),
        "clock": clock,
        "day": lambda at: at.astimezone(zone).date(),
        "date_words": lambda at: date_text(at.astimezone(zone).date()),
        "stamp": lambda at: at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    return aiohttp_jinja2.get_env(request.app).get_template(template).render(context)


def _chrome(request: web.Request, shop: ShopSettings, cart_count: int) -> Chrome:
    line, opening = _opening(shop, request.app[CLOCK]().replace(microsecond=0))
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
