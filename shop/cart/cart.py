"""A cart as a value: lines, what was removed, and what its owner is to be told once. Pure (CART-1, 3, 4, 6, 7).

The same JSON document stands in Redis for guests and in Postgres for customers. Every change answers a new cart.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from shop.cart.notices import Notice

MOST_OF_ONE: Final = 99
MOST_LINES: Final = 100
_KEPT_REMOVED: Final = 10


class LineNotThere(Exception):
    """The cart has no such line (any more)."""


class TooManyLines(Exception):
    """A cart holds MOST_LINES different things at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is put into a cart: a product, its option if it has options, the ids of its choices, how many."""

    product_id: int
    option_id: int | None
    choice_ids: tuple[int, ...]
    quantity: int
    title: str
    price_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLine:
    """A line. `line` never changes and is never used again; title and unit price are those its owner last saw.

    `told` is what its owner already knows about it being short or gone (see pricing), so that it is said once.
    """

    line: int
    product_id: int
    option_id: int | None = None
    choice_ids: tuple[int, ...] = ()
    quantity: int
    title: str = ""
    seen_price_minor: int | None = None
    told: str = ""

    @property
    def same_thing(self) -> tuple[int, int | None, tuple[int, ...]]:
        """Lines of the same product, option and choices are one line; other choices stay apart."""
        return (self.product_id, self.option_id, self.choice_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A line taken out at `at` (epoch seconds), kept so that it can be put back."""

    line: CartLine
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """Lines in the order they came; `version` rises by one with each change one can see."""

    lines: tuple[CartLine, ...] = ()
    next_line: int = 1
    removed: tuple[Removed, ...] = ()
    version: int = 0
    notices: tuple[Notice, ...] = ()

    @property
    def items(self) -> int:
        """How many things are in it: the sum of quantities."""
        return sum(line.quantity for line in self.lines)

    def find_line(self, line: int) -> CartLine:
        """Raises LineNotThere."""
        for found in self.lines:
            if found.line == line:
                return found
        raise LineNotThere

    def add(self, wanted: Wanted) -> Cart:
        """The same thing adds up, to MOST_OF_ONE with a notice. Raises TooManyLines."""
        thing = (wanted.product_id, wanted.option_id, tuple(sorted(wanted.choice_ids)))
        for line in self.lines:
            if line.same_thing == thing:
                return self.with_quantity(
                    replace(line, title=wanted.title, seen_price_minor=wanted.price_minor),
                    line.quantity + wanted.quantity,
                )
        if len(self.lines) >= MOST_LINES:
            raise TooManyLines
        new = CartLine(
            line=self.next_line,
            product_id=wanted.product_id,
            option_id=wanted.option_id,
            choice_ids=thing[2],
            quantity=0,
            title=wanted.title,
            seen_price_minor=wanted.price_minor,
        )
        return replace(self, lines=(*self.lines, new), next_line=self.next_line + 1).with_quantity(new, wanted.quantity)

    def set_quantity(self, line: int, quantity: int, now: int) -> Cart:
        """0 removes. Raises LineNotThere."""
        if quantity == 0:
            return self.remove(line, now)
        return self.with_quantity(self.find_line(line), quantity)

    def remove(self, line: int, now: int) -> Cart:
        """Take a line out, keeping it for `restore`. Raises LineNotThere."""
        gone = self.find_line(line)
        kept = (*self.removed, Removed(line=gone, at=now))[-_KEPT_REMOVED:]
        return replace(self, lines=tuple(x for x in self.lines if x is not gone), removed=kept)

    def restore(self, line: int) -> Cart:
        """Put a removed line back where it was; a line still there stays as it is. Raises LineNotThere, TooManyLines.

        When the same thing was added again meanwhile, the two add up.
        """
        if any(x.line == line for x in self.lines):
            return self
        back = next((x.line for x in self.removed if x.line.line == line), None)
        if back is None:
            raise LineNotThere
        cart = replace(self, removed=tuple(x for x in self.removed if x.line.line != line))
        for present in cart.lines:
            if present.same_thing == back.same_thing:
                return cart.with_quantity(present, present.quantity + back.quantity)
        if len(cart.lines) >= MOST_LINES:
            raise TooManyLines
        return replace(cart, lines=tuple(sorted((*cart.lines, back), key=lambda x: x.line)))

    def join(self, guest: Cart) -> Cart:
        """This saved cart together with a guest's (CART-7): the same thing is one line with the larger quantity.

        Nothing is lost, even past MOST_LINES; joining the same guest cart again changes nothing more. What differs
        from the saved cart is told, when there was a saved cart.
        """
        joined = self
        for theirs in guest.lines:
            mine = next((x for x in joined.lines if x.same_thing == theirs.same_thing), None)
            if mine is None:
                joined = replace(
                    joined,
                    lines=(*joined.lines, replace(theirs, line=joined.next_line)),
                    next_line=joined.next_line + 1,
                )
                if self.lines:
                    joined = joined.tell(Notice(code="joined", title=theirs.title, now=theirs.quantity))
            elif mine.quantity != theirs.quantity:
                larger = max(mine.quantity, theirs.quantity)
                joined = joined.with_quantity(mine, larger).tell(
                    Notice(code="larger-kept", title=mine.title, now=larger)
                )
        for notice in guest.notices:
            joined = joined.tell(notice)
        return joined

    def tell(self, notice: Notice) -> Cart:
        """Remember something to be said on the next page."""
        return self if notice in self.notices else replace(self, notices=(*self.notices, notice))

    def told(self, notices: Sequence[Notice]) -> Cart:
        """Their owner has read these."""
        return replace(self, notices=tuple(notice for notice in self.notices if notice not in notices))

    def emptied(self) -> Cart:
        """What is left when its order was placed: line numbers go on, so that old pages name no new line."""
        return Cart(next_line=self.next_line, version=self.version)

    def with_quantity(self, line: CartLine, quantity: int) -> Cart:
        """`line`, with this quantity, in place of the line of its number; capped at MOST_OF_ONE with a notice."""
        cart = self
        if quantity > MOST_OF_ONE:
            cart = cart.tell(Notice(code="most-of-one", title=line.title, now=MOST_OF_ONE))
        new = replace(line, quantity=min(quantity, MOST_OF_ONE))
        return replace(cart, lines=tuple(new if x.line == line.line else x for x in cart.lines))


