"""Making and changing a product: locked, read, decided, written, told; in the caller's transaction.

Locks: types by id, product, its options by id, the topics last.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from server.database import Connection, queries
from server.orderbook.sold_out import touch_sold_out
from server.orders.refusals import NotThere, WrongFields
from server.realtime.telling import Unit
from server.web.words import _
from shop.back_office.photos_storing import PHOTO_WIDTHS
from shop.back_office.products_wish import GroupWish, OptionWish, ProductWish
from shop.back_office.slugs import slug_of
from shop.menu.catalogue import find_products
from shop.menu.drawings import choose_drawing, tint_of
from shop.menu.products import Product
from shop.menu.telling import touch_listing, touch_product

Read = Callable[[Product | None], ProductWish]
_ROOM_BETWEEN = 10


async def create_product(unit: Unit, read: Read, *, photo: str | None, now: datetime) -> Product:
    """A new product on sale. `read` says what it shall be; `photo` names files that are on the disk already.

    Raises WrongFields; nothing is written then.
    """
    types = await _hold_types(unit.connection)
    wish = read(None)
    type_slug = _slug_of_type(types, wish.type_id)
    drawing = choose_drawing(wish.title, type_slug)
    product_id = await queries().shop.insert_back_office_product(
        unit.connection,
        slug=slug_of(wish.title, "product"),
        **_columns_of(wish),
        drawing=drawing,
        tint=tint_of(drawing),
    )
    await _write_options(unit.connection, product_id, (), wish.options or (), now)
    await _write_groups(unit.connection, product_id, None, wish.groups or (), now)
    if photo is not None:
        await _hang_up(unit.connection, product_id, photo)
    touch_listing(unit)
    return await _tell(unit, product_id, now)


async def change_product(
    unit: Unit, product_id: int, read: Read, *, photo: str | None, without_photo: bool, now: datetime
) -> Product:
    """Write what `read` makes of the product as it is under its lock. Raises NotThere, WrongFields."""
    types = await _hold_types(unit.connection)
    current = await lock_product(unit.connection, product_id)
    wish = read(current)
    _slug_of_type(types, wish.type_id)
    await queries().shop.update_back_office_product(
        unit.connection,
        id=product_id,
        slug=current.slug if wish.title == current.title else slug_of(wish.title, "product"),
        **_columns_of(wish),
    )
    if wish.options is not None:
        sold = tuple(option.id for option in current.sold_options)
        await _write_options(unit.connection, product_id, sold, wish.options, now)
    if wish.groups is not None:
        await _write_groups(unit.connection, product_id, current, wish.groups, now)
    if photo is not None or without_photo:
        await queries().shop.put_back_office_photo_away(unit.connection, product_id=product_id, now=now)
    if photo is not None:
        await _hang_up(unit.connection, product_id, photo)
    elif without_photo:
        await queries().shop.update_back_office_photo(unit.connection, id=product_id, photo_id=None)
    if wish.type_id != current.type_id:
        touch_listing(unit)
    return await _tell(unit, product_id, now)


async def retire_product(unit: Unit, product_id: int, now: datetime) -> Product:
    """Gone from browsing; its page stays (CAT-6). Raises NotThere."""
    if await queries().shop.retire_back_office_product(unit.connection, id=product_id, now=now) is None:
        raise NotThere
    touch_listing(unit)
    return await _tell(unit, product_id, now)


async def restore_product(unit: Unit, product_id: int, now: datetime) -> Product:
    """On sale again. Raises NotThere."""
    if await queries().shop.restore_back_office_product(unit.connection, id=product_id) is None:
        raise NotThere
    touch_listing(unit)
    return await _tell(unit, product_id, now)


async def lock_product(connection: Connection, product_id: int) -> Product:
    """The product and its options under their row locks, as they are now. Raises NotThere."""
    if await queries().shop.lock_back_office_product(connection, id=product_id) is None:
        raise NotThere
    await queries().shop.lock_back_office_options(connection, product_id=product_id)
    return (await find_products(connection, [product_id]))[product_id]


async def _tell(unit: Unit, product_id: int, now: datetime) -> Product:
    touch_product(unit, product_id, now)
    touch_sold_out(unit, now)
    return (await find_products(unit.connection, [product_id]))[product_id]


async def _hold_types(connection: Connection) -> dict[int, str]:
    """Slugs by id, of types that stay until the transaction ends."""
    return {row["id"]: row["slug"] for row in await queries().shop.hold_back_office_types(connection)}


def _slug_of_type(types: dict[int, str], type_id: int) -> str:
    slug = types.get(type_id)
    if slug is None:
        raise WrongFields({"type_id": [_("This type is no longer there. Please choose another one.")]})
    return slug


def _columns_of(wish: ProductWish) -> dict[str, object]:
    """What is written as it was wished, of a new product and of an old one."""
    return {
        "title": wish.title,
        "kitchen_title": wish.kitchen_title,
        "description": wish.description,
        "price_minor": wish.price_minor,
        "type_id": wish.type_id,
        "prep_minutes": wish.prep_minutes,
        "station": wish.station,
        "tags": list(wish.tags),
        "stock": wish.stock,
    }


async def _hang_up(connection: Connection, product_id: int, photo: str) -> None:
    photo_id = await queries().shop.insert_back_office_photo(connection, name=photo, widths=list(PHOTO_WIDTHS))
    await queries().shop.update_back_office_photo(connection, id=product_id, photo_id=photo_id)


async def _write_options(
    connection: Connection, product_id: int, sold: tuple[int, ...], wishes: tuple[OptionWish, ...], now: datetime
) -> None:
    kept = {wish.id for wish in wishes}
    gone = [option_id for option_id in sold if option_id not in kept]
    if gone:
        await queries().shop.retire_back_office_options(connection, ids=gone, now=now)
    for place, wish in enumerate(wishes, start=1):
        columns = {
            "title": wish.title,
            "price_minor": wish.price_minor,
            "stock": wish.stock,
            "position": place * _ROOM_BETWEEN,
        }
        if wish.id is None:
            await queries().shop.insert_back_office_option(connection, product_id=product_id, **columns)
        else:
            await queries().shop.update_back_office_option(connection, id=wish.id, **columns)


async def _write_groups(
    connection: Connection, product_id: int, current: Product | None, wishes: tuple[GroupWish, ...], now: datetime
) -> None:
    """A group or choice that keeps its name keeps its id: carts that hold the choice keep it. Others are retired."""
    known = {} if current is None else {group.title: group for group in current.choice_groups}
    shop = queries().shop
    for place, wish in enumerate(wishes, start=1):
        group = known.pop(wish.title, None)
        position = place * _ROOM_BETWEEN
        if group is None:
            group_id = await shop.insert_back_office_group(
                connection, product_id=product_id, title=wish.title, several=wish.several, position=position
            )
            choices = {}
        else:
            group_id = group.id
            await shop.update_back_office_group(connection, id=group_id, several=wish.several, position=position)
            choices = {choice.title: choice.id for choice in group.choices}
        await _write_choices(connection, group_id, choices, wish, now)
    if known:
        await shop.retire_back_office_groups(connection, ids=[group.id for group in known.values()], now=now)


async def _write_choices(
    connection: Connection, group_id: int, known: dict[str, int], wish: GroupWish, now: datetime
) -> None:
    shop = queries().shop
    for place, choice in enumerate(wish.choices, start=1):
        columns = {"price_minor": choice.price_minor, "removes": choice.removes, "position": place * _ROOM_BETWEEN}
        choice_id = known.pop(choice.title, None)
        if choice_id is None:
            await shop.insert_back_office_choice(connection, group_id=group_id, title=choice.title, **columns)
        else:
            await shop.update_back_office_choice(connection, id=choice_id, **columns)
    if known:
        await shop.retire_back_office_choices(connection, ids=list(known.values()), now=now)
