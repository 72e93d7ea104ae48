"""Browsing: one page of the menu, or one product, read in one transaction that sees one state of the shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from server.database import Connection
from server.history import MENU, find_versions, get_epoch
from server.orderbook import count_queue
from server.orders.order import Order
from server.orders.prediction import PredictionRule, Work, predict_ready_at
from server.orders.refusals import NotThere
from shop.menu.catalogue import find_products
from shop.menu.paging import count_pages
from shop.menu.products import Product
from shop.menu.queries import MenuType, count_products, find_page, find_type

ON_A_PAGE = 24


@dataclass(frozen=True, slots=True)
class Seen:
    """How far the `menu` topic had come when a page was read: where its subscription goes on."""

    epoch: str
    version: int


@dataclass(frozen=True, slots=True)
class Wait:
    """What one product ordered now would wait: when it is ready, and how many orders come first."""

    ready_at: datetime
    ahead: int


@dataclass(frozen=True, slots=True)
class Section:
    """Neighbours of one type on a page."""

    slug: str
    title: str
    products: tuple[Product, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuPage:
    """One page of the menu; `chosen` is the type it is limited to, `total` counts over all pages.

    `last_order` is the asking customer's own, to be ordered again (ORD-7).
    """

    now: datetime
    types: Sequence[MenuType]
    chosen: MenuType | None
    sections: Sequence[Section]
    number: int
    pages: int
    total: int
    wait: Wait
    seen: Seen
    last_order: Order | None = None

    @property
    def everything(self) -> int:
        return sum(menu_type.products for menu_type in self.types)

    @property
    def products(self) -> list[Product]:
        return [product for section in self.sections for product in section.products]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """One product, retired or not."""

    now: datetime
    product: Product
    wait: Wait
    seen: Seen

    @property
    def options_on_sale(self) -> list[int]:
        """Ids of the options that may be picked, in their order."""
        return [o.id for o in self.product.sold_options if self.product.option_on_sale_at(o, self.now)]

    @property
    def first_sum_minor(self) -> int:
        """What one of it costs as the form begins: with the first option on sale and the first choice of each group."""
        product, on_sale = self.product, self.options_on_sale
        price = next((o.price_minor for o in product.sold_options if o.id in on_sale), product.lowest_price_minor)
        firsts = [group.choices[0] for group in product.choice_groups if group.choices and not group.several]
        return max(0, price + sum(choice.price_minor for choice in firsts))


async def read_menu(
    connection: Connection, rule: PredictionRule, now: datetime, *, number: int, type_slug: str | None
) -> MenuPage:
    """A page of the menu. Raises NotThere for an unknown type and for a page past the end."""
    seen = await read_seen(connection)
    types = await count_products(connection)
    chosen = None
    if type_slug is not None:
        chosen = next((t for t in types if t.slug == type_slug), None) or await find_type(connection, type_slug)
        if chosen is None:
            raise NotThere
    total = sum(t.products for t in types) if chosen is None else chosen.products
    pages = count_pages(total, ON_A_PAGE)
    if number > pages:
        raise NotThere
    type_id = None if chosen is None else chosen.id
    ids = await find_page(connection, type_id, most=ON_A_PAGE, skipped=(number - 1) * ON_A_PAGE)
    found = await find_products(connection, ids)
    return MenuPage(
        now=now,
        types=types,
        chosen=chosen,
        sections=sections_of(list(found.values())),
        number=number,
        pages=pages,
        total=total,
        wait=await read_wait(connection, rule, now, None),
        seen=seen,
    )


async def read_product(connection: Connection, rule: PredictionRule, now: datetime, product_id: int) -> ProductPage:
    """A product's page. Raises NotThere."""
    seen = await read_seen(connection)
    product = (await find_products(connection, [product_id])).get(product_id)
    if product is None:
        raise NotThere
    wait = await read_wait(connection, rule, now, product.prep_minutes)
    return ProductPage(now=now, product=product, wait=wait, seen=seen)


def sections_of(products: Sequence[Product]) -> list[Section]:
    """Products in the menu's order, cut where the type changes."""
    return [
        Section(slug, title, tuple(neighbours))
        for (slug, title), neighbours in groupby(products, key=lambda p: (p.type_slug, p.type_title))
    ]


async def read_seen(connection: Connection) -> Seen:
    """Read before the products: what changes in between is told once more, never missed."""
    versions = await find_versions(connection, [MENU])
    return Seen(await get_epoch(connection), versions.get(MENU, 0))


async def read_wait(connection: Connection, rule: PredictionRule, now: datetime, prep_minutes: int | None) -> Wait:
    """The promise for one product (PRED-1); None = of the default preparation."""
    ahead = await count_queue(connection, now)
    return Wait(predict_ready_at(now, [Work(prep_minutes, 1)], ahead, rule), ahead)
