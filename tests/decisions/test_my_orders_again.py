"""The same order again: what goes into the cart, and what is left out by name."""

from datetime import UTC, datetime

import pytest

from server.orders.order import Choice as SoldChoice
from server.orders.order import Line
from shop.cart.cart import MOST_LINES, Cart, CartLine
from shop.menu.products import Choice, ChoiceGroup, Option, Product
from shop.my_orders.reordering import decide_again

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MILK = ChoiceGroup(
    id=1, title="Milk", several=False, choices=(Choice(id=1, title="Whole"), Choice(id=2, title="Oat", price_minor=40))
)
WITHOUT = ChoiceGroup(id=2, title="Without", several=True, choices=(Choice(id=5, title="Onion", removes=True),))


def product(title: str = "Flat white", **fields: object) -> Product:
    whole: dict[str, object] = {
        "id": 1,
        "slug": "x",
        "title": title,
        "kitchen_title": title,
        "description": "",
        "type_id": 1,
        "type_slug": "other",
        "type_title": "Other",
        "price_minor": 420,
        "prep_minutes": 4,
    }
    return Product(**{**whole, **fields})  # type: ignore[arg-type] # fields by name


def sold(**fields: object) -> Line:
    whole: dict[str, object] = {
        "line": 1,
        "product_id": 1,
        "option_id": None,
        "title": "Flat white",
        "kitchen_title": "FW",
        "option_title": None,
        "choices": (),
        "quantity": 2,
        "original_price_minor": 420,
        "sale_percent": None,
        "unit_price_minor": 420,
        "line_total_minor": 840,
        "prep_minutes": 4,
        "station": "kitchen",
    }
    return Line(**{**whole, **fields})  # type: ignore[arg-type] # fields by name


@pytest.mark.requirement("ORD-7", "CAT-11")
def test_option_choices_and_quantity_come_again() -> None:
    large = Option(id=7, title="Large", price_minor=500)
    choices = (SoldChoice(2, "Oat", 40, removes=False), SoldChoice(5, "Onion", 0, removes=True))
    line = sold(option_id=7, option_title="Large", choices=choices, quantity=3)
    again = decide_again([line], {1: product(options=(large,), choice_groups=(MILK, WITHOUT))}, NOW)
    (wanted,) = again.wanted
    assert (wanted.option_id, wanted.choice_ids, wanted.quantity) == (7, (2, 5), 3)
    assert again.notices == ()


@pytest.mark.requirement("ORD-7")
@pytest.mark.parametrize(
    ("now_sold", "line", "told"),
    [
        (None, sold(), ("not-again", "Flat white")),
        (product(retired=True), sold(), ("not-again", "Flat white")),
        (product(stock=0), sold(), ("out-again", "Flat white")),
        (product(available=False), sold(), ("out-again", "Flat white")),
        (
            product(options=(Option(id=7, title="Large", price_minor=500, retired=True),)),
            sold(option_id=7, option_title="Large"),
            ("not-again", "Flat white, Large"),
        ),
        (
            product(options=(Option(id=7, title="Large", price_minor=500, stock=0),)),
            sold(option_id=7, option_title="Large"),
            ("out-again", "Flat white, Large"),
        ),
        (product(options=(Option(id=7, title="Large", price_minor=500),)), sold(), ("not-again", "Flat white")),
    ],
)
def test_what_is_not_sold_is_left_out_by_name(now_sold: Product | None, line: Line, told: tuple[str, str]) -> None:
    again = decide_again([line], {} if now_sold is None else {1: now_sold}, NOW)
    assert again.wanted == ()
    assert [(notice.code, notice.title) for notice in again.notices] == [told]


@pytest.mark.requirement("ORD-7", "CAT-11")
def test_a_choice_that_is_gone_is_told_and_the_rest_kept() -> None:
    line = sold(choices=(SoldChoice(9, "Hazelnut", 60, removes=False), SoldChoice(2, "Oat", 40, removes=False)))
    again = decide_again([line], {1: product(choice_groups=(MILK,))}, NOW)
    assert [wanted.choice_ids for wanted in again.wanted] == [(2,)]
    assert [(notice.code, notice.title) for notice in again.notices] == [("other-choices", "Flat white")]


@pytest.mark.requirement("ORD-7", "CART-8")
def test_the_cart_knows_what_was_paid_so_that_a_new_price_is_told() -> None:
    again = decide_again([sold(unit_price_minor=380)], {1: product()}, NOW)
    assert [line.seen_price_minor for line in again.put_into(Cart()).lines] == [380]


@pytest.mark.requirement("ORD-7")
def test_what_is_there_already_adds_up_and_what_does_not_fit_is_named() -> None:
    again = decide_again(
        [sold(), sold(line=2, product_id=2, title="Soup")], {1: product(), 2: product("Soup", id=2)}, NOW
    )
    full = Cart(
        lines=(
            CartLine(line=1, product_id=1, quantity=1),
            *(CartLine(line=n, product_id=n + 100, quantity=1) for n in range(2, MOST_LINES + 1)),
        ),
        next_line=MOST_LINES + 1,
    )
    cart = again.put_into(full)
    assert cart.find_line(1).quantity == 3
    assert len(cart.lines) == MOST_LINES
    assert [(notice.code, notice.title) for notice in cart.notices] == [("no-room", "Soup")]
