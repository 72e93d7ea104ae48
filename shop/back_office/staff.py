"""/admin/staff over HTTP: who may see the kitchen and the back office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import web

from server.access import ASKER
from server.database import DATABASE
from server.orders.order import Role
from server.orders.refusals import WrongFields
from server.web.forms import Form, read_form
from server.web.guards import require_role
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.words import _
from shop.accounts.emails import MOST_CHARACTERS, find_email_problem
from shop.accounts.forms import email_words
from shop.accounts.person import person_shape
from shop.back_office.staff_granting import LastAdmin, NobodyHasThisEmail, StaffMember, find_staff, grant_role

ROLES = (Role.CUSTOMER, Role.KITCHEN, Role.ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPage:
    """back_office/staff.html."""

    staff: Sequence[StaffMember]
    own_id: int | None
    saved: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


async def show_staff(request: web.Request) -> web.Response:
    require_role(request, Role.ADMIN)
    if not wants_json(request):
        return await _page(request, saved="saved" in request.query)
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        staff = await find_staff(connection)
    return json_answer(request, {"staff": [person_shape(member.person) for member in staff]})


async def submit_role(request: web.Request) -> web.Response:
    """Grant or revoke: `email` of an account and the `role` it is to have."""
    asker = require_role(request, Role.ADMIN)
    form = await read_form(request)
    assert asker.person_id is not None  # a display is kitchen
    try:
        email, role = _parse(form)
        person = await grant_role(request.app, email, role, by_person_id=asker.person_id)
    except NobodyHasThisEmail:
        words = _("Nobody has registered with this address. Ask them to create an account first, then come back.")
        return await _refuse(request, form, WrongFields({"email": [words]}))
    except LastAdmin:
        words = _("This is the last admin. Make somebody else an admin first, then change this role.")
        return await _refuse(request, form, WrongFields({"role": [words]}))
    except WrongFields as wrong:
        return await _refuse(request, form, wrong)
    if wants_json(request):
        return json_answer(request, {"person": person_shape(person)})
    own = person.id == asker.person_id and person.role is not Role.ADMIN
    return web.Response(status=303, headers={"Location": "/login" if own else "/admin/staff?saved=1"})


def _parse(form: Form) -> tuple[str, Role]:
    email = form.text("email", most=MOST_CHARACTERS)
    problem = None if "email" in form.errors else find_email_problem(email)
    # an address that looks mistyped may be the one they registered with: the account decides
    if problem is not None and not problem.suggestion:
        form.wrong("email", email_words(problem))
    role = form.one_of("role", [role.value for role in ROLES], _("Please choose customer, kitchen or admin."))
    form.check()
    return email, Role(role)


async def _refuse(request: web.Request, form: Form, wrong: WrongFields) -> web.Response:
    if wants_json(request):
        raise wrong
    return await _page(request, values=form.values, errors=wrong.errors, status=wrong.status)


async def _page(
    request: web.Request,
    *,
    saved: bool = False,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
) -> web.Response:
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        staff = await find_staff(connection)
    own_id = request[ASKER].person_id
    page = StaffPage(staff=staff, own_id=own_id, saved=saved, values=values or {}, errors=errors or {})
    return await render(request, "back_office/staff.html", page, status=status)
