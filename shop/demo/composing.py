"""Further products of the demo shop, put together from parts: the same seed gives the same products. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product as every_pair
from random import Random
from typing import Final

from shop.demo.parts import FROM_ANIMALS, MEAT_AND_FISH, NUTS, Base, Parts
from shop.demo.parts_baking import BAKING
from shop.demo.parts_drinks import DRINKS
from shop.demo.parts_kitchen import DISHES
from shop.demo.product import DemoProduct, Option
from shop.menu.drawings import choose_drawing

_PARTS: Final = {**DRINKS, **BAKING, **DISHES}
_SOLD_AS_IT_IS: Final = 0.62
_WITH_SIZES: Final = 0.24
_COUNTED: Final = 0.1
_RETIRED: Final = 0.06


class TooManyProducts(Exception):
    """There are not so many different ones."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A product and whether the shop has stopped selling it."""

    product: DemoProduct
    retired: bool


def compose_products(wanted: int, seed: int, taken: Collection[str]) -> list[Composed]:
    """So many products whose titles are none of `taken`, types in turn. Raises TooManyProducts."""
    chance = Random(f"products {seed}")  # noqa: S311 - believable, not secret
    titles = {title.casefold() for title in taken}
    sources = {slug: _all_of_type(slug, _PARTS[slug], chance) for slug in _PARTS}
    composed: list[Composed] = []
    while len(composed) < wanted and sources:
        for slug in list(sources):
            made = next((p for p in sources[slug] if p.title.casefold() not in titles), None)
            if made is None:
                del sources[slug]
            elif len(composed) < wanted:
                titles.add(made.title.casefold())
                composed.append(Composed(made, chance.random() < _RETIRED))
    if len(composed) < wanted:
        raise TooManyProducts(f"{wanted} further products were asked for, there are parts for {len(composed)}")
    return composed


def _all_of_type(type_slug: str, parts: Parts, chance: Random) -> Iterator[DemoProduct]:
    """Every taste of every base in a random order, then the same again with each extra."""
    for extra in ("", *chance.sample(parts.extras, len(parts.extras))):
        pairs = list(every_pair(parts.bases, parts.tastes))
        chance.shuffle(pairs)
        for base, taste in pairs:
            yield _compose(type_slug, base, taste, extra, chance)


def _compose(type_slug: str, base: Base, taste: str, extra: str, chance: Random) -> DemoProduct:
    parts = _PARTS[type_slug]
    title = " ".join(word for word in (taste, base.word, extra) if word)
    price = base.price_minor + chance.randrange(-2, 7) * 10 + (50 if extra else 0)
    words = chance.choice(parts.sentences).format(taste=taste.lower(), base=base.word)
    kind = chance.random()
    options = tuple(
        Option(size, price + more, chance.randrange(6, 40) if more and chance.random() < _COUNTED else None)
        for size, more in parts.sizes
    )
    return DemoProduct(
        slug=slug_of(title),
        title=title,
        kitchen_title=f"{taste} {base.word}"[:32],
        description=words[0].upper() + words[1:],
        price_minor=price,
        type_slug=type_slug,
        station=parts.station,
        prep_minutes=max(1, base.minutes + chance.randrange(-1, 2)),
        tags=_tags(title, base.tag),
        drawing=choose_drawing(title, type_slug),
        stock=chance.randrange(4, 30) if kind < _SOLD_AS_IT_IS and chance.random() < _COUNTED else None,
        options=options if _SOLD_AS_IT_IS <= kind < _SOLD_AS_IT_IS + _WITH_SIZES else (),
        choice_groups=(parts.group,) if kind >= _SOLD_AS_IT_IS + _WITH_SIZES / 2 else (),
    )


def _tags(title: str, tag: str) -> tuple[str, ...]:
    words = set(title.casefold().split())
    if words & MEAT_AND_FISH:
        tag = ""
    elif tag == "vegan" and words & FROM_ANIMALS:
        tag = "vegetarian"
    return (*((tag,) if tag else ()), *(("contains nuts",) if words & NUTS else ()))


def slug_of(title: str) -> str:
    """The title in an address: ASCII words with dashes."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
