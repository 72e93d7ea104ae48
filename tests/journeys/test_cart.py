"""The cart over HTTP, as a guest and as a customer."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
import pytest_asyncio
from aiohttp import web
from redis.asyncio import Redis

from server.database import Connection
from server.realtime.redis import REDIS
from shop.cart.cart import Change, Wanted
from shop.cart.guest_carts import KEPT, GuestCarts
from tests.support.shopping import Client, Visitor, add_person, log_in, stock_product

NewClient = Callable[[], Awaitable[Client]]


@pytest_asyncio.fixture
async def guest(client: Client) -> Visitor:
    return Visitor(client)


@pytest_asyncio.fixture
async def customer(client: Client, app: web.Application, connection: Connection) -> Visitor:
    visitor = Visitor(client)
    await log_in(visitor, app, connection, await add_person(connection))
    return visitor


@pytest.fixture(params=["guest", "customer"])
def anyone(request: pytest.FixtureRequest, guest: Visitor) -> str:
    return str(request.param)


@pytest_asyncio.fixture
async def visitor(anyone: str, guest: Visitor, app: web.Application, connection: Connection) -> Visitor:
    """A guest and then a customer: the cart is the same to both."""
    if anyone == "customer":
        await log_in(guest, app, connection, await add_person(connection))
    return guest


@pytest.mark.requirement("CART-1")
async def test_what_is_added_stands_in_the_cart(visitor: Visitor, connection: Connection) -> None:
    coffee = await stock_product(connection, "Flat white", price_minor=420)
    cart = await visitor.add(coffee, 2)
    (line,) = cart["lines"]
    assert (line["title"], line["quantity"], line["unit_price"], line["line_total"]) == ("Flat white", 2, 420, 840)
    assert (cart["subtotal"], cart["discount"], cart["total"]) == (840, 0, 840)
    assert (await visitor.get("/cart"))["lines"] == cart["lines"]


@pytest.mark.requirement("CART-1")
async def test_without_script_adding_leads_to_the_cart_and_the_bag_counts(
    visitor: Visitor, connection: Connection
) -> None:
    coffee = await stock_product(connection, "Flat white")
    answer = await visitor.submit("/cart/items", product_id=coffee, quantity=3)
    assert (answer.status, answer.headers["Location"]) == (303, "/cart")
    page = await visitor.page("/cart")
    assert "Flat white" in page
    assert "data-cart-count>3<" in page


@pytest.mark.requirement("CART-1")
@pytest.mark.parametrize(
    "quantity", ["0", "-1", "100", "1e9", "٣", "1_0", "true", "", "1.5", "0x1", "+1", "NaN", "\x00"]
)
async def test_a_quantity_that_is_none_is_named_beside_the_field_and_adds_nothing(
    guest: Visitor, connection: Connection, quantity: str
) -> None:
    coffee = await stock_product(connection)
    answer = await guest.post("/cart/items", product_id=coffee, quantity=quantity)
    assert answer.status == 422
    assert answer.content_type == "application/problem+json"
    assert "1 to 99" in (await answer.json())["errors"]["quantity"][0]
    page = await guest.submit("/cart/items", product_id=coffee, quantity=quantity)
    assert page.status == 422
    text = await page.text()
    assert "1 to 99" in text
    assert 'aria-describedby="field-quantity-error"' in text
    assert (await guest.get("/cart"))["lines"] == []


@pytest.mark.requirement("CART-1")
async def test_without_a_size_the_form_comes_back_with_every_choice_and_the_words_beside_the_sizes(
    guest: Visitor, connection: Connection
) -> None:
    coffee = await stock_product(connection, "Latte")
    await connection.execute(
        "insert into product_options (product_id, title, price_minor, position) values ($1, 'Small', 380, 1)", coffee
    )
    for title, several in (("Milk", False), ("Extras", True)):
        group = await connection.fetchval(
            "insert into choice_groups (product_id, title, several) values ($1, $2, $3) returning id",
            coffee,
            title,
            several,
        )
        await connection.execute("insert into choices (group_id, title) values ($1, $2)", group, f"{title} one")
    page = await guest.submit("/cart/items", product_id=coffee, quantity=2)
    text = await page.text()
    assert page.status == 422
    for words in ("Please choose one of these: Small.", "Milk one", "Extras one", 'value="2"'):
        assert words in text


@pytest.mark.requirement("CART-1")
async def test_without_a_quantity_one_is_added(guest: Visitor, connection: Connection) -> None:
    answer = await guest.post("/cart/items", product_id=await stock_product(connection))
    assert (await answer.json())["lines"][0]["quantity"] == 1


@pytest.mark.requirement("CART-1")
async def test_what_the_shop_does_not_have_is_not_found(guest: Visitor) -> None:
    for product in (999_999, 10**17):
        assert (await guest.post("/cart/items", product_id=product)).status == 404
        assert (await guest.submit("/cart/items", product_id=product)).status == 404
    for text in ("", "abc", "-1", "١", "1" + "0" * 30):
        assert (await guest.post("/cart/items", product_id=text)).status == 422
    assert (await guest.post("/cart/items")).status == 422
    assert (await guest.get("/cart"))["lines"] == []


@pytest.mark.requirement("CART-1", "CAT-9")
async def test_retired_and_sold_out_products_are_refused_by_name(guest: Visitor, connection: Connection) -> None:
    gone = await stock_product(connection, "Old soup", stock=0)
    retired = await stock_product(connection, "Older soup")
    await connection.execute("update products set retired_at = now() where id = $1", retired)
    for product, title in ((gone, "Old soup"), (retired, "Older soup")):
        answer = await guest.post("/cart/items", product_id=product)
        problem = await answer.json()
        assert (answer.status, problem["type"]) == (409, "not-sold")
        assert title in problem["detail"]
        page = await guest.submit("/cart/items", product_id=product)
        assert page.status == 409
        assert title in await page.text()
    assert (await guest.get("/cart"))["lines"] == []


@pytest.mark.requirement("CART-3")
async def test_a_quantity_changes_up_and_down_in_place(visitor: Visitor, connection: Connection) -> None:
    cart = await visitor.add(await stock_product(connection, price_minor=300))
    line = cart["lines"][0]["line"]
    for quantity in (99, 1, 5):
        answer = await visitor.post(f"/cart/items/{line}", quantity=quantity)
        assert answer.status == 200
        cart = await answer.json()
        assert (cart["lines"][0]["line"], cart["lines"][0]["quantity"], cart["total"]) == (
            line,
            quantity,
            300 * quantity,
        )
    assert (await (await visitor.post(f"/cart/items/{line}", quantity=0)).json())["lines"] == []


@pytest.mark.requirement("CART-3")
@pytest.mark.parametrize("quantity", ["-1", "100", "1e9", "٣", "1_0", "true", "", "1.5"])
async def test_a_wrong_new_quantity_changes_nothing(visitor: Visitor, connection: Connection, quantity: str) -> None:
    cart = await visitor.add(await stock_product(connection), 2)
    line = cart["lines"][0]["line"]
    answer = await visitor.post(f"/cart/items/{line}", quantity=quantity)
    assert answer.status == 422
    assert (await answer.json())["errors"]["quantity"]
    page = await visitor.submit(f"/cart/items/{line}", quantity=quantity)
    assert page.status == 422
    assert f'id="quantity-{line}-error"' in await page.text()
    assert (await visitor.get("/cart"))["lines"][0]["quantity"] == 2


@pytest.mark.requirement("CART-4")
async def test_a_line_is_removed_and_put_back(visitor: Visitor, connection: Connection) -> None:
    first = (await visitor.add(await stock_product(connection, "Soup"), 2))["lines"][0]["line"]
    await visitor.add(await stock_product(connection, "Bread"))
    assert (await visitor.submit(f"/cart/items/{first}/delete")).status == 303
    assert "Soup removed" in await visitor.page("/cart")
    assert [x["title"] for x in (await visitor.get("/cart"))["lines"]] == ["Bread"]
    assert (await visitor.submit(f"/cart/items/{first}/restore")).status == 303
    line = (await visitor.get("/cart"))["lines"][0]
    assert (line["line"], line["title"], line["quantity"]) == (first, "Soup", 2)


@pytest.mark.requirement("CART-4")
async def test_lines_that_are_not_there_are_not_found(visitor: Visitor, connection: Connection) -> None:
    await visitor.add(await stock_product(connection))
    for path in ("/cart/items/99", "/cart/items/99/delete", "/cart/items/99/restore", "/cart/items/0"):
        assert (await visitor.post(path, quantity=1)).status == 404
    for path in ("/cart/items/x", "/cart/items/-1/delete"):
        assert (await visitor.post(path, quantity=1)).status == 404
    assert (await visitor.post("/cart/items/99", quantity="x")).status == 404


@pytest.mark.requirement("CART-3", "CART-4")
@pytest.mark.parametrize("path", ["", "/delete", "/restore"])
async def test_an_older_page_of_the_cart_is_shown_what_is_in_it_now(
    visitor: Visitor, connection: Connection, path: str
) -> None:
    await visitor.add(await stock_product(connection, "Soup"))
    for quantity in ("2", "x"):
        answer = await visitor.submit(f"/cart/items/99{path}", quantity=quantity)
        page = await answer.text()
        assert answer.status == 404
        assert "That is not in your cart any more." in page
        assert 'data-title="Soup"' in page


@pytest.mark.requirement("CART-5")
async def test_nobody_sees_or_changes_the_cart_of_somebody_else(
    visitor: Visitor, new_client: NewClient, connection: Connection
) -> None:
    cart = await visitor.add(await stock_product(connection))
    stranger = Visitor(await new_client())
    assert (await stranger.get("/cart"))["lines"] == []
    line = cart["lines"][0]["line"]
    assert (await stranger.post(f"/cart/items/{line}", quantity=5)).status == 404
    # the stranger's token is the stranger's: with it the owner's cookie changes nothing
    answer = await visitor.client.post(
        f"/cart/items/{line}", data={"quantity": "5", "csrf_token": stranger.token}, headers=visitor.headers
    )
    assert answer.status == 403
    assert (await visitor.get("/cart"))["lines"][0]["quantity"] == 1


@pytest.mark.requirement("CART-6")
async def test_a_guests_cart_is_kept_for_thirty_days_from_the_last_look(
    guest: Visitor, connection: Connection, redis_url: str, redis_prefix: str
) -> None:
    await guest.add(await stock_product(connection))
    redis: Redis = Redis.from_url(redis_url)
    (key,) = [key async for key in redis.scan_iter(f"{redis_prefix}cart:*")]
    await redis.expire(key, 60)
    await guest.get("/cart")
    assert await redis.ttl(key) > KEPT.total_seconds() - 60
    await redis.aclose()


@pytest.mark.requirement("CART-6")
async def test_changes_made_at_once_are_all_kept(visitor: Visitor, connection: Connection) -> None:
    products = [await stock_product(connection, f"Soup {n}") for n in range(12)]
    await visitor.get("/cart")
    await asyncio.gather(*(visitor.add(product) for product in products))
    assert {line["product_id"] for line in (await visitor.get("/cart"))["lines"]} == set(products)


@pytest.mark.requirement("CART-6")
async def test_changes_in_two_processes_at_once_are_all_kept(
    guest: Visitor, app: web.Application, redis_prefix: str
) -> None:
    one, other = GuestCarts(app[REDIS], redis_prefix), GuestCarts(app[REDIS], redis_prefix)

    def added(product_id: int) -> Change:
        wanted = Wanted(product_id=product_id, option_id=None, choice_ids=(), quantity=1, title="Soup", price_minor=500)
        return lambda cart: cart.add(wanted)

    await asyncio.gather(*((one if n % 2 else other).change("a guest", added(n)) for n in range(20)))
    assert sorted(line.product_id for line in (await one.read("a guest")).lines) == list(range(20))


@pytest.mark.requirement("CART-6")
async def test_a_customers_cart_follows_to_another_device(
    visitor: Visitor, new_client: NewClient, app: web.Application, connection: Connection
) -> None:
    person = await add_person(connection)
    await log_in(visitor, app, connection, person)
    await visitor.add(await stock_product(connection, "Soup"))
    phone = Visitor(await new_client())
    await log_in(phone, app, connection, person)
    assert [line["title"] for line in (await phone.get("/cart"))["lines"]] == ["Soup"]


@pytest.mark.requirement("CART-2", "CART-8")
async def test_a_new_price_is_said_once(visitor: Visitor, connection: Connection) -> None:
    soup = await stock_product(connection, "Soup", price_minor=500)
    await visitor.add(soup)
    await connection.execute("update products set price_minor = 550 where id = $1", soup)
    cart = await visitor.get("/cart")
    assert cart["total"] == 550
    assert cart["notices"] == ["The price of Soup went up from $5.00 to $5.50."]
    assert (await visitor.get("/cart"))["notices"] == []


@pytest.mark.requirement("CART-2", "CART-8")
async def test_a_line_that_is_gone_is_flagged_and_blocks_the_checkout(visitor: Visitor, connection: Connection) -> None:
    soup = await stock_product(connection, "Soup", stock=5)
    await visitor.add(soup, 3)
    await connection.execute("update products set stock = 2 where id = $1", soup)
    page = await visitor.page("/cart")
    assert "Only 2 of Soup are left." in page
    assert 'href="/checkout"' not in page
    await connection.execute("update products set stock = 3 where id = $1", soup)
    page = await visitor.page("/cart")
    assert "Only 2 of Soup" not in page
    assert 'href="/checkout"' in page


@pytest.mark.requirement("CART-2", "PRED-1", "PRED-2")
async def test_the_cart_predicts_the_pickup_time(visitor: Visitor, connection: Connection) -> None:
    assert (await visitor.get("/cart"))["ready_at"] is None
    before = time.time()
    cart = await visitor.add(await stock_product(connection, prep_minutes=9), 5)
    assert before <= cart["ready_at"] / 1000 - 15 * 60 <= time.time()
    page = await visitor.page("/cart")
    assert "Ready in about 15 minutes" in page


@pytest.mark.requirement("CART-2")
async def test_an_empty_cart_says_so_and_leads_to_the_menu(visitor: Visitor) -> None:
    assert "Nothing in it yet" in await visitor.page("/cart")


@pytest.mark.requirement("CART-2", "CAT-1")
async def test_a_line_shows_the_products_photo_where_there_is_one(visitor: Visitor, connection: Connection) -> None:
    photo = await connection.fetchval("insert into photos (name, widths) values ('abc', '{424,848}') returning id")
    await visitor.add(await stock_product(connection, "Soup", photo_id=photo))
    await visitor.add(await stock_product(connection, "Flat white", drawing="flat-white"))
    page = await visitor.page("/cart")
    assert 'src="/photos/abc-424.webp"' in page
    assert "/flat-white" in page
