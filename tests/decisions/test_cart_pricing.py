"""What a cart costs now, and what stands in its way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.orders.opening import ALWAYS, OpeningHours
from server.orders.order import Fulfilment, Payment
from server.orders.prediction import PredictionRule
from server.orders.refusals import EmptyCart, NotSold, SoldOut, TotalChanged, UnknownToken, WrongFields
from server.web.problems import refusal_words
from shop.cart.cart import Cart
from shop.cart.choosing import decide_wanted
from shop.cart.notices import notice_words
from shop.cart.pricing import PricedCart, acknowledge, price_cart
from shop.checkout.ordering import DecidedOrder, Wishes, decide_order
from shop.checkout.slots import SlotRule
from shop.checkout.tokens import check_checkout_token, new_checkout_token
from shop.menu.products import Choice, ChoiceGroup, Option, Product

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SOUP = Product(
    id=1,
    slug="soup",
    title="Soup",
    kitchen_title="Soup",
    description="Hot.",
    type_id=1,
    type_slug="soups",
    type_title="Soups",
    price_minor=500,
    prep_minutes=7,
)
MILK = ChoiceGroup(
    id=1,
    title="Milk",
    several=False,
    choices=(Choice(id=1, title="Whole"), Choice(id=2, title="Oat", price_minor=40)),
)
EXTRAS = ChoiceGroup(
    id=2, title="Without", several=True, choices=(Choice(id=3, title="Foam", price_minor=-900, removes=True),)
)
LATTE = replace(
    SOUP,
    id=2,
    title="Latte",
    prep_minutes=3,
    options=(Option(id=10, title="Small", price_minor=400, stock=3), Option(id=11, title="Large", price_minor=500)),
    choice_groups=(MILK, EXTRAS),
)


def cart_of(*products: tuple[Product, int]) -> Cart:
    cart = Cart()
    for product, quantity in products:
        cart = cart.add(decide_wanted(product, None, (), quantity, NOW))
    return cart


def priced(cart: Cart, *products: Product, now: datetime = NOW) -> PricedCart:
    return price_cart(cart, {product.id: product for product in products}, now)


def words(found: PricedCart) -> list[str]:
    return [notice_words(notice, "USD", ZoneInfo("Europe/Berlin"), NOW) for notice in found.notices]


@pytest.mark.requirement("CART-2", "PAY-6")
def test_lines_add_up() -> None:
    cart = Cart().add(decide_wanted(LATTE, 10, (2,), 2, NOW)).add(decide_wanted(SOUP, None, (), 1, NOW))
    found = priced(cart, LATTE, SOUP)
    assert [line.sold.line_total_minor for line in found.lines] == [880, 500]
    assert (found.subtotal_minor, found.discount_minor, found.total_minor) == (1380, 0, 1380)
    assert not found.blocking


@pytest.mark.requirement("CART-1")
def test_a_single_choice_group_starts_with_its_first_choice() -> None:
    assert decide_wanted(LATTE, 11, (), 1, NOW).choice_ids == (1,)
    assert decide_wanted(LATTE, 11, (2,), 1, NOW).choice_ids == (2,)


@pytest.mark.requirement("CART-1")
def test_no_price_falls_below_zero() -> None:
    assert decide_wanted(LATTE, 10, (3,), 1, NOW).price_minor == 0


@pytest.mark.requirement("CART-1")
@pytest.mark.parametrize(
    ("option", "choices", "field"),
    [(None, (), "option_id"), (99, (), "option_id"), (10, (1, 2), "choice_id"), (10, (77,), "choice_id")],
)
def test_what_a_product_does_not_have_is_named(option: int | None, choices: tuple[int, ...], field: str) -> None:
    with pytest.raises(WrongFields) as wrong:
        decide_wanted(LATTE, option, choices, 1, NOW)
    assert list(wrong.value.errors) == [field]
    with pytest.raises(WrongFields):
        decide_wanted(SOUP, 10, (), 1, NOW)


@pytest.mark.requirement("CART-1", "CAT-9")
@pytest.mark.parametrize("product", [replace(SOUP, retired=True), replace(SOUP, stock=0), replace(LATTE, retired=True)])
def test_what_is_not_sold_is_not_added(product: Product) -> None:
    with pytest.raises(NotSold):
        decide_wanted(product, None, (), 1, NOW)


@pytest.mark.requirement("CART-2", "CART-8")
def test_a_changed_price_is_said_once_in_words() -> None:
    cart = cart_of((SOUP, 1))
    dearer = replace(SOUP, price_minor=550)
    found = priced(cart, dearer)
    assert words(found) == ["The price of Soup went up from $5.00 to $5.50."]
    seen = acknowledge(cart, found)
    assert words(priced(seen, dearer)) == []
    assert words(priced(seen, SOUP)) == ["The price of Soup went down from $5.50 to $5.00."]


@pytest.mark.requirement("CART-2", "CART-8", "CAT-9")
@pytest.mark.parametrize(
    ("product", "sentence"),
    [
        (replace(SOUP, stock=1), "Only 1 of Soup is left."),
        (replace(SOUP, stock=0), "Soup has sold out. Take it out of the cart to check out."),
        (replace(SOUP, available=False), "Soup has sold out. Take it out of the cart to check out."),
        (
            replace(SOUP, available=False, unavailable_until=NOW + timedelta(hours=2)),
            "Soup is sold out until 15:00. Take it out of the cart to check out.",
        ),
        (
            replace(SOUP, available=False, unavailable_until=NOW + timedelta(hours=11)),
            "Soup is sold out until tomorrow, 00:00. Take it out of the cart to check out.",
        ),
        (
            replace(SOUP, available=False, stock=0, unavailable_until=NOW + timedelta(hours=2)),
            "Soup has sold out. Take it out of the cart to check out.",
        ),
        (replace(SOUP, retired=True), "Soup is no longer sold. Take it out of the cart to check out."),
    ],
)
def test_what_stands_in_the_way_is_said_once_and_keeps_standing(product: Product, sentence: str) -> None:
    cart = cart_of((SOUP, 2))
    found = priced(cart, product)
    assert words(found) == [sentence]
    again = priced(acknowledge(cart, found), product)
    assert words(again) == []
    assert [line.sold.title for line in again.blocking] == ["Soup"]
    assert not priced(acknowledge(cart, found), SOUP).blocking


@pytest.mark.requirement("CART-8")
def test_a_product_that_is_gone_altogether_leaves_the_cart_with_a_word() -> None:
    cart = cart_of((SOUP, 2))
    found = priced(cart)
    assert (found.lines, found.total_minor) == ((), 0)
    assert "Soup" in words(found)[0]
    assert acknowledge(cart, found).lines == ()


@pytest.mark.requirement("CAT-9")
def test_lines_that_share_a_stock_item_are_summed() -> None:
    small = Cart().add(decide_wanted(LATTE, 10, (1,), 2, NOW)).add(decide_wanted(LATTE, 10, (2,), 2, NOW))
    assert [(line.state, line.left) for line in priced(small, LATTE).lines] == [("short", 3), ("short", 3)]
    one_less = small.set_quantity(2, 1, now=0)
    assert not priced(one_less, LATTE).blocking


@pytest.mark.requirement("CART-8", "CAT-11")
def test_what_no_longer_comes_as_it_was_chosen_is_not_ordered_otherwise() -> None:
    without_foam = replace(LATTE, choice_groups=(MILK,))
    cart = Cart().add(decide_wanted(LATTE, 11, (2, 3), 1, NOW)).add(decide_wanted(LATTE, 11, (2,), 1, NOW))
    found = priced(cart, without_foam)
    assert [line.state for line in found.lines] == ["not-like-that", ""]
    sentence = "Latte no longer comes the way you chose it."
    assert words(found) == [f"{sentence} Take it out of the cart and choose again."]
    again = priced(acknowledge(cart, found), without_foam)
    assert words(again) == []
    with pytest.raises(SoldOut) as refusal:
        decide(again)
    assert refusal_words(refusal.value)[1] == sentence
    assert not priced(acknowledge(cart, found), LATTE).blocking, "the choice is back"


@pytest.mark.requirement("CART-8")
def test_what_returns_by_the_clock_returns() -> None:
    cart = cart_of((SOUP, 1))
    away = replace(SOUP, available=False, unavailable_until=NOW + timedelta(minutes=5))
    assert priced(cart, away).blocking
    assert not priced(cart, away, now=NOW + timedelta(minutes=5)).blocking


def decide(cart: PricedCart, queue: int = 0, seen: int | None = None) -> DecidedOrder:
    wishes = Wishes(fulfilment=Fulfilment.PICKUP, payment=Payment.COUNTER, seen_total_minor=seen)
    hours = OpeningHours.of([ALWAYS] * 7, [], None, ZoneInfo("UTC"))
    slots = SlotRule(hours=hours, minutes=15, capacity=None)
    return decide_order(cart, wishes, queue=queue, rule=PredictionRule(), slots=slots, now=NOW)


@pytest.mark.requirement("CHK-4", "PRED-1", "PRED-2", "CAT-9")
def test_a_cart_becomes_an_order_with_its_promise_and_its_demand() -> None:
    counted = replace(SOUP, stock=9)
    other = replace(SOUP, id=3, title="Bread")
    decided = decide(priced(cart_of((counted, 3), (other, 2)), counted, other), queue=2)
    assert decided.promised_at == NOW + timedelta(minutes=7 + 6 + 2 * 4)
    assert decided.demand == {(1, None): 3}
    assert decided.total_minor == 2500


@pytest.mark.requirement("CHK-3", "CHK-4")
def test_nothing_is_ordered_from_an_empty_or_a_blocked_cart() -> None:
    with pytest.raises(EmptyCart):
        decide(priced(Cart()))
    with pytest.raises(SoldOut) as refusal:
        decide(priced(cart_of((SOUP, 2)), replace(SOUP, stock=1)), seen=1)
    assert (list(refusal.value.titles), refusal.value.left) == (["Soup"], {"Soup": 1})


@pytest.mark.requirement("CART-8")
def test_nobody_pays_another_total_than_the_one_they_saw() -> None:
    with pytest.raises(TotalChanged):
        decide(priced(cart_of((SOUP, 2)), SOUP), seen=999)
    assert decide(priced(cart_of((SOUP, 2)), SOUP), seen=1000).total_minor == 1000


@pytest.mark.requirement("CHK-5")
def test_a_checkout_token_is_its_owners_only() -> None:
    token = new_checkout_token("secret of the shop", 7)
    check_checkout_token(token, "secret of the shop", 7)
    assert token != new_checkout_token("secret of the shop", 7)
    for secret, person, text in (
        ("secret of the shop", 8, token),
        ("another secret", 7, token),
        ("secret of the shop", 7, token[:-1]),
        ("secret of the shop", 7, "0" + token),
        ("secret of the shop", 7, ""),
    ):
        with pytest.raises(UnknownToken):
            check_checkout_token(text, secret, person)
