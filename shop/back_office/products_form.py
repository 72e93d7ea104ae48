"""The product's form, read against the product as it is: a field left out keeps its value. Pure."""

from __future__ import annotations

from typing import Final

from server.orders.money import decimal_text
from server.web.forms import Form, is_visible
from server.web.words import _
from shop.back_office.products_prices import MOST_STOCK, read_price, read_stock
from shop.back_office.products_rows import (
    GroupRow,
    OptionRow,
    read_groups,
    read_options,
    stock_moved_words,
    typed_groups,
    typed_options,
)
from shop.back_office.products_wish import (
    ProductWish,
    StockHasMoved,
    current_groups,
    decide_stock,
    lowest_difference,
    lowest_price,
)
from shop.back_office.slugs import shortened
from shop.menu.products import Product

MOST_TITLE: Final = 120
MOST_KITCHEN_TITLE: Final = 40
MOST_DESCRIPTION: Final = 2000
MOST_STATION: Final = 30
MOST_PREP_MINUTES: Final = 240
MOST_TAGS: Final = 10
MOST_TAG: Final = 30
STATION: Final = "kitchen"
_SHORT_TITLE: Final = 24


class ProductReading:
    """One submitted form. `options` and `groups` are its rows as typed (None = not sent), with their sentences."""

    def __init__(self, form: Form, currency: str, prep_default: int) -> None:
        self.form = form
        self.options: list[OptionRow] | None = None
        self.groups: list[GroupRow] | None = None
        self.stock_seen = form.raw("stock_seen")
        self._currency = currency
        self._prep_default = prep_default

    def read(self, current: Product | None) -> ProductWish:
        """What is meant, for the product as it is now (None: a new one). Raises WrongFields with all that is wrong.

        `current` is read under its row's lock: stock differences are applied to it.
        """
        form = self.form
        form.errors.clear()
        self.options, self.groups = typed_options(form), typed_groups(form)
        options = None if self.options is None else read_options(form, self.options, current, self._currency)
        title = self._title(current)
        wish = ProductWish(
            title=title,
            kitchen_title=self._kitchen_title(current, title),
            description=self._description(current),
            price_minor=self._price(current),
            type_id=self._type_id(current),
            prep_minutes=self._prep_minutes(current),
            station=self._station(current),
            tags=self._tags(current),
            stock=self._stock(current),
            options=options,
            groups=None if self.groups is None else read_groups(form, self.groups, self._currency),
        )
        self._check_lowest_price(wish, current)
        form.check()
        return wish

    def _keeps(self, name: str, current: Product | None) -> bool:
        return current is not None and not self.form.given(name)

    def _title(self, current: Product | None) -> str:
        if current is not None and self._keeps("title", current):
            return current.title
        required = _("Give it a name people know, such as “Flat white”.")
        return self.form.text("title", most=MOST_TITLE, required=required)

    def _kitchen_title(self, current: Product | None, title: str) -> str:
        if current is not None and self._keeps("kitchen_title", current):
            return current.kitchen_title
        return self.form.text("kitchen_title", most=MOST_KITCHEN_TITLE) or shortened(title, _SHORT_TITLE)

    def _description(self, current: Product | None) -> str:
        if current is not None and self._keeps("description", current):
            return current.description
        required = _("Describe it in a sentence or two, such as “Grilled halloumi, tomato and hummus in a seeded bun.”")
        return self.form.text("description", most=MOST_DESCRIPTION, required=required, lines=True)

    def _price(self, current: Product | None) -> int:
        if current is not None and self._keeps("price", current):
            return current.price_minor
        price, sentence = read_price(self.form.raw("price"), self._currency)
        if sentence:
            self.form.wrong("price", sentence)
        return price or 0

    def _type_id(self, current: Product | None) -> int:
        if current is not None and self._keeps("type_id", current):
            return current.type_id
        text = self.form.raw("type_id").strip()
        if text.isascii() and text.isdigit() and len(text) <= 18:
            return int(text)
        self.form.wrong("type_id", _("Choose a type: a product has exactly one."))
        return 0

    def _prep_minutes(self, current: Product | None) -> int:
        if current is not None and self._keeps("prep_minutes", current):
            return current.prep_minutes
        if not self.form.raw("prep_minutes").strip():
            return self._prep_default
        message = _("Type whole minutes from 0 to {most}, such as {example}.").format(
            most=MOST_PREP_MINUTES, example=self._prep_default
        )
        minutes = self.form.whole_number("prep_minutes", 0, MOST_PREP_MINUTES, message=message)
        return 0 if minutes is None else minutes

    def _station(self, current: Product | None) -> str:
        if current is not None and self._keeps("station", current):
            return current.station
        return self.form.text("station", most=MOST_STATION) or STATION

    def _tags(self, current: Product | None) -> tuple[str, ...]:
        """Words parted by commas, in one field or several."""
        if current is not None and self._keeps("tags", current):
            return current.tags
        typed = Form({"tags": [", ".join(self.form.all("tags"))]})
        text = typed.text("tags", most=MOST_TAGS * MOST_TAG * 2)
        for sentence in typed.errors.get("tags", ()):
            self.form.wrong("tags", sentence)
        found = {" ".join(word.split()).lower(): None for word in text.split(",") if is_visible(word)}
        if len(found) > MOST_TAGS or any(len(word) > MOST_TAG for word in found):
            sentence = _("Please use at most {most} short words, parted by commas, such as “vegan, gluten free”.")
            self.form.wrong("tags", sentence.format(most=MOST_TAGS))
        return tuple(found)

    def _stock(self, current: Product | None) -> int | None:
        before = None if current is None else current.stock
        if self._keeps("stock", current):
            return before
        wanted, sentence = read_stock(self.form.raw("stock"))
        if sentence:
            self.form.wrong("stock", sentence)
            return before
        seen, unreadable = read_stock(self.stock_seen)
        was_seen = current is not None and self.form.given("stock_seen") and not unreadable
        try:
            stock = decide_stock(before, wanted, seen=seen, was_seen=was_seen)
        except StockHasMoved as moved:
            self.form.wrong("stock", stock_moved_words(moved.left))
            self.stock_seen = str(moved.left)
            return before
        return stock if stock is None else min(stock, MOST_STOCK)

    def _check_lowest_price(self, wish: ProductWish, current: Product | None) -> None:
        """Whatever is chosen, nothing is sold for less than nothing."""
        groups = current_groups(current) if wish.groups is None else wish.groups
        lowest = lowest_price(wish, current)
        if self.form.errors or lowest + lowest_difference(groups) >= 0:
            return
        sentence = _("These choices together could cost less than nothing: the lowest price is {price}.")
        self.form.wrong("choice_price", sentence.format(price=decimal_text(lowest, self._currency)))
