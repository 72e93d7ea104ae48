"""When an order may be placed and for when: closed, paused, later slots, and places that run out."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from aiohttp import web

from server.access.clock import Clock
from server.database import Connection
from server.orderbook import SHOP
from server.orders.order import Role, Status
from server.orders.shapes import Json
from tests.support.kitchen import log_in as log_in_as
from tests.support.shopping import Client, Visitor, add_person, log_in, stock_product

NewClient = Callable[[], Awaitable[Client]]
NewCustomer = Callable[[], Awaitable[Visitor]]
Set = Callable[..., Awaitable[None]]
BERLIN = ZoneInfo("Europe/Berlin")


class Now:
    """The shop's clock, set by the test."""

    def __init__(self) -> None:
        self.at = berlin("2026-11-20 12:00")

    def __call__(self) -> datetime:
        return self.at


def berlin(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold).astimezone(UTC)


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def clock(now: Now) -> Clock:
    return now


@pytest_asyncio.fixture
async def change_shop(app: web.Application, client: Client, connection: Connection) -> Set:
    """Change columns of the shop's settings; the running shop knows at once."""

    async def change(**columns: object) -> None:
        names = ", ".join(f"{name} = ${n}" for n, name in enumerate(columns, 1))
        await connection.execute(f"update shop_settings set {names}", *columns.values())  # noqa: S608 - tests' own
        app[SHOP].forget()

    await change(timezone="Europe/Berlin", delivery=True)
    return change


@pytest_asyncio.fixture
async def new_customer(
    new_client: NewClient, app: web.Application, connection: Connection, change_shop: Set
) -> NewCustomer:
    """Customers with a soup of seven minutes in the cart."""
    soup = await stock_product(connection, "Soup", price_minor=500, prep_minutes=7)

    async def make() -> Visitor:
        visitor = Visitor(await new_client())
        await log_in(visitor, app, connection, await add_person(connection))
        await visitor.add(soup)
        return visitor

    return make


@pytest_asyncio.fixture
async def customer(new_customer: NewCustomer) -> Visitor:
    return await new_customer()


async def place(visitor: Visitor, token: str, **fields: object) -> tuple[int, Json]:
    wanted = {"fulfilment": "pickup", "payment": "counter", "checkout_token": token} | fields
    answer = await visitor.post("/checkout", **wanted)
    return answer.status, await answer.json(content_type=None)


async def order(visitor: Visitor, **fields: object) -> tuple[int, Json]:
    return await place(visitor, (await visitor.get("/checkout"))["checkout_token"], **fields)


async def count_orders(connection: Connection) -> int:
    count: int = await connection.fetchval("select count(*) from orders")
    return count


async def taken(connection: Connection) -> dict[str, int]:
    """Places taken, by the shop's clock; always as many as orders hold."""
    rows = await connection.fetch(
        "select starts_at, taken, (select count(*) from slot_bookings b where b.starts_at = p.starts_at) as booked"
        " from slot_places p order by starts_at"
    )
    assert all(row["taken"] == row["booked"] for row in rows)
    return {f"{row['starts_at'].astimezone(BERLIN):%H:%M}": row["taken"] for row in rows if row["taken"]}


HOURS = ["08:00-18:00"] * 7


@pytest.mark.requirement("CAT-10", "CHK-2")
async def test_outside_the_hours_the_checkout_says_when_it_opens_and_takes_no_order(
    customer: Visitor, connection: Connection, change_shop: Set, now: Now
) -> None:
    token = (await customer.get("/checkout"))["checkout_token"]
    await change_shop(opening_hours=HOURS)
    now.at = berlin("2026-11-20 19:30")
    problem = await customer.get("/checkout")
    assert (problem["type"], problem["status"]) == ("closed", 409)
    assert problem["opens_at"] == ms(berlin("2026-11-21 08:00"))
    assert "08:00" in problem["detail"]
    assert problem["slots"] == []
    page = await customer.page("/checkout")
    assert "We open tomorrow at 08:00." in page
    assert 'name="checkout_token"' not in page
    status, problem = await place(customer, token)
    assert (status, problem["type"], problem["opens_at"]) == (409, "closed", ms(berlin("2026-11-21 08:00")))
    # not for later either, and whatever else is wrong with the form
    for fields in ({"slot": ms(berlin("2026-11-21 09:00"))}, {"fulfilment": "teleport"}):
        assert (await place(customer, token, **fields))[1]["type"] == "closed"
    answer = await customer.submit("/checkout", fulfilment="pickup", payment="counter", checkout_token=token)
    assert answer.status == 409
    assert "We open tomorrow at 08:00." in await answer.text()
    assert await count_orders(connection) == 0
    assert len((await customer.get("/cart"))["lines"]) == 1
    now.at = berlin("2026-11-21 08:00")
    assert (await place(customer, token))[0] == 201


