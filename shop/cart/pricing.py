"""What a cart costs now and what stands in its way: cart, products and the clock in, a priced cart out. Pure.

Prices, stock and availability are looked at anew each time (CART-8); what changed since the owner last looked is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from server.orders.order import Choice, Line
from server.orders.prediction import Work
from shop.cart.cart import Cart, CartLine
from shop.cart.notices import Notice
from shop.menu.products import Option, Product

StockItem = tuple[int, int | None]
"""A product, or one of its options: what is counted."""

OK: Final = ""
SHORT: Final = "short"
SOLD_OUT: Final = "sold-out"
RETIRED: Final = "retired"
NOT_LIKE_THAT: Final = "not-like-that"
"""A choice it was made with is gone: made without it, it would be another thing (an onion more, another bread)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """A line as it would be sold now. `state` is "" when it can be; `left` says how many there are when too few,
    `back_at` when what is sold out returns by itself."""

    sold: Line
    product: Product
    state: str
    left: int | None = None
    back_at: datetime | None = None

    @property
    def stock_item(self) -> StockItem:
        return (self.sold.product_id, self.sold.option_id)

    @property
    def counted(self) -> bool:
        return self.product.stock_left(self.sold.option_id) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """Something taken off the whole cart, by name, in minor units."""

    title: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedCart:
    """Money in minor units; `subtotal_minor - discount_minor == total_minor`, always (PAY-6)."""

    lines: tuple[PricedLine, ...]
    savings: tuple[Saving, ...]
    notices: tuple[Notice, ...]

    @property
    def subtotal_minor(self) -> int:
        """Σ original price × quantity."""
        return sum(x.sold.original_price_minor * x.sold.quantity for x in self.lines)

    @property
    def discount_minor(self) -> int:
        """Everything taken off: by sales on the lines, and by name."""
        on_lines = sum(x.sold.original_price_minor * x.sold.quantity - x.sold.line_total_minor for x in self.lines)
        return on_lines + sum(saving.amount_minor for saving in self.savings)

    @property
    def total_minor(self) -> int:
        return self.subtotal_minor - self.discount_minor

    @property
    def items(self) -> int:
        return sum(x.sold.quantity for x in self.lines)

    @property
    def blocking(self) -> tuple[PricedLine, ...]:
        """Lines that keep the cart from being checked out."""
        return tuple(x for x in self.lines if x.state != OK)

    @property
    def work(self) -> tuple[Work, ...]:
        """What the kitchen would have to do (PRED-1)."""
        return tuple(Work(x.sold.prep_minutes, x.sold.quantity) for x in self.lines)


def unit_price(product: Product, option_id: int | None, choices: tuple[Choice, ...]) -> int:
    """One of it with its choices, before any sale; never below zero. An option it does not have costs nothing."""
    option = product.find_option(option_id)
    base = product.price_minor if option_id is None else (0 if option is None else option.price_minor)
    return max(0, base + sum(choice.price_minor for choice in choices))


def find_choices(product: Product, choice_ids: tuple[int, ...]) -> tuple[Choice, ...]:
    """The product's choices of these ids, in the menu's order; choices the shop has dropped are left out."""
    return tuple(
        Choice(choice.id, choice.title, choice.price_minor, choice.removes)
        for group in product.choice_groups
        for choice in group.choices
        if choice.id in choice_ids
    )


def demand_of(lines: tuple[PricedLine, ...] | list[PricedLine]) -> dict[StockItem, int]:
    """How many of each stock item the lines want together: lines that share one are summed."""
    demand: Counter[StockItem] = Counter()
    for line in lines:
        demand[line.stock_item] += line.sold.quantity
    return dict(demand)


def price_cart(cart: Cart, products: Mapping[int, Product], now: datetime) -> PricedCart:
    """The cart at `now`'s prices. Lines whose product does not exist at all are left out and named in the notices."""
    lines = [price_line(line, products[line.product_id]) for line in cart.lines if line.product_id in products]
    demand = demand_of(lines)
    checked = tuple(_check(line, demand[line.stock_item], now) for line in lines)
    by_line = {line.sold.line: line for line in checked}
    notices = [*cart.notices]
    for line in cart.lines:
        notices.extend(_news(line, by_line.get(line.line)))
    return PricedCart(lines=checked, savings=(), notices=tuple(dict.fromkeys(notices)))


