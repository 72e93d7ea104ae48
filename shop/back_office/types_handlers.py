"""/admin/types over HTTP: every action is a form, every answer the type."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from aiohttp import web

from server.access.clock import CLOCK
from server.database import DATABASE
from server.orders.order import Role
from server.orders.refusals import WrongFields
from server.realtime.telling import TELLER, Unit
from server.web.forms import read_form
from server.web.guards import require_role
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.words import _
from shop.back_office.types_changing import (
    Direction,
    create_type,
    delete_type,
    empty_type,
    move_type,
    read_title,
    rename_type,
)
from shop.back_office.types_reading import ProductType, TypesPage, find_types, type_shape

LIST: Final = "/admin/types"


async def show_types(request: web.Request) -> web.Response:
    require_role(request, Role.ADMIN)
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        types = await find_types(connection)
    if wants_json(request):
        return json_answer(request, {"types": [type_shape(one) for one in types]})
    return await render(request, "back_office/types.html", TypesPage(types=types))


async def submit_new_type(request: web.Request) -> web.Response:
    require_role(request, Role.ADMIN)
    form = await read_form(request)
    try:
        title = read_title(form)
        async with request.app[TELLER].transaction() as unit:
            made = await create_type(unit.connection, title)
    except WrongFields as wrong:
        return await _show_again(request, None, form.raw("title"), wrong)
    return _answer(request, made, status=201)


async def submit_type(request: web.Request) -> web.Response:
    """Rename."""
    require_role(request, Role.ADMIN)
    form, type_id = await read_form(request), _type_id(request)
    try:
        title = read_title(form)
        async with request.app[TELLER].transaction() as unit:
            renamed = await rename_type(unit, type_id, title, request.app[CLOCK]())
    except WrongFields as wrong:
        return await _show_again(request, type_id, form.raw("title"), wrong)
    return _answer(request, renamed)


async def submit_place(request: web.Request) -> web.Response:
    """One place up or down."""
    require_role(request, Role.ADMIN)
    form = await read_form(request)
    word = form.one_of("direction", [d.value for d in Direction], _("Say up or down."))
    form.check()
    async with request.app[TELLER].transaction() as unit:
        moved = await move_type(unit, _type_id(request), Direction(word))
    return _answer(request, moved)


async def submit_emptying(request: web.Request) -> web.Response:
    return await _clear(request, empty_type)


async def submit_deletion(request: web.Request) -> web.Response:
    return await _clear(request, delete_type)


async def _clear(request: web.Request, change: Callable[[Unit, int, datetime], Awaitable[ProductType]]) -> web.Response:
    require_role(request, Role.ADMIN)
    async with request.app[TELLER].transaction() as unit:
        cleared = await change(unit, _type_id(request), request.app[CLOCK]())
    return _answer(request, cleared)


def _answer(request: web.Request, product_type: ProductType, *, status: int = 200) -> web.Response:
    if wants_json(request):
        return json_answer(request, {"type": type_shape(product_type)}, status=status)
    return web.Response(status=303, headers={"Location": LIST})


async def _show_again(request: web.Request, type_id: int | None, typed: str, wrong: WrongFields) -> web.Response:
    if wants_json(request):
        raise wrong
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        types = await find_types(connection)
    errors = tuple(wrong.errors.get("title", ()))
    page = TypesPage(types=types, typed_id=type_id, typed=typed, errors=errors)
    return await render(request, "back_office/types.html", page, status=wrong.status)


def _type_id(request: web.Request) -> int:
    return int(request.match_info["type_id"])
