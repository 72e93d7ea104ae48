"""Product types as the back office sees them."""

from __future__ import annotations

from dataclasses import dataclass

from server.database import Connection, queries
from server.orders.shapes import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductType:
    """A type in the menu's order; `products` counts all it holds, retired ones too. «Other» is built in."""

    id: int
    slug: str
    title: str
    built_in: bool
    products: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TypesPage:
    """back_office/types.html: the list, and what a form that came back had typed (`typed_id` None: the new one)."""

    types: list[ProductType]
    typed_id: int | None = None
    typed: str = ""
    errors: tuple[str, ...] = ()


async def find_types(connection: Connection) -> list[ProductType]:
    """All types, by hand's order, «Other» last."""
    return [ProductType(**row) for row in await queries().shop.find_back_office_types(connection)]


def type_shape(product_type: ProductType) -> Json:
    return {
        "id": product_type.id,
        "slug": product_type.slug,
        "title": product_type.title,
        "products": product_type.products,
        "built_in": product_type.built_in,
    }
