"""/forgot and /reset/<token> over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import web

from server.access.clock import CLOCK
from server.orders.refusals import NotThere, WrongFields
from server.settings import SETTINGS
from server.web.forms import read_form
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.words import _
from shop.accounts import forms
from shop.accounts.handlers import lead_to, visit_of
from shop.accounts.limits import counts_places
from shop.accounts.person import person_shape
from shop.accounts.resetting import ask_for_reset, check_reset, reset_password


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgotPage:
    """accounts/forgot.html: the form, or that we have written."""

    asked: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetPage:
    """accounts/reset.html; `gone` for a link that leads nowhere any more."""

    token: str = ""
    gone: bool = False
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


async def show_forgot(request: web.Request) -> web.Response:
    if wants_json(request):
        return json_answer(request, {})
    return await render(request, "accounts/forgot.html", ForgotPage(asked="asked" in request.query))


async def submit_forgot(request: web.Request) -> web.Response:
    """The same answer for every address that could be one."""
    form = await read_form(request)
    try:
        email = forms.parse_known_email(form)
    except WrongFields as wrong:
        if wants_json(request):
            raise
        page = ForgotPage(values=form.values, errors=wrong.errors)
        return await render(request, "accounts/forgot.html", page, status=wrong.status)
    visit = visit_of(request)
    limited = counts_places(request.app[SETTINGS], visit.address)
    await ask_for_reset(request.app, email, visit, limited=limited)
    if wants_json(request):
        return json_answer(request, {"detail": _("If there is an account for this address, we have written to it.")})
    return lead_to("/forgot?asked=1")


async def show_reset(request: web.Request) -> web.Response:
    token = request.match_info["token"]
    try:
        await check_reset(request.app, token, request.app[CLOCK]())
    except NotThere:
        return await _gone(request)
    if wants_json(request):
        return json_answer(request, {})
    return await render(request, "accounts/reset.html", ResetPage(token=token))


async def submit_reset(request: web.Request) -> web.Response:
    """The new password. It logs nobody in: whoever holds the link must still know what they chose."""
    token = request.match_info["token"]
    form = await read_form(request)
    try:
        await check_reset(request.app, token, request.app[CLOCK]())
        password = forms.parse_new_password(form)
        form.check()
        person = await reset_password(request.app, token, password, visit_of(request))
    except NotThere:
        return await _gone(request)
    except WrongFields as wrong:
        if wants_json(request):
            raise
        page = ResetPage(token=token, errors=wrong.errors)
        return await render(request, "accounts/reset.html", page, status=wrong.status)
    return json_answer(request, person_shape(person)) if wants_json(request) else lead_to("/login?renewed=1")


async def _gone(request: web.Request) -> web.Response:
    """Used, expired or never given out: told alike, with the way to a new one."""
    if wants_json(request):
        raise NotThere
    return await render(request, "accounts/reset.html", ResetPage(gone=True), status=NotThere.status)
