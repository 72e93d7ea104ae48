"""One's own account over HTTP. No address here names a person: it is always the one who asks (ACC-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from server.access import SESSIONS
from server.access.clock import CLOCK
from server.database import DATABASE
from server.orders.refusals import LoginNeeded, NotThere, WrongFields
from server.web.forms import read_form
from server.web.guards import require_person
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.sessions import use_session
from shop.accounts import forms
from shop.accounts.changing import Changed, change_account
from shop.accounts.entering import EmailTaken
from shop.accounts.handlers import find_asking, lead_to, visit_of
from shop.accounts.own_sessions import (
    OwnSession,
    end_other_sessions,
    end_own_session,
    find_own_sessions,
    sessions_shape,
)
from shop.accounts.person import Person, person_shape

SAID = ("saved", "ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """accounts/account.html. `values` are what was typed where that could not be taken; `said` is a word of SAID."""

    person: Person
    sessions: Sequence[OwnSession]
    now: datetime
    said: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def value(self, name: str) -> str:
        kept: str = getattr(self.person, name)
        return self.values.get(name, kept)


async def show_account(request: web.Request) -> web.Response:
    person = await require_own_account(request)
    if wants_json(request):
        return json_answer(request, person_shape(person))
    said = next((word for word in SAID if word in request.query), "")
    return await _page(request, person, said=said)


async def submit_account(request: web.Request) -> web.Response:
    """Change one's own data; fields left out keep their values."""
    person = await require_own_account(request)
    form = await read_form(request)
    try:
        change = forms.parse_account_change(form, person)
        visit = visit_of(request)
        changed = await change_account(request.app, person, change, visit, forms.wrong_current_password())
    except (WrongFields, EmailTaken) as refused:
        wrong = refused if isinstance(refused, WrongFields) else forms.email_taken()
        if wants_json(request):
            raise wrong from None
        return await _page(request, person, values=form.values, errors=wrong.errors, status=wrong.status)
    return _answer_changed(request, changed)


async def submit_end(request: web.Request) -> web.Response:
    """Log out one other device. Whoever ends what has ended already finds it ended."""
    asker = require_person(request)
    try:
        await end_own_session(request.app, asker, request.match_info["key"])
    except NotThere:
        if wants_json(request):
            raise
    return await _answer_ended(request)


async def submit_end_others(request: web.Request) -> web.Response:
    await end_other_sessions(request.app, require_person(request))
    return await _answer_ended(request)


async def require_own_account(request: web.Request) -> Person:
    """The asking person. Raises LoginNeeded, RoleMissing."""
    require_person(request)
    person = await find_asking(request)
    if person is None:
        raise LoginNeeded
    return person


def _answer_changed(request: web.Request, changed: Changed) -> web.Response:
    if changed.token is not None:
        use_session(request, changed.token)
    if not wants_json(request):
        return lead_to("/account?saved=1")
    response = json_answer(request, person_shape(changed.person))
    if changed.token is not None:
        response.headers["X-CSRF-Token"] = request.app[SESSIONS].csrf_token(changed.token)
    return response


async def _answer_ended(request: web.Request) -> web.Response:
    if not wants_json(request):
        return lead_to("/account?ended=1")
    asker = require_person(request)
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        sessions = await find_own_sessions(connection, asker, request.app[CLOCK]())
    return json_answer(request, {"sessions": sessions_shape(sessions)})


async def _page(
    request: web.Request,
    person: Person,
    *,
    said: str = "",
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
) -> web.Response:
    now = request.app[CLOCK]()
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        sessions = await find_own_sessions(connection, require_person(request), now)
    page = AccountPage(person=person, sessions=sessions, now=now, said=said, values=values or {}, errors=errors or {})
    return await render(request, "accounts/account.html", page, status=status)
