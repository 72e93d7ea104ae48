"""Money is integers of the minor unit; texts in and out."""

import pytest

from server.orders.money import decimal_text, money_text, parse_money, percent_off


@pytest.mark.parametrize(
    ("text", "minor"),
    [("4.20", 420), ("4,20", 420), ("4", 400), ("0.05", 5), (" 12.5 ", 1250), ("999999999", 99999999900)],
)
def test_a_decimal_text_becomes_minor_units(text: str, minor: int) -> None:
    assert parse_money(text, "USD") == minor


@pytest.mark.parametrize("text", ["", "-1", "1e9", "4.205", "٤", "1_0", "NaN", "Infinity", "$4", "1.2.3", "0x10", "９"])
def test_other_texts_are_no_money(text: str) -> None:
    assert parse_money(text, "USD") is None


def test_a_currency_without_cents_takes_none() -> None:
    assert parse_money("420", "JPY") == 420
    assert parse_money("4.2", "JPY") is None
    assert money_text(4200, "JPY") == "¥4,200"


@pytest.mark.parametrize(
    ("minor", "words"), [(1606, "$16.06"), (-70, "−$0.70"), (5, "$0.05"), (123456789, "$1,234,567.89"), (0, "$0.00")]
)
def test_people_read_money_with_cents_and_a_real_minus(minor: int, words: str) -> None:
    assert money_text(minor, "USD") == words


def test_a_form_field_shows_the_plain_decimal() -> None:
    assert decimal_text(420, "USD") == "4.20"
    assert decimal_text(420, "JPY") == "420"


@pytest.mark.parametrize(("price", "percent", "reduced"), [(1040, 10, 936), (5, 50, 3), (333, 15, 283), (420, 100, 0)])
def test_a_percentage_is_taken_off_rounded_half_up(price: int, percent: int, reduced: int) -> None:
    assert percent_off(price, percent) == reduced
