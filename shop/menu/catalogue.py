"""The one read of products: whole products for every room, and their JSON shape."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg

from server.database import Connection, queries
from server.orders.shapes import Json
from shop.menu.products import Choice, ChoiceGroup, Option, Product


async def find_products(connection: Connection, ids: Sequence[int]) -> dict[int, Product]:
    """Products by id in the order asked for, retired ones too; ids that do not exist are left out. One statement."""
    if not ids:
        return {}
    rows = await queries().shop.find_menu_products(connection, ids=list(ids))
    found = {row["id"]: _product(row) for row in rows}
    return {product_id: found[product_id] for product_id in ids if product_id in found}


def product_shape(product: Product, now: datetime) -> Json:
    """The contract's `product`. Retired options are left out; a product with options counts no stock of its own."""
    options = product.sold_options
    return {
        "id": product.id,
        "slug": product.slug,
        "title": product.title,
        "description": product.description,
        "type": {"title": product.type_title, "slug": product.type_slug},
        "price": product.lowest_price_minor,
        "sale_price": None,
        "sale_percent": None,
        "stars": None,
        "reviews": 0,
        "available": product.on_sale_at(now),
        "stock": None if options else product.stock,
        "options": [
            {
                "id": option.id,
                "title": option.title,
                "price": option.price_minor,
                "stock": option.stock,
                "available": product.option_on_sale_at(option, now),
            }
            for option in options
        ],
        "choice_groups": [
            {
                "id": group.id,
                "title": group.title,
                "several": group.several,
                "choices": [
                    {"id": c.id, "title": c.title, "price": c.price_minor, "removes": c.removes} for c in group.choices
                ],
            }
            for group in product.choice_groups
        ],
        "prep_minutes": product.prep_minutes,
        "tags": list(product.tags),
        "retired": product.retired,
        "photo": None if product.photo is None else [product.photo_path(width) for width in (424, 848)],
        "looks": product.looks,
    }


def _product(row: asyncpg.Record) -> Product:
    return Product(
        id=row["id"],
        slug=row["slug"],
        title=row["title"],
        kitchen_title=row["kitchen_title"],
        description=row["description"],
        type_id=row["type_id"],
        type_slug=row["type_slug"],
        type_title=row["type_title"],
        price_minor=row["price_minor"],
        prep_minutes=row["prep_minutes"],
        station=row["station"],
        tags=tuple(row["tags"]),
        stock=row["stock"],
        available=row["available"],
        unavailable_until=row["unavailable_until"],
        retired=row["retired"],
        drawing=row["drawing"],
        tint=row["tint"],
        photo=row["photo"],
        options=tuple(_option(cells) for cells in json.loads(row["options"] or "[]")),
        choice_groups=tuple(_choice_group(cells) for cells in json.loads(row["choice_groups"] or "[]")),
        version=row["version"],
    )


def _option(cells: list[Any]) -> Option:
    return Option(
        id=cells[0],
        title=cells[1],
        price_minor=cells[2],
        stock=cells[3],
        available=cells[4],
        unavailable_until=None if cells[5] is None else datetime.fromtimestamp(cells[5], UTC),
        retired=cells[6],
    )


def _choice_group(cells: list[Any]) -> ChoiceGroup:
    choices = tuple(Choice(id=c[0], title=c[1], price_minor=c[2], removes=c[3]) for c in cells[3] or [])
    return ChoiceGroup(id=cells[0], title=cells[1], several=cells[2], choices=choices)
