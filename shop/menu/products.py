"""Products as the whole shop knows them: immutable, whole, pure. What is on sale is decided by the clock at reading."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A variation such as a size. `stock` None = not counted; `unavailable_until` None = until somebody restores it."""

    id: int
    title: str
    price_minor: int
    stock: int | None = None
    available: bool = True
    unavailable_until: datetime | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of a group: `price_minor` is a difference and may be below zero; `removes` leaves something out."""

    id: int
    title: str
    price_minor: int = 0
    removes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceGroup:
    """Choices of which one (the first, unless picked) or, with `several`, any number is taken."""

    id: int
    title: str
    several: bool
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product with all its options (retired ones too: carts may hold them) and its current choices.

    Prices are in minor units, preparation in minutes, times are aware UTC. `photo` is the photo's name or None.
    A product with options has price and stock on its options only.
    """

    id: int
    slug: str
    title: str
    kitchen_title: str
    description: str
    type_id: int
    type_slug: str
    type_title: str
    price_minor: int
    prep_minutes: int
    station: str = "kitchen"
    tags: tuple[str, ...] = ()
    stock: int | None = None
    available: bool = True
    unavailable_until: datetime | None = None
    retired: bool = False
    drawing: str = ""
    tint: str = "oat"
    photo: str | None = None
    options: tuple[Option, ...] = ()
    choice_groups: tuple[ChoiceGroup, ...] = ()
    version: int = 1

    @property
    def sold_options(self) -> tuple[Option, ...]:
        """The options the shop still sells, sold out or not."""
        return tuple(option for option in self.options if not option.retired)

    @property
    def path(self) -> str:
        return f"/products/{self.id}-{self.slug}"

    def photo_path(self, width: int) -> str:
        """The address of its photo, `width` pixels wide: 424 or 848. Only for products that have one."""
        return f"/photos/{self.photo}-{width}.webp"

    @property
    def looks(self) -> str:
        """Eight digits that change with everything a page shows of it but for what open pages change by themselves:
        its own price and its options', what is sold out, how many are left."""
        options = [(option.id, option.title) for option in self.sold_options]
        words = (self.slug, self.title, self.description, self.type_slug, self.type_title, self.prep_minutes, self.tags)
        shown = (words, self.drawing, self.tint, self.photo, options, self.choice_groups, self.retired)
        return f"{zlib.crc32(repr(shown).encode()):08x}"

    @property
    def lowest_price_minor(self) -> int:
        """What «from» says: the lowest price among its options, or its own."""
        return min((option.price_minor for option in self.sold_options), default=self.price_minor)

    def on_sale_at(self, now: datetime) -> bool:
        """Whether it may be put into a cart now, whatever the opening hours."""
        if self.retired or not _is_available(self.unavailable_until, now, flag=self.available):
            return False
        if self.sold_options:
            return any(self.option_on_sale_at(option, now) for option in self.sold_options)
        return self.stock != 0

    def option_on_sale_at(self, option: Option, now: datetime) -> bool:
        """Whether this option may be put into a cart now; never while the product itself is off."""
        return (
            not self.retired
            and not option.retired
            and _is_available(self.unavailable_until, now, flag=self.available)
            and _is_available(option.unavailable_until, now, flag=option.available)
            and option.stock != 0
        )

    def find_option(self, option_id: int | None) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)

    def stock_left(self, option_id: int | None) -> int | None:
        """How many are left of it (or of its option); None = not counted. 0 for an option it does not have."""
        if option_id is None:
            return self.stock
        option = self.find_option(option_id)
        return 0 if option is None else option.stock

    def price_of(self, option_id: int | None) -> int:
        """Its price, or its option's. Raises KeyError for an option it does not have."""
        if option_id is None:
            return self.price_minor
        option = self.find_option(option_id)
        if option is None:
            raise KeyError(option_id)
        return option.price_minor

    def back_at(self, now: datetime) -> datetime | None:
        """When a sold-out product returns by itself, None when nobody has said."""
        if not self.available and self.unavailable_until is not None and self.unavailable_until > now:
            return self.unavailable_until
        return None


def _is_available(until: datetime | None, now: datetime, *, flag: bool) -> bool:
    """Marked sold out until a time: back by itself once it has passed."""
    return flag or (until is not None and until <= now)
