"""Logging in keeps what the guest had put together, and a customer's open pages agree."""

import json
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from argon2 import PasswordHasher

from server.access import SESSIONS
from server.access.clock import utc_now
from server.database import Connection
from server.realtime.redis import REDIS
from server.realtime.telling import TELLER
from server.settings import Settings
from shop.cart.joining import forget_guest_cart, join_guest_cart
from tests.support.shopping import Client, Visitor, add_person, log_in, stock_product

NewClient = Callable[[], Awaitable[Client]]
PASSWORD = "orderboard-demo"


async def give_password(connection: Connection, person_id: int) -> str:
    """Let the person log in with PASSWORD; the e-mail."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    email: str = await connection.fetchval(
        "update people set password_hash = $2 where id = $1 returning email", person_id, hasher.hash(PASSWORD)
    )
    return email


async def log_in_with_password(visitor: Visitor, email: str) -> None:
    answer = await visitor.post("/login", email=email, password=PASSWORD)
    assert answer.status == 200, await answer.text()
    visitor.token = ""


@pytest.mark.requirement("CART-7", "ACC-2")
async def test_at_login_the_guests_cart_joins_the_saved_one(
    client: Client, new_client: NewClient, app: web.Application, connection: Connection
) -> None:
    person = await add_person(connection)
    soup, bread, cake = [await stock_product(connection, title) for title in ("Soup", "Bread", "Cake")]
    phone = Visitor(await new_client())
    await log_in(phone, app, connection, person)
    await phone.add(soup, 2)
    await phone.add(cake, 1)
    guest = Visitor(client)
    await guest.add(soup, 3)
    await guest.add(bread, 1)
    await log_in_with_password(guest, await give_password(connection, person))
    cart = await guest.get("/cart")
    assert {line["title"]: line["quantity"] for line in cart["lines"]} == {"Soup": 3, "Cake": 1, "Bread": 1}
    assert cart["notices"] == [
        "Soup was in your saved cart too. We kept the larger quantity, 3.",
        "Bread was added to your saved cart.",
    ]
    assert (await guest.get("/cart"))["notices"] == []


@pytest.mark.requirement("CART-7", "CHK-1")
async def test_registering_on_the_way_to_the_checkout_keeps_the_cart(client: Client, connection: Connection) -> None:
    guest = Visitor(client)
    await guest.add(await stock_product(connection, "Soup"), 2)
    answer = await guest.submit(
        "/register", full_name="Ada Lovelace", email="ada@shop.test", password="a long password", next="/checkout"
    )
    assert (answer.status, answer.headers["Location"]) == (303, "/checkout")
    checkout = await guest.get("/checkout")
    assert [(line["title"], line["quantity"]) for line in checkout["cart"]["lines"]] == [("Soup", 2)]


@pytest.mark.requirement("CART-5", "CART-7")
async def test_the_old_guest_cookie_shows_nothing_after_the_login(
    client: Client, new_client: NewClient, app: web.Application, connection: Connection, settings: Settings
) -> None:
    guest = Visitor(client)
    await guest.add(await stock_product(connection, "Soup"))
    cookie = client.session.cookie_jar.filter_cookies(client.make_url("/"))["session"].value
    await log_in_with_password(guest, await give_password(connection, await add_person(connection)))
    thief = Visitor(await new_client())
    thief.client.session.cookie_jar.update_cookies({"session": cookie}, client.make_url("/"))
    assert (await thief.get("/cart"))["lines"] == []
    assert [key async for key in app[REDIS].scan_iter(f"{settings.redis_prefix}cart:*")] == []


@pytest.mark.requirement("CART-7")
async def test_what_another_tab_adds_while_its_guest_logs_in_is_not_lost(
    client: Client, new_client: NewClient, app: web.Application, connection: Connection
) -> None:
    person = await add_person(connection)
    soup, bread = [await stock_product(connection, title) for title in ("Soup", "Bread")]
    guest = Visitor(client)
    await guest.add(soup)
    cookie = client.session.cookie_jar.filter_cookies(client.make_url("/"))["session"].value
    asker = await app[SESSIONS].find(cookie, utc_now())
    assert asker is not None
    async with app[TELLER].transaction() as unit:
        joined = await join_guest_cart(app, unit, asker, person)
    await guest.add(soup, 2)
    await guest.add(bread)
    await forget_guest_cart(app, asker, person, joined)
    assert (await guest.get("/cart"))["lines"] == []
    customer = Visitor(await new_client())
    await log_in(customer, app, connection, person)
    assert {x["title"]: x["quantity"] for x in (await customer.get("/cart"))["lines"]} == {"Soup": 3, "Bread": 1}


@pytest.mark.requirement("CART-6")
async def test_two_open_pages_of_a_customer_agree_within_a_second(
    client: Client, app: web.Application, connection: Connection
) -> None:
    customer = Visitor(client)
    await log_in(customer, app, connection, await add_person(connection))
    soup = await stock_product(connection, "Soup", price_minor=500)
    await customer.add(soup)
    origin = str(client.make_url("/")).rstrip("/")
    async with client.ws_connect("/live", headers={"Origin": origin}) as socket:
        await socket.send_str(json.dumps({"type": "subscribe", "topic": "cart"}))
        while (frame := json.loads(await socket.receive_str(timeout=2)))["type"] != "snapshot":
            pass
        assert frame["topic"] == "cart"
        assert [line["quantity"] for line in frame["state"]["cart"]["lines"]] == [1]
        await customer.add(soup, 2)
        event = json.loads(await socket.receive_str(timeout=1))
        assert (event["event"], event["version"]) == ("cart.changed", frame["version"] + 1)
        assert event["data"]["cart"]["total"] == 1500
        token = (await customer.get("/checkout"))["checkout_token"]
        await customer.post("/checkout", fulfilment="pickup", payment="counter", checkout_token=token)
        event = json.loads(await socket.receive_str(timeout=1))
        assert event["data"]["cart"]["lines"] == []


@pytest.mark.requirement("CART-5", "CART-6")
async def test_a_guests_tabs_follow_their_cart(client: Client, connection: Connection) -> None:
    guest, soup = Visitor(client), await stock_product(connection)
    await guest.get("/cart")
    origin = str(client.make_url("/")).rstrip("/")
    async with client.ws_connect("/live", headers={"Origin": origin}) as socket:
        await socket.send_str(json.dumps({"type": "subscribe", "topic": "cart"}))
        while (frame := json.loads(await socket.receive_str(timeout=2)))["type"] in ("hello", "heartbeat"):
            pass
        assert (frame["type"], frame["topic"], frame["state"]["cart"]["lines"]) == ("snapshot", "cart", [])
        await guest.add(soup, 2)
        event = json.loads(await socket.receive_str(timeout=2))
        assert (event["event"], event["version"]) == ("cart.changed", frame["version"] + 1)
        assert [line["quantity"] for line in event["data"]["cart"]["lines"]] == [2]


@pytest.mark.requirement("CART-5", "CART-6")
async def test_who_comes_without_a_cookie_has_no_cart_topic_and_nobody_can_name_anothers(
    client: Client, new_client: NewClient, app: web.Application, connection: Connection
) -> None:
    person = await add_person(connection)
    customer = Visitor(await new_client())
    await log_in(customer, app, connection, person)
    await customer.add(await stock_product(connection))
    origin = str(client.make_url("/")).rstrip("/")
    async with client.ws_connect("/live", headers={"Origin": origin}) as socket:
        for topic in ("cart", f"cart:{person}", f"cart:guest:{person}"):
            await socket.send_str(json.dumps({"type": "subscribe", "topic": topic}))
            while (frame := json.loads(await socket.receive_str(timeout=2)))["type"] in ("hello", "heartbeat"):
                pass
            assert (frame["type"], frame["code"]) == ("error", "not_found")
