"""The page of a product's form: as it is, or as it was typed when something was wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from server.database import Connection, queries
from server.orders.money import SYMBOLS, decimal_text
from shop.back_office.products_form import STATION, ProductReading
from shop.back_office.products_rows import ChoiceRow, GroupRow, OptionRow, group_rows_of, option_rows_of
from shop.back_office.types_reading import ProductType, find_types
from shop.menu.products import Product

FIELDS = ("title", "kitchen_title", "description", "price", "type_id", "prep_minutes", "station", "tags", "stock")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """back_office/product.html. `product` None: a new one. `errors` are sentences by field; `until` was typed."""

    now: datetime
    product: Product | None
    types: Sequence[ProductType]
    stations: Sequence[str]
    symbol: str
    prep_default: int
    values: Mapping[str, str]
    options: Sequence[OptionRow]
    groups: Sequence[GroupRow]
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    saved: bool = False
    photo_lost: bool = False
    until: str = ""

    @property
    def action(self) -> str:
        return "/admin/products" if self.product is None else f"/admin/products/{self.product.id}"

    @property
    def blank_option(self) -> OptionRow:
        return OptionRow()

    @property
    def blank_choice(self) -> ChoiceRow:
        return ChoiceRow()

    @property
    def type_choices(self) -> list[tuple[str, str]]:
        """Pairs for the drop-down."""
        return [(str(one.id), one.title) for one in self.types]

    @property
    def blank_group(self) -> GroupRow:
        return GroupRow()


async def read_form_page(
    connection: Connection,
    product: Product | None,
    now: datetime,
    currency: str,
    prep_default: int,
    *,
    reading: ProductReading | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
    saved: bool = False,
    photo_lost: bool = False,
    until: str = "",
) -> FormPage:
    """The form of a product; with `reading` as it was typed, rows included."""
    values = _values(product, currency, prep_default)
    options = [] if product is None else option_rows_of(product, currency)
    groups = [] if product is None else group_rows_of(product, currency)
    if reading is not None:
        typed = reading.form.values
        values.update({name: typed[name] for name in FIELDS if name in typed})
        if reading.form.given("stock_seen"):
            values["stock_seen"] = reading.stock_seen
        options = options if reading.options is None else reading.options
        groups = groups if reading.groups is None else reading.groups
    return FormPage(
        now=now,
        product=product,
        types=await find_types(connection),
        stations=[row["station"] for row in await queries().shop.find_back_office_stations(connection)],
        symbol=SYMBOLS.get(currency, currency).strip(),
        prep_default=prep_default,
        values=values,
        options=options,
        groups=groups,
        errors=errors or {},
        saved=saved,
        photo_lost=photo_lost,
        until=until,
    )


def _values(product: Product | None, currency: str, prep_default: int) -> dict[str, str]:
    if product is None:
        empty = dict.fromkeys((*FIELDS, "stock_seen"), "")
        return {**empty, "prep_minutes": str(prep_default), "station": STATION}
    stock = "" if product.stock is None else str(product.stock)
    return {
        "title": product.title,
        "kitchen_title": product.kitchen_title,
        "description": product.description,
        "price": decimal_text(product.price_minor, currency),
        "type_id": str(product.type_id),
        "prep_minutes": str(product.prep_minutes),
        "station": product.station,
        "tags": ", ".join(product.tags),
        "stock": stock,
        "stock_seen": stock,
    }