@pytest.mark.requirement("CAT-10")
async def test_a_pause_ends_by_itself_and_what_is_sold_stays_available(
    customer: Visitor, connection: Connection, change_shop: Set, now: Now
) -> None:
    token = (await customer.get("/checkout"))["checkout_token"]
    await change_shop(paused_until=now.at + timedelta(minutes=20))
    status, problem = await place(customer, token)
    assert (status, problem["type"], problem["opens_at"]) == (409, "closed", ms(berlin("2026-11-20 12:20")))
    assert "Paused until 12:20." in await customer.page("/checkout")
    menu = await customer.get("/")
    assert [product["available"] for product in menu["products"]] == [True]
    assert (await customer.get("/cart"))["lines"][0]["available"]
    now.at += timedelta(minutes=20)
    assert (await place(customer, token))[0] == 201


@pytest.mark.requirement("CAT-10", "CHK-5")
async def test_closing_takes_away_no_order_that_was_made(customer: Visitor, change_shop: Set, now: Now) -> None:
    token = (await customer.get("/checkout"))["checkout_token"]
    _, first = await place(customer, token)
    await change_shop(paused_until=now.at + timedelta(minutes=20))
    status, again = await place(customer, token)
    assert (status, again["redirect"]) == (200, first["redirect"])


@pytest.mark.requirement("CHK-2", "PRED-2")
async def test_a_later_slot_is_the_promise(customer: Visitor, change_shop: Set) -> None:
    await change_shop(opening_hours=HOURS)
    checkout = await customer.get("/checkout")
    slots = checkout["slots"]
    assert slots[:2] == [ms(berlin("2026-11-20 12:15")), ms(berlin("2026-11-20 12:30"))]
    assert slots[-1] == ms(berlin("2026-11-21 17:45"))
    assert checkout["ready_at"] == ms(berlin("2026-11-20 12:07"))
    page = await customer.page("/checkout")
    assert f'<option value="{slots[0]}" data-at="12:15"' in page
    assert '<optgroup label="Tomorrow">' in page
    status, answer = await order(customer, slot=slots[3])
    assert status == 201
    found = answer["order"]
    assert (found["slot"], found["promised_at"], found["ready_at"]) == (slots[3], slots[3], slots[3])


@pytest.mark.requirement("CHK-2", "CHK-6", "PRED-2")
async def test_a_time_on_another_day_says_so_before_and_after_the_order(
    customer: Visitor, change_shop: Set, now: Now
) -> None:
    await change_shop(opening_hours=["00:00-24:00"] * 7)
    now.at = berlin("2026-11-20 07:59")
    slot = ms(berlin("2026-11-21 08:00"))
    page = await customer.page("/checkout")
    assert f'<option value="{slot}" data-at="08:00, tomorrow"' in page
    assert "Collect at 08:06<" in page
    token = (await customer.get("/checkout"))["checkout_token"]
    fields = {"fulfilment": "pickup", "payment": "counter", "checkout_token": token, "slot": slot, "seen_total": 1}
    page = await (await customer.submit("/checkout", **fields)).text()
    assert "Collect at 08:00, tomorrow<" in page
    _, answer = await place(customer, token, slot=slot)
    page = await customer.page(answer["redirect"])
    assert "data-dial-below>tomorrow</span>" in page
    assert "Promised for 08:00 on 21 Nov 2026." in page
    now.at = berlin("2026-11-21 00:00")
    assert "data-dial-below></span>" in await customer.page(answer["redirect"])


@pytest.mark.requirement("CHK-2", "PRED-5")
async def test_as_soon_as_possible_says_when_that_is_tomorrow(
    new_customer: NewCustomer, change_shop: Set, now: Now
) -> None:
    await change_shop(opening_hours=HOURS, slot_capacity=1)
    now.at = berlin("2026-11-20 17:50")
    first, second = await new_customer(), await new_customer()
    assert (await order(first))[0] == 201
    page = await second.page("/checkout")
    assert "As soon as possible, about 08:00, tomorrow" in page
    assert "Collect at 08:00, tomorrow<" in page
    assert "Ready in about" not in page


