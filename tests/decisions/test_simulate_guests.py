"""The rush hour, decided: when guests come, who they are, what they take from the menu."""

from collections import Counter
from typing import Any

import pytest

from server.simulate.choosing import choose_page, choose_product, fill_form
from server.simulate.demand import demand_at, plan_arrivals
from server.simulate.guests import Craving, Fate, SecondThought, invent_guests

pytestmark = pytest.mark.requirement("OPS-3")


def test_the_rush_rises_to_one_peak_and_nobody_comes_when_the_doors_are_closing() -> None:
    shares = [demand_at(step / 100) for step in range(101)]
    peak = shares.index(max(shares))
    assert shares[:peak] == sorted(shares[:peak])
    assert shares[peak:] == sorted(shares[peak:], reverse=True)
    assert max(shares) == pytest.approx(1.0)
    assert demand_at(0.95) == demand_at(1.0) == demand_at(1.2) == 0


def test_guests_come_in_order_within_the_time_and_thickest_in_the_middle() -> None:
    arrivals = plan_arrivals(60, 300, 7)
    assert arrivals == sorted(arrivals)
    assert arrivals[0] >= 0
    assert arrivals[-1] < 60 * 0.93
    thirds = Counter(int(minute // 20) for minute in arrivals)
    assert thirds[1] > thirds[0] + thirds[2]


def test_as_many_come_as_the_peak_and_the_minutes_say_and_at_least_one() -> None:
    few, many, longer = plan_arrivals(10, 60, 7), plan_arrivals(10, 600, 7), plan_arrivals(100, 60, 7)
    assert len(few) * 10 == pytest.approx(len(many), abs=5)
    assert len(many) == len(longer)
    assert 60 / 6 * 0.4 < len(few) < 60 / 6 * 0.7
    assert len(plan_arrivals(0.1, 1, 7)) == 1


def test_the_same_seed_gives_the_same_minutes_people_and_wishes() -> None:
    assert plan_arrivals(10, 100, 7) == plan_arrivals(10, 100, 7) != plan_arrivals(10, 100, 8)
    assert invent_guests(40, 7) == invent_guests(40, 7)
    assert invent_guests(40, 7)[:10] == invent_guests(10, 7)
    assert invent_guests(10, 7) != invent_guests(10, 8)


def test_every_guest_has_an_address_of_the_simulations_own() -> None:
    emails = [guest.email for seed in (7, 8) for guest in invent_guests(200, seed)]
    assert len(set(emails)) == 400
    assert all(email.endswith("@simulated.test") and email.isascii() for email in emails)


def test_people_differ_and_most_simply_collect_what_they_ordered() -> None:
    guests = invent_guests(500, 7)
    fates, thoughts = Counter(g.fate for g in guests), Counter(g.second_thought for g in guests)
    assert set(fates) == set(Fate)
    assert set(thoughts) == set(SecondThought)
    assert fates[Fate.COLLECTS] > 350 > fates[Fate.COMES_LATE] > fates[Fate.NEVER_COMES] > 0
    assert {len(guest.cravings) for guest in guests} == {1, 2, 3, 4}
    for wish in ("wants_delivery", "note", "allergy", "shows_name", "pays_ahead", "is_regular", "enters_first"):
        assert 0 < sum(bool(getattr(guest, wish)) for guest in guests) < 500, wish
    assert 0 < sum(guest.wanted_slot is not None for guest in guests) < 150


def test_who_never_comes_has_paid_nothing_and_who_comes_late_is_later_than_all_others() -> None:
    guests = invent_guests(500, 7)
    assert not any(guest.pays_ahead for guest in guests if guest.fate in (Fate.NEVER_COMES, Fate.CALLS_OFF))
    late = [guest.walking_minutes for guest in guests if guest.fate is Fate.COMES_LATE]
    assert min(late) > max(guest.walking_minutes for guest in guests if guest.fate is not Fate.COMES_LATE)


def product(number: int, **more: object) -> dict[str, Any]:
    return {"id": number, "slug": f"p-{number}", "available": True, "options": [], "choice_groups": [], **more}


def cravings(count: int = 60) -> list[Craving]:
    return [Craving(seed, 1) for seed in range(count)]


def test_every_page_of_the_menu_is_read_the_first_ones_most() -> None:
    pages = Counter(choose_page(craving, 5) for craving in cravings(400))
    assert set(pages) == {1, 2, 3, 4, 5}
    assert pages[1] == max(pages.values())
    assert {choose_page(craving, 1) for craving in cravings()} == {1}


def test_nobody_takes_what_is_sold_out_or_what_was_just_refused_to_them() -> None:
    menu = [product(1, available=False), product(2), product(3)]
    assert {choose_product(craving, menu, [3])["id"] for craving in cravings()} == {2}  # type: ignore[index]
    assert choose_product(Craving(1, 1), menu, [2, 3]) is None
    assert choose_product(Craving(1, 1), []) is None


def test_the_same_craving_and_the_same_menu_give_the_same_thing() -> None:
    menu = [product(number) for number in range(20)]
    for craving in cravings():
        assert choose_product(craving, menu) == choose_product(craving, menu)
        assert fill_form(craving, menu[3]) == fill_form(craving, menu[3])


def test_a_form_has_an_option_that_is_left_and_one_of_each_single_choice() -> None:
    latte = product(
        9,
        options=[{"id": 1, "stock": 0}, {"id": 2, "stock": None}, {"id": 3, "stock": 5}],
        choice_groups=[
            {"several": False, "choices": [{"id": 11}, {"id": 12}]},
            {"several": True, "choices": [{"id": 21}, {"id": 22}, {"id": 23}]},
        ],
    )
    seen = Counter[str]()
    for craving in cravings(200):
        form = fill_form(craving, latte)
        assert form[:2] == [("product_id", "9"), ("quantity", "1")]
        option, *choices = [value for name, value in form if name in ("option_id", "choice_id")]
        assert option in ("2", "3")
        assert len([choice for choice in choices if choice in ("11", "12")]) == 1
        assert len(choices) == len(set(choices))
        seen.update([option, *choices])
    assert set(seen) == {"2", "3", "11", "12", "21", "22", "23"}
