"""The demo shop's past, decided: who comes when, what further products are called, how the kitchen did."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.orders.order import FINAL, Status
from shop.demo.composing import TooManyProducts, compose_products
from shop.demo.lines import SoldThing, SoldWay
from shop.demo.menu import MENU, TYPES
from shop.demo.past import EVENT_COLUMNS, ORDER_COLUMNS, Past, PastCustomer, PastShop, write_day
from shop.demo.people import invent_customers, invent_habits
from shop.demo.volumes import plan_days, plan_moments

pytestmark = pytest.mark.requirement("OPS-3")

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 16)
TYPE_SLUGS = [kind.slug for kind in TYPES]


def a_shop() -> PastShop:
    things = {
        n: SoldThing(n, TYPE_SLUGS[n % 8], f"Thing {n}", "Thing", n % 7, "bar", (SoldWay(None, None, "[]", 100 * n),))
        for n in range(1, 30)
    }
    registered = datetime(2026, 1, 1, tzinfo=UTC)
    customers = [PastCustomer(n, "Ada", registered, invent_habits(n, 7, list(things))) for n in range(1, 80)]
    return PastShop(
        customers=customers,
        things=things,
        popular=list(things),
        lately=list(things),
        staff={"kitchen": 1000, "admin": 1001},
        currency="USD",
        zone=BERLIN,
        seed=7,
    )


def a_day(orders: int = 600) -> Past:
    whole = Past()
    for past in write_day(a_shop(), MONDAY, orders, first_id=-orders, old=False):
        whole.orders += past.orders
        whole.lines += past.lines
        whole.events += past.events
    return whole


def test_mornings_and_lunch_are_busy_and_four_o_clock_a_little() -> None:
    moments = plan_moments(MONDAY, 4000, BERLIN, Random(1))
    hours = Counter(moment.astimezone(BERLIN).hour for moment in moments)
    assert hours[8] > 5 * hours[10]
    assert hours[12] > 5 * hours[10]
    assert hours[10] < hours[16] < hours[8]
    assert moments == sorted(moments)


def test_soup_is_had_at_noon_breakfast_in_the_morning_and_cake_in_the_afternoon() -> None:
    day = a_day(3000)
    at = ORDER_COLUMNS.index("placed_at")
    placed: dict[object, Any] = {row[0]: row[at] for row in day.orders}
    sold: dict[str, Counter[str]] = {part: Counter() for part in ("morning", "noon", "afternoon")}
    lines: list[Any] = day.lines
    for order_id, _line, product_id, *_rest in lines:
        hour = placed[order_id].astimezone(BERLIN).hour
        part = "morning" if hour < 10 else "noon" if 11 <= hour < 14 else "afternoon" if hour >= 15 else ""
        if part:
            sold[part][TYPE_SLUGS[product_id % 8]] += 1

    def share(part: str, kind: str) -> float:
        return sold[part][kind] / sold[part].total()

    assert share("noon", "bowls-and-soups") > 4 * share("morning", "bowls-and-soups")
    assert share("noon", "sandwiches") > 2 * share("afternoon", "sandwiches")
    assert share("morning", "breakfast") > 3 * share("noon", "breakfast")
    assert share("afternoon", "cakes-and-sweets") > 2 * share("morning", "cakes-and-sweets")


def test_a_day_on_which_clocks_change_begins_at_seven_too() -> None:
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        assert plan_moments(day, 500, BERLIN, Random(1))[0].astimezone(BERLIN).hour == 7


def test_sundays_are_quiet_and_fridays_busy() -> None:
    by_weekday: Counter[int] = Counter()
    for day, orders in plan_days(MONDAY, 140, 7, None):
        by_weekday[day.weekday()] += orders
    assert by_weekday[6] < min(by_weekday[day] for day in range(6))
    assert by_weekday[4] > max(by_weekday[day] for day in (0, 1, 2, 5, 6))


def test_a_wanted_number_of_orders_is_met_to_the_last_one() -> None:
    plan = plan_days(MONDAY, 120, 7, 10_001)
    assert sum(orders for _, orders in plan) == 10_001
    assert plan[-1][0] == MONDAY - timedelta(days=1)
    assert len(plan) == 120


def test_further_products_are_the_same_for_the_same_seed_and_never_share_a_title() -> None:
    titles = [product.title for product in MENU]
    one, same, other = (compose_products(200, seed, titles) for seed in (7, 7, 8))
    assert one == same
    assert one != other
    assert len({c.product.title for c in one} | set(titles)) == 200 + len(titles)
    assert {c.product.type_slug for c in one} == {product_type.slug for product_type in TYPES}


def test_most_further_products_are_sold_as_they_are() -> None:
    composed = compose_products(200, 7, [])
    assert sum(c.product.is_plain and not c.retired for c in composed) > 80
    assert any(c.product.options for c in composed)
    assert any(c.product.choice_groups for c in composed)
    assert any(c.retired for c in composed)
    assert any(c.product.stock is not None for c in composed)
    for c in composed:
        assert c.product.price_minor == min((o.price_minor for o in c.product.options), default=c.product.price_minor)


def test_nothing_with_bacon_is_called_vegetarian_and_nuts_are_named() -> None:
    for composed in compose_products(9_000, 7, []):
        words, tags = composed.product.title.casefold().split(), composed.product.tags
        if "bacon" in words or "salmon" in words:
            assert not {"vegetarian", "vegan"} & set(tags)
        if "honey" in words:
            assert "vegan" not in tags
        assert ("contains nuts" in tags) or not {"almond", "walnut", "pistachio"} & set(words)


def test_more_products_than_there_are_parts_for_are_refused() -> None:
    with pytest.raises(TooManyProducts):
        compose_products(1_000_000, 7, [])


def test_customers_have_addresses_of_their_own() -> None:
    customers = invent_customers(3000, 7)
    assert len({c.email for c in customers}) == 3000
    assert all(c.email.isascii() and c.email.endswith("@guests.test") for c in customers)


def test_every_order_of_the_past_is_final_and_took_only_published_steps() -> None:
    past = a_day()
    steps: dict[object, list[tuple[str, str]]] = {}
    for row in past.events:
        event = dict(zip(EVENT_COLUMNS, row, strict=True))
        steps.setdefault(event["order_id"], []).append((str(event["kind"]), str(event["status"])))
    assert {("placed", "ordered")} == {course[0] for course in steps.values()}
    allowed = {
        ("ordered", "paid"), ("ordered", "in_progress"), ("ordered", "cancelled"), ("paid", "cancelled"),
        ("paid", "in_progress"), ("in_progress", "ready"), ("ready", "collected"), ("in_progress", "shipped"),
        ("shipped", "delivered"), ("ready", "ready"), ("shipped", "shipped"),
    }  # fmt: skip
    assert {(a[1], b[1]) for course in steps.values() for a, b in pairwise(course)} <= allowed
    assert {course[-1][1] for course in steps.values()} <= {status.value for status in FINAL}


def test_orders_of_the_past_add_up() -> None:
    past = a_day()
    sums: Counter[object] = Counter()
    for row in past.lines:
        sums[row[0]] += row[11]  # type: ignore[operator] # the line's total
    events: dict[object, list[dict[str, object]]] = {}
    for row in past.events:
        events.setdefault(row[0], []).append(dict(zip(EVENT_COLUMNS, row, strict=True)))
    for row in past.orders:
        order = dict(zip(ORDER_COLUMNS, row, strict=True))
        history = events[order["id"]]
        assert order["total_minor"] == order["subtotal_minor"] == sums[order["id"]]
        assert [event["seq"] for event in history] == list(range(1, len(history) + 1))
        assert order["version"] == len(history)
        assert order["status"] == history[-1]["status"]
        assert order["changed_at"] == history[-1]["at"]
        times = [event["at"] for event in history]
        assert times == sorted(times)  # type: ignore[type-var] # they are datetimes
        assert order["paid"] or order["status"] == Status.CANCELLED
    ids = [row[0] for row in past.orders]
    assert ids == list(range(-600, 0))


def test_the_same_day_is_written_the_same_way_again() -> None:
    assert a_day(50).orders == a_day(50).orders
