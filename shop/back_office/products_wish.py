"""What an admin wants a product to be, whole and checked; and the decisions about stock and choices, pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shop.menu.products import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionWish:
    """`id` None = a new option. `stock` None = not counted."""

    id: int | None
    title: str
    price_minor: int
    stock: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceWish:
    title: str
    price_minor: int
    removes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWish:
    title: str
    several: bool
    choices: tuple[ChoiceWish, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductWish:
    """Every field as it shall be; `options` and `groups` None = they stay as they are."""

    title: str
    kitchen_title: str
    description: str
    price_minor: int
    type_id: int
    prep_minutes: int
    station: str
    tags: tuple[str, ...]
    stock: int | None
    options: tuple[OptionWish, ...] | None
    groups: tuple[GroupWish, ...] | None


class StockHasMoved(Exception):
    """More was to be taken off the count than there is now: `left` are."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


def decide_stock(current: int | None, wanted: int | None, *, seen: int | None, was_seen: bool) -> int | None:
    """The new count. With a count that was shown (`was_seen`) the difference to it is applied, so that what was sold
    since is not put back; otherwise what is wanted holds. Raises StockHasMoved rather than fall below zero.
    """
    if wanted is None or not was_seen or seen is None or current is None:
        # counting begins or ends, or nobody knew better: nothing to take a difference of
        return current if was_seen and wanted == seen else wanted
    if current + wanted - seen < 0:
        raise StockHasMoved(current)
    return current + wanted - seen


def lowest_difference(groups: Sequence[GroupWish]) -> int:
    """The lowest sum of differences somebody may choose: one of each single group, the negatives of the others."""
    return sum(
        sum(min(0, choice.price_minor) for choice in group.choices)
        if group.several
        else min(choice.price_minor for choice in group.choices)
        for group in groups
        if group.choices
    )


def lowest_price(wish: ProductWish, current: Product | None) -> int:
    """The lowest price before choices: of the options where there are any."""
    if wish.options is not None:
        prices = [option.price_minor for option in wish.options]
    else:
        prices = [] if current is None else [option.price_minor for option in current.sold_options]
    return min(prices, default=wish.price_minor)


def current_groups(current: Product | None) -> tuple[GroupWish, ...]:
    """The choice groups a product has now, as they would be wished for."""
    if current is None:
        return ()
    return tuple(
        GroupWish(
            title=group.title,
            several=group.several,
            choices=tuple(
                ChoiceWish(title=c.title, price_minor=c.price_minor, removes=c.removes) for c in group.choices
            ),
        )
        for group in current.choice_groups
    )
