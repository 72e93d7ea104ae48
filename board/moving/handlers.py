"""POST /orders/<public_id>/status, …/items/<line>/status, …/accept: how staff move orders, from whatever screen."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from aiohttp import web

from board.moving.moving import accept, move, tick
from server.access import ASKER
from server.access.clock import CLOCK
from server.access.origins import is_own_origin
from server.orders.order import ItemStatus, Order, Status
from server.orders.refusals import NotThere
from server.orders.shapes import shape_for
from server.realtime.telling import TELLER
from server.settings import SETTINGS
from server.web.forms import Form, read_form
from server.web.guards import require_staff
from server.web.negotiation import json_answer, wants_json
from server.web.words import _

_LATEST_MS = 253_402_300_799_000  # the end of the year 9999, the last that a date can hold
_MOST_VERSIONS = 2**31 - 1
_MOST_DIGITS = 6
_PAGES_TO_RETURN_TO = ("/kitchen", "/admin", "/orders/")


async def change_status(request: web.Request) -> web.Response:
    """The next step of an order. 403 before 422 before 404 before 409; nothing is changed by any of them."""
    asker = require_staff(request)
    form = await read_form(request)
    wanted = _wanted(form, Status)
    version = _seen_version(form)
    occurred_at = _occurred_at(form)
    tracking_url = _tracking_url(form) if wanted == Status.SHIPPED.value else ""
    form.check()
    async with request.app[TELLER].transaction() as unit:
        order = await move(
            unit,
            request.match_info["public_id"],
            Status(wanted),
            seen_version=version,
            asker=asker,
            now=request.app[CLOCK](),
            occurred_at=occurred_at,
            tracking_url=tracking_url,
        )
    return _answer(request, order)


async def change_item(request: web.Request) -> web.Response:
    """One line of an order open, started or done. Refused in the same order as a step of the whole order."""
    asker = require_staff(request)
    form = await read_form(request)
    wanted = _wanted(form, ItemStatus)
    version = _seen_version(form)
    occurred_at = _occurred_at(form)
    form.check()
    async with request.app[TELLER].transaction() as unit:
        order = await tick(
            unit,
            request.match_info["public_id"],
            _line_number(request.match_info["line"]),
            ItemStatus(wanted),
            seen_version=version or 0,
            asker=asker,
            now=request.app[CLOCK](),
            occurred_at=occurred_at,
        )
    return _answer(request, order)


async def accept_ticket(request: web.Request) -> web.Response:
    """A person in the kitchen has taken notice. Doing it twice is doing it once."""
    asker = require_staff(request)
    await read_form(request)  # a body that is no form is refused here as everywhere
    async with request.app[TELLER].transaction() as unit:
        order = await accept(unit, request.match_info["public_id"], asker=asker, now=request.app[CLOCK]())
    return _answer(request, order)


def _wanted(form: Form, statuses: type[Status | ItemStatus]) -> str:
    words = [status.value for status in statuses]
    return form.one_of("status", words, _("Please name one of: {words}.").format(words=", ".join(words)))


def _seen_version(form: Form) -> int | None:
    message = _("Please send the version that was seen, a whole number.")
    return form.whole_number("version", 0, _MOST_VERSIONS, message=message)


def _line_number(text: str) -> int:
    """The line an address names. Raises NotThere for what is no line's number, whoever asks."""
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise NotThere
    return int(text)


def _occurred_at(form: Form) -> datetime | None:
    if not form.raw("occurred_at"):
        return None
    message = _("Please send the time of the tap in milliseconds since 1970, a whole number.")
    milliseconds = form.whole_number("occurred_at", 0, _LATEST_MS, message=message)
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


def _tracking_url(form: Form) -> str:
    text = form.text("tracking_url", most=500)
    if text and not _is_web_address(text):
        form.wrong("tracking_url", _("Please paste a web address that begins with https:// or http://."))
    return text


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(c.isspace() for c in text)
    except ValueError:
        return False


def _answer(request: web.Request, order: Order) -> web.Response:
    asker = request[ASKER]
    if wants_json(request):
        return json_answer(request, shape_for(order, asker.role, asker.person_id))
    return web.Response(status=303, headers={"Location": _way_back(request, order)})


def _way_back(request: web.Request, order: Order) -> str:
    """The page of ours the form stood on, else the order's own."""
    referer = request.headers.get("Referer", "")
    try:
        parts = urlsplit(referer)
    except ValueError:
        return f"/orders/{order.public_id}"
    own = is_own_origin(f"{parts.scheme}://{parts.netloc}", request.headers.get("Host", ""), request.app[SETTINGS])
    if own and parts.path.startswith(_PAGES_TO_RETURN_TO) and not parts.path.startswith("//"):
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return f"/orders/{order.public_id}"
