"""The same again (ORD-7): an order's lines as they would be put into a cart today. Pure.

What is no longer sold is left out by name. Options and choices are kept (CAT-11); prices are today's, and the cart says
where they differ from what was paid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from server.orders.order import Line
from server.orders.refusals import NotSold, WrongFields
from shop.cart.cart import MOST_LINES, Cart, TooManyLines, Wanted
from shop.cart.choosing import decide_wanted
from shop.cart.notices import Notice
from shop.menu.products import Product


@dataclass(frozen=True, slots=True)
class Again:
    """What goes into the cart, and what its owner is to be told."""

    wanted: tuple[Wanted, ...]
    notices: tuple[Notice, ...]

    def put_into(self, cart: Cart) -> Cart:
        """The cart with it; what is more than a cart holds is left out by name."""
        for one in self.wanted:
            try:
                cart = cart.add(one)
            except TooManyLines:
                cart = cart.tell(Notice(code="no-room", title=one.title, now=MOST_LINES))
        for notice in self.notices:
            cart = cart.tell(notice)
        return cart


def decide_again(lines: Sequence[Line], products: Mapping[int, Product], now: datetime) -> Again:
    """`products` by id, as they are sold now; those that exist no more may be missing."""
    wanted: list[Wanted] = []
    notices: list[Notice] = []
    for line in lines:
        product = products.get(line.product_id)
        if product is None or product.retired:
            notices.append(Notice(code="not-again", title=_title(line)))
            continue
        chosen = tuple(choice.id for choice in line.choices)
        offered = {choice.id for group in product.choice_groups for choice in group.choices}
        try:
            one = decide_wanted(product, line.option_id, [c for c in chosen if c in offered], line.quantity, now)
        except NotSold:
            notices.append(Notice(code="out-again", title=_title(line)))
        except WrongFields:  # the option is gone, or what was chosen no longer goes together
            notices.append(Notice(code="not-again", title=_title(line)))
        else:
            # as if its owner had last seen it at the price it was sold for: the cart then tells the difference
            wanted.append(replace(one, price_minor=line.unit_price_minor))
            if not set(chosen) <= offered:
                notices.append(Notice(code="other-choices", title=_title(line)))
    return Again(tuple(wanted), tuple(notices))


def _title(line: Line) -> str:
    return line.title if line.option_title is None else f"{line.title}, {line.option_title}"