Change = Callable[[Cart], Cart]


def is_same_to_see(one: Cart, other: Cart) -> bool:
    """Whether an open page of one need not be read again for the other: what its owner was told makes no difference."""

    def seen(cart: Cart) -> tuple[object, ...]:
        return ([(x.line, x.same_thing, x.quantity) for x in cart.lines], cart.removed)

    return seen(one) == seen(other)


def cart_text(cart: Cart) -> str:
    """The document as it is kept."""
    document = {
        "lines": [_line_cells(line) for line in cart.lines],
        "next": cart.next_line,
        "removed": [[_line_cells(gone.line), gone.at] for gone in cart.removed],
        "version": cart.version,
        "notices": [[n.code, n.title, n.was, n.now] for n in cart.notices],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def read_cart_text(text: str | bytes | None) -> Cart:
    """The cart a document holds; an empty one for none."""
    if not text:
        return Cart()
    document: dict[str, Any] = json.loads(text)
    return Cart(
        lines=tuple(_line(cells) for cells in document["lines"]),
        next_line=document["next"],
        removed=tuple(Removed(line=_line(cells), at=at) for cells, at in document["removed"]),
        version=document["version"],
        notices=tuple(Notice(code=c, title=t, was=was, now=now) for c, t, was, now in document["notices"]),
    )


def _line_cells(line: CartLine) -> list[Any]:
    return [
        line.line,
        line.product_id,
        line.option_id,
        list(line.choice_ids),
        line.quantity,
        line.title,
        line.seen_price_minor,
        line.told,
    ]


def _line(cells: Sequence[Any]) -> CartLine:
    number, product_id, option_id, choice_ids, quantity, title, seen, told = cells
    return CartLine(
        line=number,
        product_id=product_id,
        option_id=option_id,
        choice_ids=tuple(choice_ids),
        quantity=quantity,
        title=title,
        seen_price_minor=seen,
        told=told,
    )
