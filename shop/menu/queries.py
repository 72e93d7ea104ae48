"""The menu's statements, typed."""

from __future__ import annotations

from dataclasses import dataclass

from server.database import Connection, queries


@dataclass(frozen=True, slots=True)
class MenuType:
    """A product type as the menu lists it; `products` counts what is shown of it."""

    id: int
    slug: str
    title: str
    products: int = 0


async def count_products(connection: Connection) -> list[MenuType]:
    """The types that have something to show, in the menu's order."""
    rows = await queries().shop.count_menu_products(connection)
    return [MenuType(row["id"], row["slug"], row["title"], row["products"]) for row in rows]


async def find_type(connection: Connection, slug: str) -> MenuType | None:
    row = await queries().shop.find_menu_type(connection, slug=slug)
    return None if row is None else MenuType(row["id"], row["slug"], row["title"])


async def find_page(connection: Connection, type_id: int | None, *, most: int, skipped: int) -> list[int]:
    """Product ids of one page, of the whole menu or of one type."""
    if type_id is None:
        rows = await queries().shop.find_menu_page(connection, most=most, skipped=skipped)
    else:
        rows = await queries().shop.find_menu_page_of_type(connection, type_id=type_id, most=most, skipped=skipped)
    return [row["id"] for row in rows]
