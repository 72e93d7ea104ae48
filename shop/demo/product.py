"""What a product of the demo menu is made of."""

from __future__ import annotations

from dataclasses import dataclass

from shop.menu.drawings import tint_of


@dataclass(frozen=True, slots=True)
class Option:
    """A variation with a price of its own; stock None means not counted."""

    title: str
    price_minor: int
    stock: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a group; `removes` means something is left out."""

    title: str
    price_minor: int = 0
    removes: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Choices of which one is taken, or several."""

    title: str
    choices: tuple[Choice, ...]
    several: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoProduct:
    """One product. Prices in US cents; with options the price is the lowest of theirs.

    `kitchen_title` is the ticket's short name, the title unless given; `drawing` likewise is the slug.
    """

    slug: str
    title: str
    description: str
    price_minor: int
    type_slug: str
    station: str
    kitchen_title: str = ""
    prep_minutes: int = 4
    tags: tuple[str, ...] = ()
    drawing: str = ""
    stock: int | None = None
    options: tuple[Option, ...] = ()
    choice_groups: tuple[ChoiceGroup, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "kitchen_title", self.kitchen_title or self.title)
        object.__setattr__(self, "drawing", self.drawing or self.slug)

    @property
    def tint(self) -> str:
        """The tile's colour behind the drawing."""
        return tint_of(self.drawing)

    @property
    def is_plain(self) -> bool:
        """Sold as it is: nothing to choose and nothing counted."""
        return not self.options and not self.choice_groups and self.stock is None
