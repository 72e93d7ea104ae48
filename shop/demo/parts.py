"""What the words are like that further products of the demo shop are made of: thing, taste, what comes with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shop.demo.product import ChoiceGroup

# Words that decide which tags a product may carry; people with allergies read them.
NUTS: Final = frozenset({"hazelnut", "almond", "pistachio", "walnut", "pecan", "peanut", "nuts", "pesto"})
MEAT_AND_FISH: Final = frozenset(
    {"bacon", "beef", "chicken", "chorizo", "ham", "kimchi", "lamb", "mackerel", "prawn", "salmon", "tuna", "turkey"}
)
FROM_ANIMALS: Final = frozenset(
    {"butter", "caramel", "cream", "custard", "egg", "eggs", "feta", "foam", "honey", "honeycomb", "toffee", "yoghurt"}
)


@dataclass(frozen=True, slots=True)
class Base:
    """What it is: its price in cents, minutes to make, and the tag it always carries ("" = none)."""

    word: str
    price_minor: int
    minutes: int
    tag: str = "vegetarian"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """How products of one type are put together. `sentences` take {taste} and {base}, in lower case."""

    station: str
    bases: tuple[Base, ...]
    tastes: tuple[str, ...]
    extras: tuple[str, ...]
    sentences: tuple[str, ...]
    sizes: tuple[tuple[str, int], ...]
    group: ChoiceGroup
