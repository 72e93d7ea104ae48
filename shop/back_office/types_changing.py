"""Product types: made, renamed, ordered by hand, emptied, deleted. A product has one type at any time (CAT-5).

All types are locked first, in id order; their products by id after them; topics last. A type keeps its slug when it is
renamed, so that saved links to that part of the menu still lead there.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any, Final

from server.database import Connection, queries
from server.orders.refusals import NotThere, Refusal, WrongFields
from server.realtime.telling import Unit
from server.web.forms import Form
from server.web.words import _
from shop.back_office.slugs import free_slug, slug_of
from shop.back_office.types_reading import ProductType, find_types
from shop.menu.telling import touch_listing, touch_product

MOST_TITLE: Final = 60
_ROOM_BETWEEN: Final = 10


class BuiltInType(Refusal):
    """«Other» is the home of products without another type: it stays, and keeps its name."""

    code = "built-in-type"


class Direction(Enum):
    UP = "up"
    DOWN = "down"


def read_title(form: Form) -> str:
    """The form's title. Raises WrongFields."""
    title = form.text("title", most=MOST_TITLE, required=_("Give the type a name, such as “Hot drinks”."))
    form.check()
    return " ".join(title.split())


async def create_type(connection: Connection, title: str) -> ProductType:
    """A new, empty type, last before «Other». Raises WrongFields for a title there is already."""
    rows = await _lock(connection)
    _check_is_free(rows, title, None)
    slug = free_slug(slug_of(title, "type"), {row["slug"] for row in rows})
    type_id = await queries().shop.insert_back_office_type(connection, slug=slug, title=title)
    return await _find(connection, type_id)


async def rename_type(unit: Unit, type_id: int, title: str, now: datetime) -> ProductType:
    """Its products are told: the type's title is part of them. Raises NotThere, WrongFields."""
    rows = await _lock(unit.connection)
    row = _one_of(rows, type_id)
    if row["built_in"] and title != row["title"]:
        sentence = _("“{title}” is built in and keeps its name. You can create another type instead.")
        raise WrongFields({"title": [sentence.format(title=row["title"])]})
    _check_is_free(rows, title, type_id)
    if title != row["title"]:
        await queries().shop.update_back_office_type(unit.connection, id=type_id, title=title)
        touched = await queries().shop.touch_back_office_products_of_type(unit.connection, type_id=type_id)
        for product in touched:
            touch_product(unit, product["id"], now)
    return await _find(unit.connection, type_id)


async def empty_type(unit: Unit, type_id: int, now: datetime) -> ProductType:
    """Its products move to «Other»; the type stays. Raises NotThere, BuiltInType."""
    await _move_products_out(unit, await _lock(unit.connection), type_id, now)
    return await _find(unit.connection, type_id)


async def delete_type(unit: Unit, type_id: int, now: datetime) -> ProductType:
    """Its products move to «Other», in the same transaction. The type as it was. Raises NotThere, BuiltInType."""
    rows = await _lock(unit.connection)
    _one_of(rows, type_id)
    was = await _find(unit.connection, type_id)
    await _move_products_out(unit, rows, type_id, now)
    await queries().shop.delete_back_office_type(unit.connection, id=type_id)
    return was


async def move_type(unit: Unit, type_id: int, direction: Direction) -> ProductType:
    """One place up or down the menu; at the end of the list nothing moves. Raises NotThere, BuiltInType."""
    connection = unit.connection
    _one_of(await _lock(connection), type_id)
    order = [t.id for t in await find_types(connection) if not t.built_in]
    if type_id not in order:
        raise BuiltInType
    place = order.index(type_id)
    other = place + (-1 if direction is Direction.UP else 1)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    positions = [number * _ROOM_BETWEEN for number in range(1, len(order) + 1)]
    await queries().shop.update_back_office_type_positions(connection, ids=order, positions=positions)
    touch_listing(unit)
    return await _find(connection, type_id)


async def _move_products_out(unit: Unit, rows: list[Any], type_id: int, now: datetime) -> None:
    if _one_of(rows, type_id)["built_in"]:
        raise BuiltInType
    home = next(row["id"] for row in rows if row["built_in"])
    moved = await queries().shop.move_back_office_products(unit.connection, from_id=type_id, to_id=home)
    for product in moved:
        touch_product(unit, product["id"], now)
    if moved:
        touch_listing(unit)


async def _lock(connection: Connection) -> list[Any]:
    """All types, none of which changes until the transaction ends; who comes second sees what the first has made."""
    await queries().shop.lock_back_office_types(connection)
    # a statement that waited for its locks does not see what was inserted meanwhile: the next one does
    return list(await queries().shop.lock_back_office_types(connection))


async def _find(connection: Connection, type_id: int) -> ProductType:
    return next(found for found in await find_types(connection) if found.id == type_id)


def _one_of(rows: list[Any], type_id: int) -> Any:  # noqa: ANN401 - a row
    found = next((row for row in rows if row["id"] == type_id), None)
    if found is None:
        raise NotThere
    return found


def _check_is_free(rows: list[Any], title: str, own_id: int | None) -> None:
    if any(row["title"].casefold() == title.casefold() and row["id"] != own_id for row in rows):
        sentence = _("There is a type called “{title}” already. Please choose another name.")
        raise WrongFields({"title": [sentence.format(title=title)]})
