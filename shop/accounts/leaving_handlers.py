"""/account/data and /account/delete over HTTP: taking one's data along, and going."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import hdrs, web

from server.access import ASKER, SESSIONS
from server.access.clock import CLOCK
from server.database import DATABASE
from server.orders.refusals import WrongFields
from server.web.forms import Form, read_form
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.problems import answer_problem
from server.web.sessions import use_session
from server.web.words import _, ngettext
from shop.accounts.account_handlers import require_own_account
from shop.accounts.deleting import LastAdminStays, OrdersStillOpen, delete_account
from shop.accounts.downloading import read_all_of
from shop.accounts.handlers import lead_to, visit_of
from shop.accounts.passwords import typed_password
from shop.accounts.person import person_shape
from shop.cart.carts import CARTS
from shop.cart.showing import cart_shape


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletePage:
    """accounts/delete.html. `open_orders`: number and public id of those that must be finished first."""

    email: str
    open_orders: Sequence[tuple[str, str]] = ()
    last_admin: bool = False
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


async def download(request: web.Request) -> web.Response:
    """Everything of mine as one JSON file."""
    person = await require_own_account(request)
    asker, carts = request[ASKER], request.app[CARTS]
    cart = cart_shape(await carts.show(await carts.read(asker)), with_notices=False)
    async with (
        request.app[DATABASE].acquire(timeout=3.0) as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        everything = await read_all_of(connection, asker, person, cart, request.app[CLOCK]())
    response = json_answer(request, everything)
    response.headers[hdrs.CONTENT_DISPOSITION] = 'attachment; filename="my-data.json"'
    response.headers[hdrs.CACHE_CONTROL] = "no-store"
    return response


async def show_delete(request: web.Request) -> web.Response:
    """What goes, what stays, and the password once more."""
    person = await require_own_account(request)
    if wants_json(request):
        return json_answer(request, person_shape(person))
    return await render(request, "accounts/delete.html", DeletePage(email=person.email))


async def submit_delete(request: web.Request) -> web.Response:
    """Gone for good: from here on the browser is a guest's."""
    person = await require_own_account(request)
    form = await read_form(request)
    try:
        password = _parse_password(form)
        await delete_account(request.app, person, password, visit_of(request), _wrong_password())
    except WrongFields as wrong:
        if wants_json(request):
            raise
        page = DeletePage(email=person.email, errors=wrong.errors)
        return await render(request, "accounts/delete.html", page, status=wrong.status)
    except OrdersStillOpen as refusal:
        return await _refuse_open(request, person.email, refusal)
    except LastAdminStays as refusal:
        return await _refuse_last_admin(request, person.email, refusal)
    token, _guest = request.app[SESSIONS].guest()
    use_session(request, token)
    if not wants_json(request):
        return lead_to("/login?left=1")
    response = json_answer(request, person_shape(None))
    response.headers["X-CSRF-Token"] = request.app[SESSIONS].csrf_token(token)
    return response


def _parse_password(form: Form) -> str:
    password = typed_password(form.raw("password"))
    if not password:
        form.wrong("password", _("Please type your password: nobody else shall delete your account."))
    form.check()
    return password


def _wrong_password() -> WrongFields:
    sentence = _("This is not your password. Check it, capitals and small letters count.")
    return WrongFields({"password": [sentence]})


async def _refuse_open(request: web.Request, email: str, refusal: OrdersStillOpen) -> web.Response:
    if not wants_json(request):
        page = DeletePage(email=email, open_orders=refusal.orders)
        return await render(request, "accounts/delete.html", page, status=refusal.status)
    numbers = ", ".join(number for number, _public_id in refusal.orders)
    detail = ngettext(
        "Order {numbers} is still open. Collect or cancel it first.",
        "Orders {numbers} are still open. Collect or cancel them first.",
        len(refusal.orders),
    ).format(numbers=numbers)
    return await answer_problem(request, refusal.status, refusal.code, _("There are open orders"), detail)


async def _refuse_last_admin(request: web.Request, email: str, refusal: LastAdminStays) -> web.Response:
    if not wants_json(request):
        page = DeletePage(email=email, last_admin=True)
        return await render(request, "accounts/delete.html", page, status=refusal.status)
    detail = _("Make somebody else an admin first, then delete this account.")
    return await answer_problem(request, refusal.status, refusal.code, _("This is the last admin"), detail)
