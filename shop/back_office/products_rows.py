"""The repeated rows of the product's form: options, and groups of choices, as typed and as meant. Pure.

Fields of one kind stand in step: the n-th `option_price` belongs to the n-th `option_title`. A row with nothing in it
is no row. Sentences about a row are kept with it, so that a form that comes back shows them beside the right field.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from server.orders.money import decimal_text
from server.web.forms import Form
from server.web.words import _
from shop.back_office.products_prices import difference_text, read_difference, read_price, read_stock
from shop.back_office.products_wish import ChoiceWish, GroupWish, OptionWish, StockHasMoved, decide_stock
from shop.menu.products import Product

MOST_OPTIONS, MOST_GROUPS, MOST_CHOICES, MOST_TITLE = 30, 12, 100, 60
OPTION_FIELDS = ("option_id", "option_title", "option_price", "option_stock", "option_stock_seen")
GROUP_FIELDS = ("group_title", "group_several")
CHOICE_FIELDS = ("choice_group", "choice_title", "choice_price", "choice_removes")
_YES = ("1", "on", "true", "yes")
_INDEX = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(slots=True, kw_only=True)
class OptionRow:
    """One option as typed; `seen` None = the form did not say which stock it showed."""

    id: str = ""
    title: str = ""
    price: str = ""
    stock: str = ""
    seen: str | None = ""
    stock_given: bool = True
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not self.title.strip() and not self.price.strip() and not (self.stock.strip() and not self.id)


@dataclass(slots=True, kw_only=True)
class ChoiceRow:
    title: str = ""
    price: str = ""
    removes: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not self.title.strip() and not self.price.strip()


@dataclass(slots=True, kw_only=True)
class GroupRow:
    title: str = ""
    several: bool = False
    choices: list[ChoiceRow] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not self.title.strip() and all(choice.is_blank for choice in self.choices)


def option_rows_of(product: Product, currency: str) -> list[OptionRow]:
    """The rows a form begins with."""
    rows = []
    for option in product.sold_options:
        stock = "" if option.stock is None else str(option.stock)
        price = decimal_text(option.price_minor, currency)
        rows.append(OptionRow(id=str(option.id), title=option.title, price=price, stock=stock, seen=stock))
    return rows


def group_rows_of(product: Product, currency: str) -> list[GroupRow]:
    return [
        GroupRow(
            title=group.title,
            several=group.several,
            choices=[
                ChoiceRow(title=c.title, price=difference_text(c.price_minor, currency), removes=c.removes)
                for c in group.choices
            ],
        )
        for group in product.choice_groups
    ]


def typed_options(form: Form) -> list[OptionRow] | None:
    """The option rows as sent, blank ones left out; None where the form has none of their fields."""
    columns = _columns(form, OPTION_FIELDS, "option_title")
    if columns is None:
        return None
    stocks, seen = form.given("option_stock"), form.given("option_stock_seen")
    rows = [
        OptionRow(id=i.strip(), title=t, price=p, stock=s, seen=shown if seen else None, stock_given=stocks)
        for i, t, p, s, shown in zip(*columns, strict=True)
    ]
    return [row for row in rows if not row.is_blank]


def typed_groups(form: Form) -> list[GroupRow] | None:
    """The groups as sent with their choices, blank ones left out; None where the form has none of their fields."""
    columns = _columns(form, GROUP_FIELDS, "group_title")
    rows = zip(*(columns or ()), strict=True)
    groups = [GroupRow(title=title, several=several in _YES) for title, several in rows]
    for index, title, price, removes in zip(*(_columns(form, CHOICE_FIELDS, "choice_title") or ()), strict=True):
        row = ChoiceRow(title=title, price=price, removes=removes in _YES)
        if row.is_blank:
            continue
        if not _INDEX.fullmatch(index) or int(index) >= len(groups):
            form.wrong("choice_group", _("Name the group each choice belongs to, counted from 0."))
            continue
        groups[int(index)].choices.append(row)
    return None if columns is None else [group for group in groups if not group.is_blank]


def read_options(
    form: Form, rows: Sequence[OptionRow], current: Product | None, currency: str
) -> tuple[OptionWish, ...]:
    """The options that are meant; what is wrong is said in the form and in its row."""
    if len(rows) > MOST_OPTIONS:
        form.wrong("option_title", _("Please use at most {most} options.").format(most=MOST_OPTIONS))
    known = {} if current is None else {str(option.id): option for option in current.sold_options}
    wishes, titles = [], set[str]()
    for place, row in enumerate(rows, start=1):
        option = known.pop(row.id, None) if row.id else None
        if row.id and option is None:
            _wrong_option(form, row, place, "id", _("This option is no longer there. Please remove the row."))
        title = _read_title(row.title)
        if not title:
            sentence = _("Name this option, such as “Large”, or empty the whole row to remove it.")
            _wrong_option(form, row, place, "title", sentence)
        elif len(title) > MOST_TITLE:
            _wrong_option(form, row, place, "title", _too_long())
        elif title.casefold() in titles:
            _wrong_option(form, row, place, "title", _("Another option has this name. Please use two different ones."))
        titles.add(title.casefold())
        price, sentence = read_price(row.price, currency)
        if sentence:
            _wrong_option(form, row, place, "price", sentence)
        stock = _read_option_stock(form, row, place, None if option is None else option.stock)
        wishes.append(
            OptionWish(id=None if option is None else option.id, title=title, price_minor=price or 0, stock=stock)
        )
    return tuple(wishes)


def read_groups(form: Form, rows: Sequence[GroupRow], currency: str) -> tuple[GroupWish, ...]:
    """The groups that are meant; what is wrong is said in the form and in its row."""
    if len(rows) > MOST_GROUPS:
        form.wrong("group_title", _("Please use at most {most} groups.").format(most=MOST_GROUPS))
    if sum(len(row.choices) for row in rows) > MOST_CHOICES:
        form.wrong("choice_title", _("Please use at most {most} choices.").format(most=MOST_CHOICES))
    groups, titles = [], set[str]()
    for place, row in enumerate(rows, start=1):
        title = _read_title(row.title)
        if not title:
            _wrong_group(form, row, place, _("Name this group, such as “Milk”."))
        elif len(title) > MOST_TITLE:
            _wrong_group(form, row, place, _too_long())
        elif title.casefold() in titles:
            _wrong_group(form, row, place, _("Another group has this name. Please use two different ones."))
        elif not row.choices:
            _wrong_group(form, row, place, _("Add at least one choice to it, such as “Oat”."))
        titles.add(title.casefold())
        choices = tuple(_read_choice(form, row, choice, currency) for choice in row.choices)
        groups.append(GroupWish(title=title, several=row.several, choices=choices))
    return tuple(groups)


def _read_choice(form: Form, group: GroupRow, row: ChoiceRow, currency: str) -> ChoiceWish:
    title = _read_title(row.title)
    others = [_read_title(other.title).casefold() for other in group.choices if other is not row]
    if not title:
        row.errors["title"] = _("Name this choice, such as “Oat”, or empty its row.")
    elif len(title) > MOST_TITLE:
        row.errors["title"] = _too_long()
    elif title.casefold() in others:
        row.errors["title"] = _("Another choice of this group has this name.")
    price, sentence = read_difference(row.price, currency)
    if sentence:
        row.errors["price"] = sentence
    for name, words in row.errors.items():
        form.wrong(f"choice_{name}", f"{title or group.title}: {words}")
    return ChoiceWish(title=title, price_minor=price or 0, removes=row.removes)


def _read_option_stock(form: Form, row: OptionRow, place: int, current: int | None) -> int | None:
    if not row.stock_given:
        return current
    wanted, sentence = read_stock(row.stock)
    if sentence:
        _wrong_option(form, row, place, "stock", sentence)
        return current
    seen, unreadable = read_stock(row.seen or "")
    try:
        return decide_stock(current, wanted, seen=seen, was_seen=row.seen is not None and not unreadable)
    except StockHasMoved as moved:
        _wrong_option(form, row, place, "stock", stock_moved_words(moved.left))
        row.seen = str(moved.left)
        return current


def stock_moved_words(left: int) -> str:
    return _("Some were sold meanwhile: {left} are left now. Please type how many there are.").format(left=left)


def _columns(form: Form, names: Sequence[str], leader: str) -> list[list[str]] | None:
    """The fields as columns of one length; a field that was not sent at all counts as empty everywhere."""
    if not any(form.given(name) for name in names):
        return None
    length = max(len(form.all(name)) for name in names)
    columns = []
    for name in names:
        values = form.all(name) or [""] * length
        if len(values) != length:
            form.wrong(leader, _("The fields of these rows must be sent in step, one of each for every row."))
            values = (values + [""] * length)[:length]
        columns.append(values)
    return columns


def _read_title(text: str) -> str:
    return " ".join(Form({"title": [text]}).text("title", most=MOST_TITLE * 10).split())


def _wrong_option(form: Form, row: OptionRow, place: int, name: str, sentence: str) -> None:
    row.errors[name] = sentence
    form.wrong(f"option_{name}", _("Option {place}: {sentence}").format(place=place, sentence=sentence))


def _wrong_group(form: Form, row: GroupRow, place: int, sentence: str) -> None:
    row.errors["title"] = sentence
    form.wrong("group_title", _("Group {place}: {sentence}").format(place=place, sentence=sentence))


def _too_long() -> str:
    return _("Please use at most {most} characters.").format(most=MOST_TITLE)
