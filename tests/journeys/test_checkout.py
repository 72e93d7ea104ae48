"""From the cart to the order, once."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
import pytest_asyncio
from aiohttp import web

from server.access import Asker
from server.access.clock import utc_now
from server.database import Connection
from server.orderbook import SHOP
from server.orders.order import Role
from server.orders.refusals import UnknownToken, WrongFields
from server.orders.shapes import Json
from server.realtime.telling import TELLER
from server.settings import Settings
from shop.checkout.placing import place_order_of_cart
from tests.support.shopping import Client, Visitor, add_person, log_in, stock_product

NewClient = Callable[[], Awaitable[Client]]
NewCustomer = Callable[..., Awaitable[Visitor]]


@pytest_asyncio.fixture
async def new_customer(new_client: NewClient, app: web.Application, connection: Connection) -> NewCustomer:
    async def make(full_name: str = "Ada Lovelace", role: str = "customer") -> Visitor:
        visitor = Visitor(await new_client())
        await log_in(visitor, app, connection, await add_person(connection, full_name, role))
        return visitor

    return make


@pytest_asyncio.fixture
async def customer(new_customer: NewCustomer) -> Visitor:
    return await new_customer()


async def checkout_token(visitor: Visitor) -> str:
    token: str = (await visitor.get("/checkout"))["checkout_token"]
    return token


async def place(visitor: Visitor, token: str, **fields: object) -> tuple[int, Json]:
    """Place the order; status and JSON."""
    wanted = {"fulfilment": "pickup", "payment": "counter", "checkout_token": token} | fields
    answer = await visitor.post("/checkout", **{name: value for name, value in wanted.items() if value is not None})
    return answer.status, await answer.json(content_type=None)


async def count_orders(connection: Connection) -> int:
    count: int = await connection.fetchval("select count(*) from orders")
    return count


@pytest.mark.requirement("CHK-1")
async def test_a_guest_is_led_through_the_log_in_and_back(client: Client, connection: Connection) -> None:
    guest = Visitor(client)
    await guest.add(await stock_product(connection))
    answer = await client.get("/checkout", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/login?next=%2Fcheckout")
    sent = await guest.submit("/checkout", fulfilment="pickup", payment="counter")
    assert (sent.status, sent.headers["Location"]) == (303, "/login?next=%2Fcheckout")
    assert (await guest.post("/checkout", fulfilment="pickup", payment="counter")).status == 401
    assert await count_orders(connection) == 0


@pytest.mark.requirement("CHK-1")
@pytest.mark.parametrize("role", ["kitchen", "admin"])
async def test_staff_order_like_anyone(new_customer: NewCustomer, connection: Connection, role: str) -> None:
    staff = await new_customer("Grace Hopper", role)
    await staff.add(await stock_product(connection))
    status, _ = await place(staff, await checkout_token(staff))
    assert status == 201


@pytest.mark.requirement("CHK-2", "PRED-2")
async def test_the_review_shows_all_there_is_to_know(customer: Visitor, connection: Connection) -> None:
    await customer.add(await stock_product(connection, "Soup", price_minor=650, prep_minutes=7), 2)
    checkout = await customer.get("/checkout")
    assert (checkout["payments"], checkout["fulfilments"]) == (["counter"], ["pickup"])
    assert checkout["cart"]["total"] == 1300
    assert checkout["ready_at"] == checkout["cart"]["ready_at"]
    page = await customer.page("/checkout")
    for words in (
        "Soup",
        "$13.00",
        "Ready in about 7 minutes",
        "Note to the kitchen",
        "Allergies",
        "Pay at the counter",
    ):
        assert words in page
    await connection.execute("update shop_settings set delivery = true")
    for _ in range(20):
        if (await customer.get("/checkout"))["fulfilments"] == ["pickup", "delivery"]:
            break
        await asyncio.sleep(0.1)
    else:
        pytest.fail("delivery is not offered")


@pytest.mark.requirement("CHK-2", "CHK-6", "PRED-1", "PRED-2")
async def test_an_order_keeps_what_was_asked_for_and_its_promise(customer: Visitor, connection: Connection) -> None:
    soup = await stock_product(connection, "Soup", price_minor=650, prep_minutes=7)
    await customer.add(soup, 5)
    status, answer = await place(
        customer, await checkout_token(customer), note="Extra hot", allergy="nuts", show_name="1", seen_total=3250
    )
    order = answer["order"]
    assert status == 201
    assert answer["redirect"] == f"/orders/{order['id']}"
    assert (order["status"], order["paid"], order["due"], order["total"]) == ("ordered", False, 3250, 3250)
    assert (order["note"], order["allergy"], order["first_name"]) == ("Extra hot", "nuts", "Ada")
    assert order["promised_at"] - order["placed_at"] == (7 + 6) * 60_000
    assert [(x["title"], x["quantity"], x["line_total"]) for x in order["lines"]] == [("Soup", 5, 3250)]
    assert (await customer.get("/cart"))["lines"] == []


@pytest.mark.requirement("CAT-11", "ORD-1", "CHK-2")
async def test_options_and_choices_go_with_the_line_into_the_order(customer: Visitor, connection: Connection) -> None:
    bowl = await stock_product(connection, "Bowl", price_minor=900)
    option = await connection.fetchval(
        "insert into product_options (product_id, title, price_minor) values ($1, 'Large', 1100) returning id", bowl
    )
    group = await connection.fetchval(
        "insert into choice_groups (product_id, title, several) values ($1, 'Without', true) returning id", bowl
    )
    onion, capers = [
        await connection.fetchval(
            "insert into choices (group_id, title, price_minor, removes) values ($1, $2, $3, true) returning id",
            group,
            title,
            price,
        )
        for title, price in (("onion", 0), ("No capers", -50))
    ]
    await customer.add(bowl, option_id=option, choice_id=[onion, capers])
    cart = await customer.add(bowl, 2, option_id=option)
    assert [line["quantity"] for line in cart["lines"]] == [1, 2]
    for path in ("/cart", "/checkout"):
        assert "Large, no onion, No capers" in await customer.page(path)
    _, answer = await place(customer, await checkout_token(customer))
    first, second = answer["order"]["lines"]
    assert (first["option"], first["original_price"], first["line_total"]) == ("Large", 1050, 1050)
    assert first["choices"] == [
        {"id": onion, "title": "onion", "price": 0, "removes": True},
        {"id": capers, "title": "No capers", "price": -50, "removes": True},
    ]
    assert (second["choices"], second["line_total"], answer["order"]["total"]) == ([], 2200, 3250)
    await connection.execute("update choices set title = 'something else', price_minor = 999")
    assert (await customer.get(answer["redirect"]))["lines"][0]["choices"] == first["choices"]


@pytest.mark.requirement("CHK-4", "PAY-6")
async def test_the_largest_order_there_may_be_is_counted_exactly(customer: Visitor, connection: Connection) -> None:
    dearest = 99_999_999_999
    products = [await stock_product(connection, f"Cake {n}", price_minor=dearest) for n in range(100)]
    for product in products:
        await customer.add(product, 99)
    more = await customer.post("/cart/items", product_id=await stock_product(connection, "One more"))
    assert (more.status, list((await more.json())["errors"])) == (422, ["product_id"])
    assert (await customer.get("/cart"))["total"] == dearest * 9900
    status, answer = await place(customer, await checkout_token(customer), seen_total=dearest * 9900)
    assert (status, answer["order"]["total"]) == (201, dearest * 9900)


@pytest.mark.requirement("PRED-1")
async def test_orders_that_are_started_lengthen_the_promise(customer: Visitor, connection: Connection) -> None:
    soup = await stock_product(connection, prep_minutes=5)
    for _ in range(2):
        await customer.add(soup)
        await place(customer, await checkout_token(customer))
    await connection.execute("update orders set status = 'in_progress'")
    await customer.add(soup)
    _, answer = await place(customer, await checkout_token(customer))
    assert answer["order"]["promised_at"] - answer["order"]["placed_at"] == (5 + 2 * 4) * 60_000


@pytest.mark.requirement("CHK-2")
@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"fulfilment": None}, "fulfilment"),
        ({"fulfilment": "teleport"}, "fulfilment"),
        ({"fulfilment": "delivery", "address": "1 High Street"}, "fulfilment"),
        ({"payment": None}, "payment"),
        ({"payment": "card"}, "payment"),
        ({"note": "x" * 201}, "note"),
        ({"allergy": "x" * 101}, "allergy"),
        ({"note": "\x00"}, "note"),
        ({"note": "\x9b31m"}, "note"),
        ({"allergy": "Nuts\rand more"}, "allergy"),
        ({"allergy": "Nuts\u2028and more"}, "allergy"),
        ({"slot": "1795175598014"}, "slot"),
        ({"seen_total": "3,20"}, "seen_total"),
    ],
)
async def test_a_wrong_field_brings_the_form_back_as_typed(
    customer: Visitor, connection: Connection, fields: dict[str, object], wrong: str
) -> None:
    await customer.add(await stock_product(connection))
    token = await checkout_token(customer)
    status, problem = await place(customer, token, **fields)
    assert (status, list(problem["errors"])) == (422, [wrong])
    typed = {"fulfilment": "pickup", "payment": "counter", "note": "Extra hot", "checkout_token": token} | fields
    answer = await customer.submit("/checkout", **{k: v for k, v in typed.items() if v is not None})
    page = await answer.text()
    assert answer.status == 422
    assert token in page
    assert f'id="field-{wrong}-error"' in page or wrong == "seen_total"
    assert "Extra hot" in page or "note" in fields
    assert await count_orders(connection) == 0
    assert len((await customer.get("/cart"))["lines"]) == 1


@pytest.mark.requirement("CHK-2")
async def test_delivery_needs_an_address(customer: Visitor, connection: Connection) -> None:
    await connection.execute("update shop_settings set delivery = true")
    await customer.add(await stock_product(connection))
    token = await checkout_token(customer)
    for address in ("", "   ", "\u200b", "x" * 301):
        status, problem = await place(customer, token, fulfilment="delivery", address=address)
        assert (status, list(problem["errors"])) == (422, ["address"])
    status, answer = await place(customer, token, fulfilment="delivery", address="1 High Street\rGate 2")
    assert (status, answer["order"]["address"]) == (201, "1 High Street\nGate 2")


@pytest.mark.requirement("CHK-2")
async def test_who_collects_is_not_asked_about_an_address(customer: Visitor, connection: Connection) -> None:
    await customer.add(await stock_product(connection))
    status, answer = await place(customer, await checkout_token(customer), address="x" * 301)
    assert (status, answer["order"]["address"]) == (201, None)


@pytest.mark.requirement("CHK-4")
async def test_an_empty_cart_makes_no_order(customer: Visitor, connection: Connection) -> None:
    answer = await customer.client.get("/checkout", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/cart")
    status, problem = await place(customer, await checkout_token(customer))
    assert (status, problem["type"]) == (409, "empty-cart")
    assert await count_orders(connection) == 0


@pytest.mark.requirement("CHK-3", "CHK-4", "CAT-9")
@pytest.mark.parametrize(
    "change", ["stock = 0", "stock = 1", "retired_at = now()", "available = false, unavailable_until = null"]
)
async def test_what_is_gone_is_named_and_nothing_is_written(
    customer: Visitor, connection: Connection, change: str
) -> None:
    soup = await stock_product(connection, "Pea soup", stock=9)
    bread = await stock_product(connection, "Bread", stock=9)
    await customer.add(soup, 2)
    await customer.add(bread)
    token = await checkout_token(customer)
    await connection.execute(f"update products set {change} where id = $1", soup)  # noqa: S608 - this file's words
    status, problem = await place(customer, token)
    assert (status, problem["type"]) == (409, "sold-out")
    assert "Pea soup" in problem["detail"]
    assert "Bread" not in problem["detail"]
    answer = await customer.submit("/checkout", fulfilment="pickup", payment="counter", checkout_token=token)
    assert answer.status == 409
    assert "Pea soup" in await answer.text()
    assert await count_orders(connection) == 0
    assert await connection.fetchval("select stock from products where id = $1", bread) == 9
    assert len((await customer.get("/cart"))["lines"]) == 2


@pytest.mark.requirement("CART-8", "CAT-11", "CHK-3")
async def test_a_choice_that_is_gone_is_never_left_out_in_silence(customer: Visitor, connection: Connection) -> None:
    burger = await stock_product(connection, "Burger")
    onion: int = await connection.fetchval(
        "with made as (insert into choice_groups (product_id, title, several) values ($1, 'No', true) returning id)"
        " insert into choices (group_id, title, removes) select id, 'Onion', true from made returning id",
        burger,
    )
    await customer.add(burger, choice_id=onion)
    token = await checkout_token(customer)
    await connection.execute("update choices set retired_at = now() where id = $1", onion)
    status, problem = await place(customer, token, seen_total=420)
    assert (status, problem["type"], problem["titles"]) == (409, "sold-out", ["Burger"])
    assert problem["detail"] == "Burger no longer comes the way you chose it."
    fields = {"fulfilment": "pickup", "payment": "counter", "checkout_token": token, "seen_total": 420}
    page = await (await customer.submit("/checkout", **fields)).text()
    assert "Burger no longer comes the way you chose it." in page
    assert "No longer comes like that" in page
    assert await count_orders(connection) == 0
    cart = await customer.post(f"/cart/items/{(await customer.get('/cart'))['lines'][0]['line']}/delete")
    assert (await cart.json())["lines"] == []
    await customer.add(burger)
    assert (await place(customer, token, seen_total=420))[0] == 201


@pytest.mark.requirement("CART-8", "CHK-2")
async def test_another_total_than_the_one_shown_is_asked_again(customer: Visitor, connection: Connection) -> None:
    soup = await stock_product(connection, "Soup", price_minor=500)
    await customer.add(soup)
    token = await checkout_token(customer)
    await connection.execute("update products set price_minor = 600 where id = $1", soup)
    status, problem = await place(customer, token, seen_total=500)
    assert (status, problem["type"]) == (409, "changed")
    fields = {"fulfilment": "pickup", "payment": "counter", "checkout_token": token, "seen_total": 500}
    answer = await customer.submit("/checkout", **fields)
    page = await answer.text()
    assert answer.status == 409
    assert token in page
    assert 'name="seen_total" value="600"' in page
    assert await count_orders(connection) == 0
    status, made = await place(customer, token, seen_total=600)
    assert (status, made["order"]["total"]) == (201, 600)


@pytest.mark.requirement("CHK-5")
async def test_a_form_sent_again_leads_to_the_order_it_made(customer: Visitor, connection: Connection) -> None:
    soup = await stock_product(connection, "Soup", stock=1)
    await customer.add(soup)
    token = await checkout_token(customer)
    status, first = await place(customer, token)
    assert status == 201
    for fields in ({}, {"fulfilment": None}, {"seen_total": "1"}):
        status, again = await place(customer, token, **fields)
        assert (status, again["redirect"], again["order"]["id"]) == (200, first["redirect"], first["order"]["id"])
    await customer.add(await stock_product(connection, "Bread"))
    answer = await customer.submit("/checkout", fulfilment="pickup", payment="counter", checkout_token=token)
    assert (answer.status, answer.headers["Location"]) == (303, first["redirect"])
    assert await count_orders(connection) == 1
    assert [x["title"] for x in (await customer.get("/cart"))["lines"]] == ["Bread"]


@pytest.mark.requirement("CHK-5")
async def test_the_same_form_sent_twenty_times_at_once_makes_one_order(
    customer: Visitor, connection: Connection
) -> None:
    await customer.add(await stock_product(connection, stock=50))
    token = await checkout_token(customer)
    answers = await asyncio.gather(*(place(customer, token) for _ in range(20)))
    assert sorted(status for status, _ in answers) == [200] * 19 + [201]
    assert len({answer["redirect"] for _, answer in answers}) == 1
    assert await count_orders(connection) == 1
    assert await connection.fetchval("select sum(stock) from products") == 49


@pytest.mark.requirement("CHK-5", "CART-5")
async def test_a_token_works_for_its_owner_only(
    customer: Visitor, new_customer: NewCustomer, connection: Connection
) -> None:
    soup = await stock_product(connection)
    await customer.add(soup)
    token = await checkout_token(customer)
    other = await new_customer("Charles Babbage")
    await other.add(soup)
    for foreign in (token, "", "x", "x.y", token[:-1], "ü.é", "\udcff"):
        status, problem = await place(other, foreign.encode("utf-8", "replace").decode())
        assert (status, problem["type"]) == (409, "unknown-token")
    await place(customer, token)
    status, problem = await place(other, token)
    assert (status, problem["type"]) == (409, "unknown-token")
    assert await count_orders(connection) == 1


@pytest.mark.requirement("CHK-5", "ACC-6")
async def test_an_order_is_shown_to_its_owner_only_even_with_its_token(
    customer: Visitor, app: web.Application, settings: Settings, connection: Connection
) -> None:
    await customer.add(await stock_product(connection))
    token = await checkout_token(customer)
    await place(customer, token)
    stranger = Asker(session_key="", kind="person", role=Role.CUSTOMER, person_id=await add_person(connection))
    with pytest.raises(UnknownToken):
        await place_order_of_cart(
            app[TELLER],
            app[SHOP],
            stranger,
            token,
            lambda _shop: WrongFields({}),
            currency=settings.shop_currency,
            now=utc_now(),
        )


@pytest.mark.requirement("CAT-9", "CHK-3")
async def test_of_a_hundred_at_once_one_gets_the_last_one(new_customer: NewCustomer, connection: Connection) -> None:
    cake = await stock_product(connection, "Last cake", stock=1)
    customers = [await new_customer(f"Buyer {n}") for n in range(100)]
    tokens = []
    for buyer in customers:
        await buyer.add(cake)
        tokens.append(await checkout_token(buyer))
    answers = await asyncio.gather(*(place(buyer, token) for buyer, token in zip(customers, tokens, strict=True)))
    assert sorted({status for status, _ in answers}) == [201, 409]
    assert sum(status == 201 for status, _ in answers) == 1
    assert all("Last cake" in problem["detail"] for status, problem in answers if status == 409)
    assert await count_orders(connection) == 1
    assert await connection.fetchval("select stock from products where id = $1", cake) == 0


@pytest.mark.requirement("CAT-9", "CHK-3")
async def test_lines_that_share_a_product_are_summed(customer: Visitor, connection: Connection) -> None:
    soup = await stock_product(connection, "Soup", stock=3)
    group = await connection.fetchval(
        "insert into choice_groups (product_id, title) values ($1, 'Bread') returning id", soup
    )
    white, brown = [
        await connection.fetchval("insert into choices (group_id, title) values ($1, $2) returning id", group, title)
        for title in ("White", "Brown")
    ]
    await customer.add(soup, 2, choice_id=white)
    cart = await customer.add(soup, 2, choice_id=brown)
    assert [line["quantity"] for line in cart["lines"]] == [2, 2]
    token = await checkout_token(customer)
    status, problem = await place(customer, token)
    assert (status, problem["type"]) == (409, "sold-out")
    assert await connection.fetchval("select stock from products where id = $1", soup) == 3
    await customer.post(f"/cart/items/{cart['lines'][1]['line']}", quantity=1)
    status, _ = await place(customer, token)
    assert status == 201
    assert await connection.fetchval("select stock from products where id = $1", soup) == 0


@pytest.mark.requirement("CAT-9", "CHK-3")
async def test_carts_in_opposite_order_do_not_block_each_other(
    new_customer: NewCustomer, connection: Connection
) -> None:
    soup, bread = await stock_product(connection, "Soup", stock=99), await stock_product(connection, "Bread", stock=99)
    customers = [await new_customer(f"Buyer {n}") for n in range(10)]
    tokens = []
    for n, buyer in enumerate(customers):
        for product in (soup, bread) if n % 2 else (bread, soup):
            await buyer.add(product)
        tokens.append(await checkout_token(buyer))
    answers = await asyncio.gather(*(place(buyer, token) for buyer, token in zip(customers, tokens, strict=True)))
    assert {status for status, _ in answers} == {201}
    left = await connection.fetchval("select array_agg(stock) from products where id = any($1)", [soup, bread])
    assert left == [89, 89]


@pytest.mark.requirement("CAT-9")
async def test_the_last_one_sold_is_told_to_every_open_menu(customer: Visitor, connection: Connection) -> None:
    cake = await stock_product(connection, "Last cake", stock=2)
    await customer.add(cake)
    await place(customer, await checkout_token(customer))
    assert await connection.fetchval("select count(*) from topic_events where topic = 'menu'") == 0
    await customer.add(cake)
    await place(customer, await checkout_token(customer))
    told = await connection.fetchval("select data from topic_events where topic = 'menu'")
    assert '"available":false' in told
