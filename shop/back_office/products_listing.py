"""The admins' list of products: what is looked for, one page of it, and its JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from server.database import Connection, queries
from server.orders.refusals import NotThere
from server.orders.shapes import Json
from shop.back_office.types_reading import ProductType, find_types
from shop.menu.catalogue import find_products, product_shape
from shop.menu.paging import count_pages, parse_page
from shop.menu.products import Product

ON_A_PAGE: Final = 20
LOW_STOCK: Final = 5
STATES: Final = ("sold", "retired", "all")
_MOST_WORDS = 8
_ESCAPED = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for; `type` is a type's slug, `low` limits to low stock."""

    q: str = ""
    type: str = ""
    show: str = "sold"
    low: bool = False

    @property
    def is_narrow(self) -> bool:
        return bool(self.q or self.type or self.low or self.show != "sold")

    def address(self, **changes: str) -> str:
        """The list's address with this search; empty values are left out."""
        fields = {
            "q": self.q,
            "type": self.type,
            "show": "" if self.show == "sold" else self.show,
            "stock": "low" if self.low else "",
            **changes,
        }
        query = urlencode({name: value for name, value in fields.items() if value})
        return f"/admin/products?{query}" if query else "/admin/products"

    @property
    def page_address(self) -> str:
        """Up to «page=», for the pages' links."""
        address = self.address()
        return address + ("&page=" if "?" in address else "?page=")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductsPage:
    """back_office/products.html; `total` counts over all pages, `low_stock` over the whole shop."""

    now: datetime
    search: Search
    types: Sequence[ProductType]
    products: Sequence[Product]
    number: int
    pages: int
    total: int
    low_stock: int

    @property
    def shape(self) -> Json:
        return {
            "products": [admin_product_shape(product, self.now) for product in self.products],
            "page": self.number,
            "pages": self.pages,
            "total": self.total,
        }


def admin_product_shape(product: Product, now: datetime) -> Json:
    """The contract's `product`, and what only the form shows of it."""
    return {
        **product_shape(product, now),
        "kitchen_title": product.kitchen_title,
        "station": product.station,
        "own_price": product.price_minor,
        "photo": product.photo,
    }


def is_low(product: Product) -> bool:
    """Whether counted stock, its own or an option's, is at or under the shop's limit."""
    if product.sold_options:
        return any(option.stock is not None and option.stock <= LOW_STOCK for option in product.sold_options)
    return product.stock is not None and product.stock <= LOW_STOCK


def read_search(query: Mapping[str, str]) -> Search:
    """What the address asks for; an unknown word of a filter finds nothing less than everything: it is left out."""
    show = query.get("show", "sold")
    return Search(
        q=" ".join(query.get("q", "").replace("\x00", "").split())[:120],
        type=query.get("type", "").replace("\x00", "")[:80],
        show=show if show in STATES else "sold",
        low=query.get("stock") == "low",
    )


async def read_products(connection: Connection, query: Mapping[str, str], now: datetime) -> ProductsPage:
    """One page, newest first. Raises NotThere past the end."""
    search, number = read_search(query), parse_page(query.get("page"))
    if number is None:
        raise NotThere
    shop = queries().shop
    rows = await shop.find_back_office_products(
        connection,
        patterns=[f"%{word.translate(_ESCAPED)}%" for word in search.q.split()[:_MOST_WORDS]],
        type_slug=search.type or None,
        state=search.show,
        low=LOW_STOCK if search.low else None,
        most=ON_A_PAGE,
        skipped=(number - 1) * ON_A_PAGE,
    )
    if not rows and number > 1:
        raise NotThere
    total = rows[0]["total"] if rows else 0
    found = await find_products(connection, [row["id"] for row in rows])
    return ProductsPage(
        now=now,
        search=search,
        types=await find_types(connection),
        products=list(found.values()),
        number=number,
        pages=count_pages(total, ON_A_PAGE),
        total=total,
        low_stock=await shop.count_back_office_low_stock(connection, low=LOW_STOCK),
    )
