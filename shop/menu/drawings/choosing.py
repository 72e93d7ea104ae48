"""Which drawing stands in for a product that has no photo and no drawing of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from shop.menu.drawings.portrait import Drawing, Tint
from shop.menu.drawings.portraits_bakery import BAKERY
from shop.menu.drawings.portraits_drinks import DRINKS
from shop.menu.drawings.portraits_kitchen import KITCHEN

DRAWINGS: Final[Mapping[str, Drawing]] = {**DRINKS, **BAKERY, **KITCHEN}

STAND_IN: Final = "latte-to-go"
STAND_INS: Final[Mapping[str, str]] = {
    "hot-drinks": "filter-coffee",
    "iced-drinks": "peach-iced-tea",
    "juices-and-smoothies": "orange-juice",
    "bakery": "croissant",
    "cakes-and-sweets": "raspberry-sponge",
    "sandwiches": "ham-cheddar",
    "bowls-and-soups": "garden-bowl",
    "breakfast": "granola-bowl",
}
BAKES: Final = frozenset(["bar", "cake", "cookie", "croissant", "loaf", "muffin", "ring", "roll", "tart"])
# What may stand in for a product of a known type; any other type takes every kind.
KINDS_OF_TYPE: Final[Mapping[str, frozenset[str]]] = {
    "hot-drinks": frozenset({"cup", "glass", "mug", "pot", "shot"}),
    "iced-drinks": frozenset({"cup", "glass", "shot"}),
    "juices-and-smoothies": frozenset({"bottle", "glass", "shot"}),
    "bakery": BAKES,
    "cakes-and-sweets": BAKES,
    "sandwiches": frozenset({"stack", "wrap"}),
    "bowls-and-soups": frozenset({"bowl", "soup"}),
    "breakfast": BAKES | {"benedict", "bowl", "breakfast", "omelette", "pancakes", "stack", "toast", "wrap"},
}
# Words that say nothing about how a thing looks.
EMPTY_WORDS: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "day",
        "for",
        "go",
        "house",
        "large",
        "of",
        "on",
        "our",
        "small",
        "the",
        "to",
        "way",
        "with",
        "your",
    ]
)


def words_of(title: str) -> frozenset[str]:
    """The telling words of a title in lower case, plurals without their s."""
    found = re.findall(r"[^\W\d_]+", title.casefold())
    return frozenset(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in found) - EMPTY_WORDS


def choose_drawing(title: str, type_slug: str) -> str:
    """The slug of the drawing that shares most words with the title, weighted towards the last word of each.

    "Banana muffin" is drawn as a muffin, not as banana bread. A known type keeps to the kinds that fit it.
    Without a shared word it is the type's own stand-in.
    """
    wanted, fitting = words_of(title), KINDS_OF_TYPE.get(type_slug)
    best, best_score = STAND_INS.get(type_slug, STAND_IN), 0.0
    for slug, drawing in DRAWINGS.items():
        if fitting is not None and drawing.kind not in fitting:
            continue
        score = likeness(title, wanted, drawing)
        if score > best_score:
            best, best_score = slug, score
    return best


def likeness(title: str, wanted: frozenset[str], drawing: Drawing) -> float:
    """Shared words, the thing itself (last word or kind) counting twice; fewer other words win a tie."""
    theirs = words_of(drawing.title)
    shared = len(wanted & theirs)
    if drawing.kind in wanted:
        shared += 1
    if shared == 0:
        return 0
    same_thing = words_of(title.rsplit(maxsplit=1)[-1]) & (words_of(drawing.title.split()[-1]) | {drawing.kind})
    return shared + (1 if same_thing else 0) - len(theirs - wanted) / 100


def tint_of(slug: str) -> Tint:
    """The tile's colour behind a drawing; oat for a slug that is not drawn."""
    drawing = DRAWINGS.get(slug)
    return "oat" if drawing is None else drawing.tint
