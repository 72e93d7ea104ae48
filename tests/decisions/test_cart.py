"""A cart as a value: what changes make of it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.cart.cart import (
    MOST_LINES,
    MOST_OF_ONE,
    Cart,
    LineNotThere,
    TooManyLines,
    Wanted,
    cart_text,
    read_cart_text,
)


def wanted(product_id: int = 1, quantity: int = 1, choices: tuple[int, ...] = (), option: int | None = None) -> Wanted:
    return Wanted(
        product_id=product_id,
        option_id=option,
        choice_ids=choices,
        quantity=quantity,
        title=f"Soup {product_id}",
        price_minor=500,
    )


def quantities(cart: Cart) -> dict[tuple[int, int | None, tuple[int, ...]], int]:
    return {line.same_thing: line.quantity for line in cart.lines}


wants = st.builds(wanted, st.integers(1, 5), st.integers(1, MOST_OF_ONE), st.sampled_from([(), (1,), (1, 2)]))


@st.composite
def carts(draw: Callable[..., list[Wanted]]) -> Cart:
    """Carts that people put together."""
    cart = Cart()
    for one in draw(st.lists(wants, max_size=8)):
        cart = cart.add(one)
    return cart


@pytest.mark.requirement("CART-1")
def test_the_same_thing_adds_up_and_other_choices_stay_apart() -> None:
    cart = Cart().add(wanted(quantity=2, choices=(2, 1))).add(wanted(quantity=3, choices=(1, 2))).add(wanted())
    assert quantities(cart) == {(1, None, (1, 2)): 5, (1, None, ()): 1}


@pytest.mark.requirement("CART-1", "CART-3")
def test_more_than_ninety_nine_of_one_thing_is_capped_and_said() -> None:
    cart = Cart().add(wanted(quantity=60)).add(wanted(quantity=60))
    assert cart.items == MOST_OF_ONE
    assert [notice.code for notice in cart.notices] == ["most-of-one"]


@pytest.mark.requirement("CART-1")
def test_a_cart_has_an_end() -> None:
    cart = Cart()
    for product_id in range(MOST_LINES):
        cart = cart.add(wanted(product_id))
    with pytest.raises(TooManyLines):
        cart.add(wanted(MOST_LINES))
    assert cart.add(wanted(0)).items == MOST_LINES + 1


@pytest.mark.requirement("CART-3", "CART-4")
def test_zero_removes() -> None:
    cart = Cart().add(wanted()).set_quantity(1, 0, now=0)
    assert cart.lines == ()
    assert [gone.line.line for gone in cart.removed] == [1]


@pytest.mark.requirement("CART-4")
@given(carts(), st.integers(0, 7))
def test_undo_brings_back_what_was_there(cart: Cart, at: int) -> None:
    if at >= len(cart.lines):
        return
    line = cart.lines[at].line
    assert cart.remove(line, now=0).restore(line) == cart


@pytest.mark.requirement("CART-4")
def test_undo_after_adding_it_again_loses_neither() -> None:
    cart = Cart().add(wanted(quantity=2)).remove(1, now=0).add(wanted(quantity=3))
    assert quantities(cart.restore(1)) == {(1, None, ()): 5}
    assert cart.restore(1).removed == ()


@pytest.mark.requirement("CART-4")
def test_a_line_that_was_never_there_is_not_there() -> None:
    with pytest.raises(LineNotThere):
        Cart().restore(1)
    with pytest.raises(LineNotThere):
        Cart().remove(1, now=0)
    with pytest.raises(LineNotThere):
        Cart().set_quantity(1, 5, now=0)


@pytest.mark.requirement("CART-4")
def test_a_number_once_given_names_no_other_line() -> None:
    cart = Cart().add(wanted(1)).remove(1, now=0).add(wanted(2))
    assert [line.line for line in cart.lines] == [2]
    assert [line.line for line in cart.emptied().add(wanted(3)).lines] == [3]


@pytest.mark.requirement("CART-7")
@given(carts(), carts())
def test_joining_loses_no_line_and_keeps_the_larger_quantity(saved: Cart, guest: Cart) -> None:
    mine, theirs = quantities(saved), quantities(guest)
    joined = saved.join(guest)
    assert quantities(joined) == {thing: max(mine.get(thing, 0), theirs.get(thing, 0)) for thing in mine | theirs}
    assert len({line.line for line in joined.lines}) == len(joined.lines)
    assert {line.line: line.same_thing for line in saved.lines}.items() <= {
        line.line: line.same_thing for line in joined.lines
    }.items()


@pytest.mark.requirement("CART-7")
@given(carts(), carts())
def test_joining_twice_is_joining_once(saved: Cart, guest: Cart) -> None:
    once = saved.join(guest)
    assert quantities(once.join(guest)) == quantities(once)


@pytest.mark.requirement("CART-7")
def test_joining_says_what_changed_by_name() -> None:
    saved = Cart().add(wanted(1, 2)).add(wanted(2, 5))
    joined = saved.join(Cart().add(wanted(1, 4)).add(wanted(3)))
    assert [(n.code, n.title, n.now) for n in joined.notices] == [("larger-kept", "Soup 1", 4), ("joined", "Soup 3", 1)]
    assert Cart().join(saved).notices == ()


@pytest.mark.requirement("CART-6")
@given(carts(), carts())
def test_what_is_kept_is_read_again_as_it_was(cart: Cart, guest: Cart) -> None:
    cart = replace(cart.join(guest), version=7)
    if cart.lines:
        cart = cart.remove(cart.lines[0].line, now=12)
    assert read_cart_text(cart_text(cart)) == cart
    assert read_cart_text(cart_text(cart).encode()) == cart
    assert read_cart_text("") == read_cart_text(None) == Cart()
