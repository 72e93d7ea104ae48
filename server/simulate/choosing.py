"""What a guest takes from the menu as it is today. Pure: the same craving and the same menu give the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from server.simulate.guests import Craving

Json = dict[str, Any]
Fields = list[tuple[str, str]]


def choose_page(craving: Craving, pages: int) -> int:
    """A page of the menu, the first one every second time."""
    return 1 + int(pages * _chance("page", craving).random() ** 4)


def choose_product(craving: Craving, products: Sequence[Json], disliked: Sequence[int] = ()) -> Json | None:
    """Something to be had on this page, the first things more often: a café has its favourites, and they run out.

    None where there is nothing. `disliked` are ids of what was gone before.
    """
    there = [product for product in products if product["available"] and product["id"] not in disliked]
    return there[int(len(there) * _chance("product", craving).random() ** 2)] if there else None


def fill_form(craving: Craving, product: Json) -> Fields:
    """The product page's form: an option, one of each single choice, some of the others."""
    chance = _chance("choices", craving)
    fields = [("product_id", str(product["id"])), ("quantity", str(craving.quantity))]
    options = [option for option in product["options"] if option["stock"] is None or option["stock"] > 0]
    if options:
        fields.append(("option_id", str(chance.choice(options)["id"])))
    for group in product["choice_groups"]:
        choices = group["choices"]
        taken = [c for c in choices if chance.random() < 0.2] if group["several"] else [chance.choice(choices)]
        fields += [("choice_id", str(choice["id"])) for choice in taken]
    return fields


def _chance(what: str, craving: Craving) -> Random:
    return Random(f"{what} {craving.seed}")  # noqa: S311 - believable, not secret
