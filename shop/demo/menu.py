"""The demo café's menu, in the order the menu page shows it. Written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shop.demo.bakery import BAKERY
from shop.demo.bowls import BOWLS
from shop.demo.breakfast import BREAKFAST
from shop.demo.cakes import CAKES
from shop.demo.hot_drinks import HOT_DRINKS
from shop.demo.iced_drinks import ICED_DRINKS
from shop.demo.juices import JUICES
from shop.demo.product import DemoProduct
from shop.demo.sandwiches import SANDWICHES


@dataclass(frozen=True, slots=True)
class DemoType:
    """A product type: its place on the menu is its place in TYPES."""

    slug: str
    title: str


TYPES: Final = (
    DemoType("hot-drinks", "Hot drinks"),
    DemoType("iced-drinks", "Iced drinks"),
    DemoType("juices-and-smoothies", "Juices and smoothies"),
    DemoType("bakery", "Bakery"),
    DemoType("cakes-and-sweets", "Cakes and sweets"),
    DemoType("sandwiches", "Sandwiches"),
    DemoType("bowls-and-soups", "Bowls and soups"),
    DemoType("breakfast", "Breakfast"),
)

MENU: Final[tuple[DemoProduct, ...]] = (
    *HOT_DRINKS,
    *ICED_DRINKS,
    *JUICES,
    *BAKERY,
    *CAKES,
    *SANDWICHES,
    *BOWLS,
    *BREAKFAST,
)

# What can be sold before options and choices can be: without either, counted stock included.
WITHOUT_OPTIONS: Final = tuple(product for product in MENU if not product.options and not product.choice_groups)
