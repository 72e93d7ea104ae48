"""What is on sale, and what a product's shape says."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shop.menu.browsing import sections_of
from shop.menu.catalogue import product_shape
from shop.menu.paging import count_pages, parse_page
from shop.menu.products import Choice, ChoiceGroup, Option, Product

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def product(**changes: object) -> Product:
    whole: dict[str, Any] = {
        "id": 7,
        "slug": "flat-white",
        "title": "Flat white",
        "kitchen_title": "Flat white",
        "description": "Short and strong.",
        "type_id": 1,
        "type_slug": "hot-drinks",
        "type_title": "Hot drinks",
        "price_minor": 380,
        "prep_minutes": 4,
        **changes,
    }
    return Product(**whole)


SMALL = Option(id=1, title="Small", price_minor=380)
LARGE = Option(id=2, title="Large", price_minor=480, stock=3)


@pytest.mark.requirement("CAT-1")
@pytest.mark.parametrize(
    ("changes", "on_sale"),
    [
        ({}, True),
        ({"stock": 1}, True),
        ({"stock": 0}, False),
        ({"retired": True}, False),
        ({"available": False}, False),
        ({"available": False, "unavailable_until": LATER}, False),
        ({"available": False, "unavailable_until": NOW}, True),
        ({"options": (SMALL, LARGE)}, True),
        ({"options": (SMALL,), "stock": 0}, True),
        ({"options": (Option(id=1, title="Small", price_minor=380, stock=0), LARGE)}, True),
        ({"options": (Option(id=1, title="Small", price_minor=380, stock=0),)}, False),
        ({"options": (Option(id=1, title="Small", price_minor=380, available=False),)}, False),
        ({"options": (SMALL,), "available": False}, False),
    ],
)
def test_a_product_is_on_sale_while_something_of_it_can_be_had(changes: dict[str, Any], *, on_sale: bool) -> None:
    assert product(**changes).on_sale_at(NOW) is on_sale


def test_a_retired_option_is_neither_sold_nor_priced_but_still_known() -> None:
    gone = Option(id=3, title="Tiny", price_minor=100, retired=True)
    cup = product(options=(gone, SMALL, LARGE))
    assert not cup.option_on_sale_at(gone, NOW)
    assert cup.lowest_price_minor == 380
    assert cup.price_of(3) == 100
    assert [option["id"] for option in product_shape(cup, NOW)["options"]] == [1, 2]


def test_price_and_stock_are_the_options_where_there_are_options() -> None:
    cup = product(options=(SMALL, LARGE), stock=99)
    assert (cup.price_of(2), cup.stock_left(2), cup.stock_left(1), cup.stock_left(9)) == (480, 3, None, 0)
    with pytest.raises(KeyError):
        cup.price_of(9)


@pytest.mark.requirement("CAT-3")
def test_the_shape_has_every_member_of_the_contract() -> None:
    milk = ChoiceGroup(id=5, title="Milk", several=False, choices=(Choice(id=6, title="Oat", price_minor=40),))
    shape = product_shape(product(options=(LARGE, SMALL), choice_groups=(milk,), stock=5), NOW)
    assert shape["type"] == {"title": "Hot drinks", "slug": "hot-drinks"}
    assert (shape["price"], shape["stock"], shape["available"], shape["retired"]) == (380, None, True, False)
    assert (shape["sale_price"], shape["sale_percent"], shape["stars"], shape["reviews"]) == (None, None, None, 0)
    assert shape["options"][0] == {"id": 2, "title": "Large", "price": 480, "stock": 3, "available": True}
    assert shape["choice_groups"] == [
        {
            "title": "Milk",
            "several": False,
            "id": 5,
            "choices": [{"id": 6, "title": "Oat", "price": 40, "removes": False}],
        }
    ]
    assert (shape["id"], shape["slug"], shape["title"], shape["prep_minutes"]) == (7, "flat-white", "Flat white", 4)


@pytest.mark.parametrize("text", ["0", "-1", "1.0", "1e3", "x", "", " 1", "1_0", "٣", "01", "9999999999"])
def test_what_is_no_page_is_no_page(text: str) -> None:
    assert parse_page(text) is None


def test_pages_begin_at_one_and_the_last_may_be_short() -> None:
    assert (parse_page(None), parse_page("12")) == (1, 12)
    assert [count_pages(total, 24) for total in (0, 1, 24, 25, 94)] == [1, 1, 1, 2, 4]


@pytest.mark.requirement("CAT-2")
def test_a_page_is_cut_into_sections_where_the_type_changes() -> None:
    tea, cake = product(id=1), product(id=2, type_slug="cakes", type_title="Cakes")
    sections = sections_of([tea, tea, cake])
    assert [(section.title, len(section.products)) for section in sections] == [("Hot drinks", 2), ("Cakes", 1)]
