"""What the shop has to say about a cart stands on whatever page comes next, once, and is never lost on the way."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
import pytest_asyncio
from aiohttp import web

from server.access.clock import utc_now
from server.database import Connection
from server.orders.order import Role
from server.realtime.telling import TELLER
from shop.cart.cart import Cart
from shop.cart.notices import Notice
from shop.cart.saved_carts import change_saved_cart
from tests.journeys.test_cart_joining import give_password
from tests.support.kitchen import place_test_order
from tests.support.shopping import Client, Visitor, add_person, log_in, stock_product

NewClient = Callable[[], Awaitable[Client]]
SENTENCE = "Bread was added to your saved cart."
PAGE = {"Accept": "text/html"}


@pytest_asyncio.fixture
async def customer(client: Client, app: web.Application, connection: Connection) -> Visitor:
    """Somebody with a soup in the cart who has not been told of the bread that was added."""
    customer = Visitor(client)
    person_id = await add_person(connection)
    await log_in(customer, app, connection, person_id)
    await customer.add(await stock_product(connection, "Soup"))
    await leave_word(app, person_id)
    return customer


async def leave_word(app: web.Application, person_id: int) -> None:
    """Keep a notice with the person's cart, as a log-in does that joined a guest's."""

    def tell(cart: Cart) -> Cart:
        return cart.tell(Notice(code="joined", title="Bread", now=1))

    async with app[TELLER].transaction() as unit:
        await change_saved_cart(unit.connection, person_id, tell, utc_now())


@pytest.mark.requirement("CART-7")
@pytest.mark.parametrize("path", ["/", "/account", "/orders", "/nowhere", "PRODUCT", "ORDER"])
async def test_the_next_page_says_it_once(
    customer: Visitor, app: web.Application, connection: Connection, path: str
) -> None:
    if path == "PRODUCT":
        path = await connection.fetchval("select '/products/' || id || '-' || slug from products where title = 'Soup'")
    if path == "ORDER":
        person_id = await connection.fetchval("select person_id from carts")
        path = f"/orders/{(await place_test_order(app, person_id=person_id)).public_id}"
    page = await customer.page(path)
    assert page.count(SENTENCE) == 1
    assert 'href="/cart">Look at the cart' in page
    assert SENTENCE not in await customer.page(path)
    assert (await customer.get("/cart"))["notices"] == []


@pytest.mark.requirement("CART-7", "ACC-2")
async def test_a_log_in_that_leads_to_the_menu_says_there_what_joined(
    client: Client, new_client: NewClient, app: web.Application, connection: Connection
) -> None:
    person_id = await add_person(connection)
    phone, guest = Visitor(await new_client()), Visitor(client)
    await log_in(phone, app, connection, person_id)
    await phone.add(await stock_product(connection, "Soup"))
    await guest.add(await stock_product(connection, "Bread"))
    answer = await guest.submit("/login", email=await give_password(connection, person_id), password="orderboard-demo")
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert (await guest.page("/")).count(SENTENCE) == 1
    assert SENTENCE not in await guest.page("/")
    assert SENTENCE not in await guest.page("/cart")
    assert SENTENCE not in await phone.page("/"), "whichever of their browsers comes first"


@pytest.mark.requirement("CART-7")
@pytest.mark.parametrize("path", ["/cart", "/checkout"])
async def test_the_carts_own_pages_say_it_once_and_not_twice_over(customer: Visitor, path: str) -> None:
    assert (await customer.page(path)).count(SENTENCE) == 1
    assert SENTENCE not in await customer.page(path)


@pytest.mark.requirement("CART-7")
@pytest.mark.parametrize("path", ["/", "/cart", "/checkout"])
@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}, None])
async def test_what_nobody_reads_keeps_it_for_later(
    customer: Visitor, path: str, headers: dict[str, str] | None
) -> None:
    if headers is None:
        assert (await customer.client.head(path, headers=PAGE)).status == 200
    else:
        assert (await customer.client.get(path, headers=PAGE | headers)).status == 200
    assert (await customer.page(path)).count(SENTENCE) == 1


@pytest.mark.requirement("CART-7")
async def test_json_keeps_it_unless_it_says_it(customer: Visitor) -> None:
    await customer.get("/")
    await customer.get("/orders")
    assert (await customer.get("/cart"))["notices"] == [SENTENCE]
    assert SENTENCE not in await customer.page("/")


@pytest.mark.requirement("CART-7")
async def test_a_page_fetched_by_a_script_and_a_piece_of_one_keep_it(customer: Visitor) -> None:
    await customer.client.get("/orders", headers=PAGE | {"Sec-Fetch-Dest": "empty"})
    await customer.client.get("/opening", headers=PAGE)
    assert SENTENCE in await customer.page("/")


@pytest.mark.requirement("CART-7")
async def test_walls_have_no_room_for_it_and_keep_it(
    client: Client, app: web.Application, connection: Connection
) -> None:
    cook = Visitor(client)
    person_id = await add_person(connection, role=Role.KITCHEN.value)
    await log_in(cook, app, connection, person_id)
    await leave_word(app, person_id)
    for wall in ("/kitchen", "/board"):
        assert SENTENCE not in await cook.page(wall)
    assert SENTENCE in await cook.page("/")


@pytest.mark.requirement("CART-7")
async def test_a_page_that_fails_says_it_or_keeps_it(customer: Visitor, connection: Connection) -> None:
    await connection.execute("alter table product_types rename to product_types_away")
    broken = await customer.client.get("/", headers=PAGE)
    assert broken.status == 500
    said = (await broken.text()).count(SENTENCE)
    await connection.execute("alter table product_types_away rename to product_types")
    assert said + (await customer.page("/")).count(SENTENCE) == 1


@pytest.mark.requirement("CART-7", "CART-6")
async def test_of_two_pages_at_once_one_at_least_says_it(customer: Visitor) -> None:
    pages = await asyncio.gather(*(customer.page("/") for _ in range(4)))
    assert sum(SENTENCE in page for page in pages) >= 1
    assert SENTENCE not in await customer.page("/")


@pytest.mark.requirement("CART-7")
async def test_the_menu_others_see_meanwhile_has_nothing_of_it(
    customer: Visitor, new_client: NewClient, app: web.Application, connection: Connection
) -> None:
    other = Visitor(await new_client())
    await other.page("/")
    assert SENTENCE in await customer.page("/")
    assert SENTENCE not in await other.page("/")
    await other.add(await stock_product(connection, "Cake"))
    assert SENTENCE not in await other.page("/")