def price_line(line: CartLine, product: Product) -> PricedLine:
    """One line at the product's present prices, with names as the menu has them now."""
    option = product.find_option(line.option_id)
    choices = find_choices(product, line.choice_ids)
    price = unit_price(product, line.option_id, choices)
    sold = Line(
        line=line.line,
        product_id=product.id,
        option_id=line.option_id,
        title=product.title,
        kitchen_title=product.kitchen_title,
        option_title=None if option is None else option.title,
        choices=choices,
        quantity=line.quantity,
        original_price_minor=price,
        sale_percent=None,
        unit_price_minor=price,
        line_total_minor=price * line.quantity,
        prep_minutes=product.prep_minutes,
        station=product.station,
    )
    whole = {choice.id for choice in choices} == set(line.choice_ids)
    return PricedLine(sold=sold, product=product, state=OK if whole else NOT_LIKE_THAT)


def acknowledge(cart: Cart, priced: PricedCart) -> Cart:
    """The cart after its owner has seen it priced: notices were said, prices and states are known."""
    by_line = {line.sold.line: line for line in priced.lines}
    known = tuple(
        replace(
            line,
            title=by_line[line.line].sold.title,
            seen_price_minor=by_line[line.line].sold.unit_price_minor,
            told=_told(by_line[line.line]),
        )
        for line in cart.lines
        if line.line in by_line
    )
    return replace(cart, lines=known, notices=())


def _check(line: PricedLine, wanted: int, now: datetime) -> PricedLine:
    """Whether it can be sold at `now`; `wanted` is the demand of all lines for its stock item."""
    product, option_id = line.product, line.sold.option_id
    option = product.find_option(option_id)
    unknown_option = bool(product.sold_options) != (option_id is not None)
    if product.retired or unknown_option or (option_id is not None and (option is None or option.retired)):
        return replace(line, state=RETIRED)
    on_sale = product.on_sale_at(now) if option is None else product.option_on_sale_at(option, now)
    if not on_sale:
        return replace(line, state=SOLD_OUT, back_at=_back_at(product, option, now))
    if line.state != OK:
        return line
    left = product.stock_left(option_id)
    if left is not None and left < wanted:
        return replace(line, state=SHORT, left=left)
    return line


def _back_at(product: Product, option: Option | None, now: datetime) -> datetime | None:
    """When all that keeps it from being sold has passed; None when that does not pass by the clock."""
    if (product.stock if option is None else option.stock) == 0:
        return None
    marked = [thing for thing in (product, option) if thing is not None and not thing.available]
    times = [
        thing.unavailable_until for thing in marked if thing.unavailable_until is None or thing.unavailable_until > now
    ]
    return None if not times or None in times else max(time for time in times if time is not None)


def _told(line: PricedLine) -> str:
    if line.state == SHORT:
        return f"{SHORT}:{line.left}"
    return line.state if line.back_at is None else f"{line.state}:{line.back_at.timestamp():.0f}"


def _news(line: CartLine, priced: PricedLine | None) -> list[Notice]:
    """What is different from what the line's owner last saw."""
    if priced is None:
        return [Notice(code="retired", title=line.title)]
    title, price = priced.sold.title, priced.sold.unit_price_minor
    if priced.state != OK:
        return [] if line.told == _told(priced) else [_obstacle(priced)]
    if line.seen_price_minor is None or line.seen_price_minor == price:
        return []
    code = "price-up" if price > line.seen_price_minor else "price-down"
    return [Notice(code=code, title=title, was=line.seen_price_minor, now=price)]


def _obstacle(priced: PricedLine) -> Notice:
    if priced.back_at is not None:
        return Notice(code="sold-out-until", title=priced.sold.title, now=round(priced.back_at.timestamp()))
    return Notice(code=priced.state, title=priced.sold.title, now=priced.left or 0)