@pytest.mark.requirement("CHK-2", "PRED-5")
@pytest.mark.parametrize(
    "slot",
    [
        ms(berlin("2026-11-20 11:45")),
        ms(berlin("2026-11-20 12:31")),
        ms(berlin("2026-11-20 18:00")),
        ms(berlin("2026-11-22 12:00")),
        ms(berlin("2026-11-20 12:30")) + 1,
        "soon",
        "٣",
        "-1",
        "1e3",
        "9" * 14,
        "9" * 40,
    ],
)
async def test_a_time_that_is_not_offered_is_refused_beside_the_field_with_new_choices(
    customer: Visitor, connection: Connection, change_shop: Set, slot: object
) -> None:
    await change_shop(opening_hours=HOURS)
    checkout = await customer.get("/checkout")
    status, problem = await place(customer, checkout["checkout_token"], slot=slot)
    assert (status, list(problem["errors"])) == (422, ["slot"])
    assert problem["slots"] == checkout["slots"]
    answer = await customer.submit(
        "/checkout",
        fulfilment="delivery",
        address="1 High Street",
        payment="counter",
        slot=slot,
        note="Extra hot",
        checkout_token=checkout["checkout_token"],
    )
    page = await answer.text()
    assert answer.status == 422
    assert 'aria-describedby="field-slot-error"' in page
    assert f'value="{checkout["slots"][0]}"' in page
    for typed in ("Extra hot", "1 High Street"):
        assert typed in page
    assert await count_orders(connection) == 0


@pytest.mark.requirement("CHK-2", "PRED-5")
async def test_the_hour_the_clocks_show_twice_is_two_times_and_says_which(
    customer: Visitor, change_shop: Set, now: Now
) -> None:
    now.at = berlin("2026-10-25 01:40")
    page = await customer.page("/checkout")
    first, second = ms(berlin("2026-10-25 02:30")), ms(berlin("2026-10-25 02:30", fold=1))
    assert second - first == 3_600_000
    assert f'<option value="{first}" data-at="02:30 (UTC+2)"' in page
    assert f'<option value="{second}" data-at="02:30 (UTC+1)"' in page
    status, answer = await order(customer, slot=second)
    assert (status, answer["order"]["promised_at"]) == (201, second)


@pytest.mark.requirement("PRED-1", "PRED-5")
async def test_an_order_for_later_lengthens_the_queue_from_an_hour_before(
    new_customer: NewCustomer, connection: Connection, change_shop: Set, now: Now
) -> None:
    ahead, behind = await new_customer(), await new_customer()
    assert (await order(ahead, slot=ms(berlin("2026-11-20 14:00"))))[0] == 201
    await connection.execute("update orders set status = 'paid', paid = true")
    for text, minutes in (("2026-11-20 12:59", 7), ("2026-11-20 13:00", 11)):
        now.at = berlin(text)
        assert (await behind.get("/checkout"))["ready_at"] == ms(now.at + timedelta(minutes=minutes))


@pytest.mark.requirement("PRED-5")
async def test_a_full_slot_is_not_offered_and_named_when_asked_for(
    new_customer: NewCustomer, connection: Connection, change_shop: Set
) -> None:
    await change_shop(slot_capacity=1)
    slot = ms(berlin("2026-11-20 13:00"))
    quick, late = await new_customer(), await new_customer()
    token = (await late.get("/checkout"))["checkout_token"]
    assert (await order(quick, slot=slot))[0] == 201
    checkout = await late.get("/checkout")
    assert slot not in checkout["slots"]
    assert slot + 900_000 in checkout["slots"]
    status, problem = await place(late, token, slot=slot)
    assert (status, problem["type"], problem["slot"]) == (409, "slot-full", slot)
    assert "13:00" in problem["detail"]
    answer = await late.submit(
        "/checkout", fulfilment="pickup", payment="counter", slot=slot, note="Extra hot", checkout_token=token
    )
    page = await answer.text()
    assert answer.status == 409
    assert "13:00 is full" in page
    assert "Extra hot" in page
    assert f'<option value="{slot}"' not in page
    assert await count_orders(connection) == 1
    assert (await place(late, token, slot=slot + 900_000))[0] == 201
    assert await taken(connection) == {"13:00": 1, "13:15": 1}


