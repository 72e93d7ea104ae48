"""Registering, logging in and out over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import hdrs, web

from server.access import ASKER, SESSIONS
from server.access.clock import CLOCK
from server.database import DATABASE
from server.orders.refusals import WrongFields
from server.settings import SETTINGS
from server.web.addresses import client_address
from server.web.forms import read_form
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.sessions import use_session
from shop.accounts import forms
from shop.accounts.entering import EmailTaken, Entered, Visit, log_in, log_out, register
from shop.accounts.going_on import HOME, own_address
from shop.accounts.limits import counts_places
from shop.accounts.person import Person, find_person, person_shape

SAID = ("renewed", "left")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """The log-in or registration form: where it leads, what was typed, what is wrong with it.

    `said` is a word of SAID: what whoever comes here has just done.
    """

    going_on: str
    said: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def to_checkout(self) -> bool:
        return self.going_on == "/checkout"


async def show_login(request: web.Request) -> web.Response:
    return await _show_entry(request, "accounts/login.html")


async def show_registration(request: web.Request) -> web.Response:
    return await _show_entry(request, "accounts/register.html")


async def _show_entry(request: web.Request, template: str) -> web.Response:
    """The empty form; somebody already logged in is sent on. As JSON: who is asking, with the token to post with."""
    going_on = own_address(request.query.get("next", "")) or ""
    if wants_json(request):
        return json_answer(request, person_shape(await find_asking(request)))
    if not request[ASKER].is_guest:
        return lead_to(going_on)
    said = next((word for word in SAID if word in request.query), "")
    return await render(request, template, EntryPage(going_on=going_on, said=said))


async def submit_login(request: web.Request) -> web.Response:
    form = await read_form(request)
    try:
        email, password = forms.parse_login(form)
        entered = await log_in(request.app, email, password, visit_of(request), forms.wrong_login())
    except WrongFields as wrong:
        return await _refuse(request, "accounts/login.html", form.values, wrong)
    return _let_in(request, entered, form.raw("next"), status=200)


async def submit_registration(request: web.Request) -> web.Response:
    form = await read_form(request)
    visit = visit_of(request)
    limited = counts_places(request.app[SETTINGS], visit.address)
    try:
        entered = await register(request.app, forms.parse_registration(form), visit, limited=limited)
    except EmailTaken:
        return await _refuse(request, "accounts/register.html", form.values, forms.email_taken())
    except WrongFields as wrong:
        return await _refuse(request, "accounts/register.html", form.values, wrong)
    return _let_in(request, entered, form.raw("next"), status=201)


async def submit_logout(request: web.Request) -> web.Response:
    use_session(request, token := await log_out(request.app, request[ASKER]))
    if wants_json(request):
        response = json_answer(request, person_shape(None))
        response.headers["X-CSRF-Token"] = request.app[SESSIONS].csrf_token(token)
        return response
    return lead_to("")


async def find_asking(request: web.Request) -> Person | None:
    """The person who asks, as they are stored; None for guests and displays."""
    person_id = request[ASKER].person_id
    if person_id is None:
        return None
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        return await find_person(connection, person_id)


def visit_of(request: web.Request) -> Visit:
    """Who came, from where, with which browser."""
    return Visit(
        asker=request[ASKER],
        address=client_address(request, request.app[SETTINGS]),
        user_agent=request.headers.get(hdrs.USER_AGENT, ""),
        now=request.app[CLOCK](),
    )


def _let_in(request: web.Request, entered: Entered, going_on: str, *, status: int) -> web.Response:
    """The new session from here on, and on to where the visitor was going."""
    use_session(request, entered.token)
    if not wants_json(request):
        return lead_to(own_address(going_on) or "")
    response = json_answer(request, person_shape(entered.person), status=status)
    response.headers["X-CSRF-Token"] = request.app[SESSIONS].csrf_token(entered.token)
    return response


def lead_to(going_on: str) -> web.Response:
    """303 to an address of ours, "" is the menu."""
    return web.Response(status=303, headers={hdrs.LOCATION: going_on or HOME, hdrs.CACHE_CONTROL: "no-store"})


async def _refuse(request: web.Request, template: str, values: Mapping[str, str], wrong: WrongFields) -> web.Response:
    """The form once more, as it was typed, with the messages beside their fields."""
    if wants_json(request):
        raise wrong
    going_on = own_address(values.get("next", "")) or ""
    page = EntryPage(going_on=going_on, values=values, errors=wrong.errors)
    return await render(request, template, page, status=wrong.status)
