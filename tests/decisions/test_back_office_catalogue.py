"""What admins type, pure: prices, counts, differences, times in the shop's zone, slugs and short names."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.back_office.availability import UntilIsWrong, next_opening, read_until
from shop.back_office.products_prices import difference_text, read_difference, read_price, read_stock
from shop.back_office.products_wish import (
    ChoiceWish,
    GroupWish,
    StockHasMoved,
    decide_stock,
    lowest_difference,
)
from shop.back_office.slugs import free_slug, shortened, slug_of

ALWAYS = ("00:00-24:00",) * 7
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.requirement("CAT-7")
@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("4.20", "USD", 420), (" 4,2 ", "USD", 420), ("0.01", "USD", 1), ("450", "JPY", 450), ("1.234", "KWD", 1234)],
)
def test_a_price_is_read_in_the_currencys_minor_unit(text: str, currency: str, minor: int) -> None:
    assert read_price(text, currency) == (minor, "")


@pytest.mark.requirement("CAT-7")
@pytest.mark.parametrize(
    ("text", "currency", "words"),
    [
        ("8.405", "USD", "at most 2 decimals. Did you mean 8.40 or 8.41?"),
        ("0.999", "USD", "Did you mean 0.99 or 1.00?"),
        ("0.001", "USD", "at most 2 decimals. Did you mean 0.01?"),
        ("-1", "USD", "more than zero"),
        ("−4.20", "USD", "more than zero"),
        ("-", "USD", "in digits"),
        ("4.5", "JPY", "no decimals. Did you mean 4 or 5?"),
        ("1.2345", "KWD", "at most 3 decimals"),
        ("1_000", "USD", "in digits"),
        ("NaN", "USD", "in digits"),
        ("９.00", "USD", "in digits"),
        ("999999999", "USD", "at most 999999.99"),
    ],
)
def test_a_wrong_price_is_answered_with_what_was_probably_meant(text: str, currency: str, words: str) -> None:
    price, sentence = read_price(text, currency)
    assert price is None
    assert words in sentence


@pytest.mark.requirement("CAT-11")
@pytest.mark.parametrize(
    ("text", "minor"), [("", 0), ("+0.40", 40), ("0.40", 40), ("-0.40", -40), ("− 1", -100), ("–2", -200)]
)
def test_a_choices_difference_may_be_below_zero(text: str, minor: int) -> None:
    assert read_difference(text, "USD") == (minor, "")
    assert read_difference(difference_text(minor, "USD"), "USD") == (minor, "")


@pytest.mark.requirement("CAT-9")
def test_a_count_is_a_whole_number_or_not_counted() -> None:
    assert read_stock(" 12 ") == (12, "")
    assert read_stock(" ") == (None, "")
    assert all(read_stock(text)[1] for text in ("-1", "1.5", "1e3", "٣", "10000001", "x"))


@pytest.mark.requirement("CAT-9")
@given(current=st.integers(0, 500), seen=st.integers(0, 500), wanted=st.integers(0, 500))
def test_an_edit_moves_the_count_by_what_the_admin_meant_and_never_below_zero(
    current: int, seen: int, wanted: int
) -> None:
    if current + wanted >= seen:
        assert decide_stock(current, wanted, seen=seen, was_seen=True) == current + wanted - seen
    else:
        with pytest.raises(StockHasMoved) as moved:
            decide_stock(current, wanted, seen=seen, was_seen=True)
        assert moved.value.left == current


@pytest.mark.requirement("CAT-9")
def test_counting_begins_ends_and_stays_as_it_was_shown() -> None:
    assert decide_stock(None, 5, seen=None, was_seen=True) == 5
    assert decide_stock(7, None, seen=7, was_seen=True) is None
    assert decide_stock(7, None, seen=None, was_seen=True) == 7  # somebody began to count meanwhile
    assert decide_stock(None, 5, seen=5, was_seen=True) is None  # somebody ended it meanwhile
    assert decide_stock(9, 5, seen=None, was_seen=False) == 5


@pytest.mark.requirement("CAT-11")
def test_the_lowest_price_takes_the_cheapest_of_each_choice() -> None:
    def group(*prices: int, several: bool) -> GroupWish:
        choices = tuple(ChoiceWish(title=str(price), price_minor=price, removes=False) for price in prices)
        return GroupWish(title="g", several=several, choices=choices)

    assert lowest_difference([group(40, 60, several=False), group(-20, -30, 50, several=True)]) == 40 - 50
    assert lowest_difference([group(several=False)]) == 0


@pytest.mark.requirement("CAT-8")
def test_until_is_read_by_the_shops_clock_through_summer_and_winter() -> None:
    def until(text: str, now: datetime) -> datetime | None:
        return read_until(text, now, BERLIN, ALWAYS, ())

    winter, summer = datetime(2026, 1, 10, 9, tzinfo=UTC), datetime(2026, 7, 10, 9, tzinfo=UTC)
    assert until("2026-01-10T12:30", winter) == datetime(2026, 1, 10, 11, 30, tzinfo=UTC)
    assert until("2026-07-10T12:30", summer) == datetime(2026, 7, 10, 10, 30, tzinfo=UTC)
    # put back on 25 October at 3: 02:30 is shown twice, the first one counts
    assert until("2026-10-25T02:30", datetime(2026, 10, 24, 20, tzinfo=UTC)) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
    # put forward on 29 March at 2: 02:30 is not shown
    assert until("2026-03-29T02:30", datetime(2026, 3, 28, 20, tzinfo=UTC)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert until("", winter) is None
    for wrong in ("2026-01-10T10:00", "2026-01-10T09:59", "2028-01-01T10:00", "2026-13-01T10:00", "x" * 99):
        with pytest.raises(UntilIsWrong):
            until(wrong, winter)


@pytest.mark.requirement("CAT-8")
def test_tomorrow_is_when_the_shop_opens_next_after_today() -> None:
    friday = datetime(2026, 11, 20, 20, tzinfo=UTC)  # 21:00 in Berlin
    assert next_opening(friday, BERLIN, ALWAYS, ()) == datetime(2026, 11, 20, 23, tzinfo=UTC)
    weekdays = ("08:00-18:00",) * 5 + ("", "")
    assert next_opening(friday, BERLIN, weekdays, ()) == datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert next_opening(friday, BERLIN, weekdays, (date(2026, 11, 23),)) == datetime(2026, 11, 24, 7, tzinfo=UTC)
    assert next_opening(friday, BERLIN, ("",) * 7, ()) == datetime(2026, 11, 20, 23, tzinfo=UTC)


@pytest.mark.requirement("CAT-4")
@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Flat white", "flat-white"),
        ("Crème brûlée", "creme-brulee"),
        ("Straße & Smørrebrød", "strasse-smorrebrod"),
        ("ﬁne ①", "fine-1"),
        ("抹茶", "product"),
        ("../../etc", "etc"),
        ("x" * 100, "x" * 60),
    ],
)
def test_a_slug_is_made_of_plain_letters(title: str, slug: str) -> None:
    assert slug_of(title, "product") == slug


@pytest.mark.requirement("CAT-4", "CAT-5")
def test_slugs_of_types_differ_and_short_names_end_with_a_word() -> None:
    assert free_slug("tea", {"tea", "tea-2"}) == "tea-3"
    assert shortened("Flat white", 24) == "Flat white"
    assert shortened("Slow roasted winter vegetables", 24) == "Slow roasted winter"
    assert shortened("Donaudampfschifffahrtsgesellschaft", 10) == "Donaudampf"
