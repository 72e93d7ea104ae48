"""What was in a past order: things as they were sold, with option, choices and price. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from shop.demo.people import Habits, pick_popular
from shop.menu.products import Choice, Option, Product

LINE_COLUMNS: Final = (
    "order_id", "line", "product_id", "option_id", "title", "kitchen_title", "option_title", "choices", "quantity",
    "original_price_minor", "unit_price_minor", "line_total_minor", "prep_minutes", "station", "status",
)  # fmt: skip

# how well a type goes with the morning, with noon (from half past ten), with the afternoon (from half past two)
_TIMES: Final[Mapping[str, tuple[float, float, float]]] = {
    "hot-drinks": (1.0, 0.75, 1.0),
    "iced-drinks": (0.25, 0.6, 0.7),
    "juices-and-smoothies": (0.4, 0.4, 0.4),
    "bakery": (0.9, 0.2, 0.45),
    "cakes-and-sweets": (0.08, 0.3, 0.8),
    "sandwiches": (0.06, 1.0, 0.2),
    "bowls-and-soups": (0.02, 0.9, 0.1),
    "breakfast": (0.7, 0.12, 0.03),
}
_AT_ANY_TIME: Final = (0.5, 0.5, 0.5)
_NOON_FROM, _AFTERNOON_FROM = 10.5, 14.5
_SECOND_THOUGHTS: Final = 8


@dataclass(frozen=True, slots=True)
class SoldWay:
    """One way to have a product: `choices` is the JSON text an order line keeps."""

    option_id: int | None
    option_title: str | None
    choices: str
    price_minor: int


@dataclass(frozen=True, slots=True)
class SoldThing:
    """A product with the ways it is had, the usual one first."""

    product_id: int
    type_slug: str
    title: str
    kitchen_title: str
    prep_minutes: int
    station: str
    ways: Sequence[SoldWay]


@dataclass(frozen=True, slots=True)
class SoldLine:
    thing: SoldThing
    way: SoldWay
    quantity: int

    @property
    def unit_minor(self) -> int:
        return self.way.price_minor

    def row(self, order_id: int, line: int, status: str) -> tuple[object, ...]:
        """In step with LINE_COLUMNS."""
        thing, way = self.thing, self.way
        return (
            order_id, line, thing.product_id, way.option_id, thing.title, thing.kitchen_title, way.option_title,
            way.choices, self.quantity, way.price_minor, way.price_minor, way.price_minor * self.quantity,
            thing.prep_minutes, thing.station, status,
        )  # fmt: skip


def sold_thing(product: Product) -> SoldThing:
    """How this product may have been sold: each option with the first choices, and with each other choice alone."""
    ways = [_way(product, option, choices) for option in product.options or (None,) for choices in _choices(product)]
    return SoldThing(
        product.id,
        product.type_slug,
        product.title,
        product.kitchen_title,
        product.prep_minutes,
        product.station,
        tuple(ways),
    )


def sell_lines(
    things: Mapping[int, SoldThing], habits: Habits, popular: Sequence[int], hour: float, chance: Random
) -> list[SoldLine]:
    """One thing to four, mostly the usual, each product once, and what one has at that hour of the shop's day."""
    how_many = chance.choices((1, 2, 3, 4), (46, 34, 14, 6))[0]
    picked: dict[int, SoldLine] = {}
    for _ in range(how_many):
        thing, usual = _pick(things, habits, popular, hour, chance)
        way = thing.ways[0] if usual or len(thing.ways) == 1 else chance.choice(thing.ways)
        picked.setdefault(thing.product_id, SoldLine(thing, way, chance.choices((1, 2, 3), (86, 11, 3))[0]))
    return list(picked.values())


def _pick(
    things: Mapping[int, SoldThing], habits: Habits, popular: Sequence[int], hour: float, chance: Random
) -> tuple[SoldThing, bool]:
    """Something, and whether it is the customer's usual. Who thinks of soup in the morning thinks again."""
    part = 0 if hour < _NOON_FROM else (1 if hour < _AFTERNOON_FROM else 2)
    thoughts = 0
    while True:
        usual = chance.random() < habits.faithfulness
        thing = things[chance.choice(habits.usual) if usual else pick_popular(popular, chance)]
        thoughts += 1
        if thoughts == _SECOND_THOUGHTS or chance.random() < _TIMES.get(thing.type_slug, _AT_ANY_TIME)[part]:
            return thing, usual


def _choices(product: Product) -> list[tuple[Choice, ...]]:
    first = tuple(group.choices[0] for group in product.choice_groups if group.choices and not group.several)
    others = [
        (*(c for c in first if c not in group.choices), choice)
        for group in product.choice_groups
        for choice in (group.choices if group.several else group.choices[1:])
    ]
    return [first, *others]


def _way(product: Product, option: Option | None, choices: Sequence[Choice]) -> SoldWay:
    text = json.dumps(
        [{"id": c.id, "title": c.title, "price": c.price_minor, "removes": c.removes} for c in choices],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    base = product.price_minor if option is None else option.price_minor
    price = max(0, base + sum(c.price_minor for c in choices))
    return SoldWay(option.id if option else None, option.title if option else None, text, price)