@pytest.mark.requirement("PRED-5", "PRED-2")
async def test_as_soon_as_possible_takes_the_next_place_and_says_so_before(
    new_customer: NewCustomer, connection: Connection, change_shop: Set
) -> None:
    await change_shop(slot_capacity=1, opening_hours=HOURS)
    promises = []
    for _ in range(3):
        customer = await new_customer()
        shown = (await customer.get("/checkout"))["ready_at"]
        status, answer = await order(customer)
        assert (status, answer["order"]["promised_at"]) == (201, shown)
        promises.append(shown)
    assert promises == [
        ms(berlin("2026-11-20 12:07")),
        ms(berlin("2026-11-20 12:15")),
        ms(berlin("2026-11-20 12:30")),
    ]
    assert await taken(connection) == {"12:00": 1, "12:15": 1, "12:30": 1}
    slots = await connection.fetch("select slot from orders order by id")
    assert [row["slot"] for row in slots] == [None, berlin("2026-11-20 12:15"), berlin("2026-11-20 12:30")]


@pytest.mark.requirement("PRED-5")
async def test_when_every_place_is_taken_nothing_is_ordered(
    new_customer: NewCustomer, connection: Connection, change_shop: Set, now: Now
) -> None:
    await change_shop(
        slot_capacity=1,
        slot_minutes=60,
        opening_hours=["12:00-13:00"] * 7,
        closed_on=[datetime(2026, 11, 21).date()],  # noqa: DTZ001 - a date
    )
    first, second = await new_customer(), await new_customer()
    assert (await order(first))[0] == 201
    checkout = await second.get("/checkout")
    assert (checkout["ready_at"], checkout["slots"]) == (None, [])
    assert "Every time today and tomorrow is full." in await second.page("/checkout")
    status, problem = await place(second, checkout["checkout_token"])
    assert (status, problem["type"]) == (409, "slot-full")
    assert "12:00" in problem["detail"]
    assert await count_orders(connection) == 1


@pytest.mark.requirement("PRED-5", "ORD-5")
async def test_a_cancelled_order_gives_its_place_back_once(
    new_customer: NewCustomer, app: web.Application, new_client: NewClient, connection: Connection, change_shop: Set
) -> None:
    await change_shop(slot_capacity=2)
    slot = ms(berlin("2026-11-20 13:00"))
    made = [(await order(await new_customer(), slot=slot))[1]["order"] for _ in range(2)]
    admin = await log_in_as(app, await new_client(), Role.ADMIN)
    address = f"/orders/{made[0]['id']}/status"
    fields = {"status": Status.CANCELLED.value, "version": 1}
    answers = await asyncio.gather(*(admin.post(address, fields) for _ in range(5)))
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409, 409]
    assert await taken(connection) == {"13:00": 1}
    third = await new_customer()
    assert (await order(third, slot=slot))[0] == 201
    assert await taken(connection) == {"13:00": 2}


@pytest.mark.requirement("PRED-5")
async def test_a_refused_order_holds_no_place(
    new_customer: NewCustomer, connection: Connection, change_shop: Set
) -> None:
    customer = await new_customer()
    slot = ms(berlin("2026-11-20 13:00"))
    status, problem = await order(customer, slot=slot, seen_total=1)
    assert (status, problem["type"]) == (409, "changed")
    assert await taken(connection) == {}


@pytest.mark.requirement("PRED-5", "CHK-5")
async def test_two_hundred_at_once_get_exactly_the_ten_places_there_are(
    new_customer: NewCustomer, connection: Connection, change_shop: Set
) -> None:
    await change_shop(slot_capacity=10)
    slot = ms(berlin("2026-11-20 13:00"))
    customers = [await new_customer() for _ in range(200)]
    tokens = [(await customer.get("/checkout"))["checkout_token"] for customer in customers]
    answers = await asyncio.gather(
        *(place(customer, token, slot=slot) for customer, token in zip(customers, tokens, strict=True))
    )
    assert sorted({status for status, _ in answers}) == [201, 409]
    assert sum(status == 201 for status, _ in answers) == 10
    assert {problem["type"] for status, problem in answers if status == 409} == {"slot-full"}
    assert await count_orders(connection) == 10
    assert await taken(connection) == {"13:00": 10}


@pytest.mark.requirement("PRED-5")
async def test_many_at_once_who_want_it_soon_are_spread_over_the_slots(
    new_customer: NewCustomer, connection: Connection, change_shop: Set
) -> None:
    await change_shop(slot_capacity=3)
    customers = [await new_customer() for _ in range(12)]
    tokens = [(await customer.get("/checkout"))["checkout_token"] for customer in customers]
    answers = await asyncio.gather(*(place(customer, token) for customer, token in zip(customers, tokens, strict=True)))
    assert {status for status, _ in answers} == {201}
    assert await taken(connection) == {"12:00": 3, "12:15": 3, "12:30": 3, "12:45": 3}
