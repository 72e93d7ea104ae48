"""/admin/settings over HTTP, the quick pause, and the notice that pages fetch again (/opening)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from aiohttp import web

from server.access.clock import CLOCK
from server.orderbook import SHOP, ShopSettings
from server.orders.order import Role
from server.orders.refusals import WrongFields
from server.orders.shapes import Json, milliseconds
from server.realtime.telling import TELLER
from server.settings import SETTINGS
from server.web.forms import read_form
from server.web.guards import require_role
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from shop.back_office.settings_changing import change_settings
from shop.back_office.settings_form import FLAGS, NUMBERS, parse_settings, zone_names


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPage:
    """back_office/settings.html. `values` are the fields' texts, as saved or as typed."""

    values: Mapping[str, str]
    currency: str
    saved: bool = False
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    numbers: Mapping[str, tuple[int, int]] = field(default_factory=lambda: NUMBERS)

    @property
    def zone_choices(self) -> list[tuple[str, str]]:
        """Pairs for the drop-down, the present one among them whatever it is."""
        return [(name, name.replace("_", " ")) for name in sorted({*zone_names(), self.values["timezone"]})]


async def show_settings(request: web.Request) -> web.Response:
    """The settings in force."""
    require_role(request, Role.ADMIN)
    settings = await request.app[SHOP].current()
    return await _answer(request, settings, saved="saved" in request.query)


async def submit_settings(request: web.Request) -> web.Response:
    """Change what was sent; what was left out stays."""
    require_role(request, Role.ADMIN)
    form, now = await read_form(request), request.app[CLOCK]()
    try:
        after = await change_settings(
            request.app[TELLER], request.app[SHOP], lambda before: parse_settings(form, before, now)
        )
    except WrongFields as wrong:
        if wants_json(request):
            raise
        values = {**settings_texts(await request.app[SHOP].current(), now), **form.values}
        values.update({name: "1" if "1" in form.all(name) else "" for name in FLAGS if form.given(name)})
        page = SettingsPage(values=values, currency=request.app[SETTINGS].shop_currency, errors=wrong.errors)
        return await render(request, "back_office/settings.html", page, status=wrong.status)
    if wants_json(request):
        return await _answer(request, after)
    return web.Response(status=303, headers={"Location": _way_back(request)})


async def show_opening(request: web.Request) -> web.Response:
    """The notice about opening hours alone, for pages that stay open."""
    return await render(request, "site/opening-notice.html", None)


async def _answer(request: web.Request, settings: ShopSettings, *, saved: bool = False) -> web.Response:
    now, currency = request.app[CLOCK](), request.app[SETTINGS].shop_currency
    if wants_json(request):
        return json_answer(request, {"settings": settings_shape(settings, currency, now)})
    page = SettingsPage(values=settings_texts(settings, now), currency=currency, saved=saved)
    return await render(request, "back_office/settings.html", page)


def _way_back(request: web.Request) -> str:
    """The quick pause stands on the dashboard too, and leads back there; Referer's path is all that is looked at."""
    try:
        path = urlsplit(request.headers.get("Referer", "")).path
    except ValueError:
        path = ""
    return "/admin" if path == "/admin" else "/admin/settings?saved=1"


def settings_shape(settings: ShopSettings, currency: str, now: datetime) -> Json:
    """Under the contract's names; times in epoch milliseconds, a pause that is over is null."""
    names = (*NUMBERS, *FLAGS, "shop_name", "timezone", "estimator", "slot_capacity", "supplier_phone", "call_mode")
    paused = settings.paused_until if settings.opening.is_paused(now) else None
    return {
        **{name: getattr(settings, name) for name in names},
        "address_line": settings.address_line,
        "currency": currency,
        "closed_on": [day.isoformat() for day in settings.closed_on],
        **{f"open_{weekday}": text for weekday, text in enumerate(settings.opening_hours)},
        "pause_until": milliseconds(paused),
    }


def settings_texts(settings: ShopSettings, now: datetime) -> dict[str, str]:
    """The fields' texts as a form has them; times on the shop's clock."""
    paused = settings.paused_until if settings.opening.is_paused(now) else None
    texts = {name: str(value) for name, value in settings_shape(settings, "", now).items() if value is not None}
    texts.update({name: "1" if getattr(settings, name) else "" for name in FLAGS})
    texts["slot_capacity"] = texts.get("slot_capacity", "")
    texts["closed_on"] = "\n".join(day.isoformat() for day in settings.closed_on)
    texts["pause_until"] = "" if paused is None else paused.astimezone(settings.zone).strftime("%Y-%m-%dT%H:%M")
    return texts
