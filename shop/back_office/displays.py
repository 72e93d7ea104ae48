"""/admin/displays over HTTP: wall displays, their codes as text and as a picture to scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import segno
from aiohttp import web
from markupsafe import Markup

from server.access.clock import CLOCK
from server.database import DATABASE
from server.orders.order import Role
from server.orders.refusals import WrongFields
from server.orders.shapes import Json, milliseconds
from server.settings import SETTINGS
from server.web.forms import read_form
from server.web.guards import require_role
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.words import _
from shop.back_office.displays_pairing import Display, NewDisplay, create_display, find_displays, revoke_display

NAME_MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplaysPage:
    """back_office/displays.html. `new` is shown once, in the answer to the form that made it."""

    displays: Sequence[Display]
    now: datetime
    pair_address: str
    new: NewDisplay | None = None
    qr: Markup | None = None
    revoked: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


async def show_displays(request: web.Request) -> web.Response:
    require_role(request, Role.ADMIN)
    if not wants_json(request):
        return await _page(request, revoked="revoked" in request.query)
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        displays = await find_displays(connection, request.app[CLOCK]())
    return json_answer(request, {"displays": [display_shape(display) for display in displays]})


async def submit_display(request: web.Request) -> web.Response:
    """A new display by `name`; the answer holds its code, told this once."""
    require_role(request, Role.ADMIN)
    form = await read_form(request)
    required = _("Please name the screen, such as Kitchen wall or Bar.")
    name = form.text("name", most=NAME_MOST, required=required)
    try:
        form.check()
    except WrongFields as wrong:
        if wants_json(request):
            raise
        return await _page(request, values=form.values, errors=wrong.errors, status=wrong.status)
    new = await create_display(request.app, name, request.app[CLOCK]())
    if wants_json(request):
        shape = {"name": new.name, "code": new.code, "expires_at": milliseconds(new.expires_at), "id": new.id}
        answer = json_answer(request, {"display": shape}, status=201)
        answer.headers["Cache-Control"] = "no-store"
        return answer
    return await _page(request, new=new, status=201)


async def submit_revocation(request: web.Request) -> web.Response:
    require_role(request, Role.ADMIN)
    await read_form(request)  # a body that is no form is refused here as everywhere
    display_id = int(request.match_info["display_id"])
    name = await revoke_display(request.app, display_id, request.app[CLOCK]())
    if wants_json(request):
        return json_answer(request, {"display": {"id": display_id, "name": name, "revoked": True}})
    return web.Response(status=303, headers={"Location": "/admin/displays?revoked=1"})


def display_shape(display: Display) -> Json:
    """A display without its code, which nobody knows any more."""
    return {
        "id": display.id,
        "name": display.name,
        "paired_at": milliseconds(display.paired_at),
        "last_seen_at": milliseconds(display.last_seen_at),
        "expires_at": milliseconds(display.code_expires_at),
    }


async def _page(
    request: web.Request,
    *,
    new: NewDisplay | None = None,
    revoked: bool = False,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
) -> web.Response:
    now, address = request.app[CLOCK](), f"{request.app[SETTINGS].public_url}/pair"
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        displays = await find_displays(connection, now)
    page = DisplaysPage(
        displays=displays,
        now=now,
        pair_address=address,
        new=new,
        qr=None if new is None else draw_qr(f"{address}?code={new.code}"),
        revoked=revoked,
        values=values or {},
        errors=errors or {},
    )
    return await render(request, "back_office/displays.html", page, status=status)


def draw_qr(text: str) -> Markup:
    """The address as a picture, dark on white whatever the theme; drawn by the library, from our own address only."""
    drawing: str = segno.make_qr(text, error="m").svg_inline(
        omitsize=True, border=3, dark="#15161C", light="#FFFFFF", svgclass="qr"
    )
    return Markup(drawing)  # noqa: S704 - paths of numbers; nothing typed stands in it
