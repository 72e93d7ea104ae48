"""What customers do with their own orders: cancel one in time, order the same again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from server.database import Connection
from server.orders.order import Order, Role, Status
from tests.support.forms import read_page_form
from tests.support.kitchen import (
    LoggedIn,
    TestLine,
    log_in,
    make_person,
    move_test_order,
    pair_display,
    place_test_order,
)
from tests.support.shopping import Client, Visitor, stock_product
from tests.support.shopping import log_in as log_in_visitor

NewClient = Callable[[], Awaitable[Client]]


@pytest_asyncio.fixture
async def maya(app: web.Application, client: Client) -> LoggedIn:
    return await log_in(app, client, Role.CUSTOMER)


async def place(app: web.Application, who: LoggedIn, *lines: tuple[str, int]) -> Order:
    return await place_test_order(app, person_id=who.person_id, lines=lines or [("Flat white", 1)])


@pytest.mark.requirement("ORD-5")
@pytest.mark.parametrize("way", [(), (Status.PAID,)])
async def test_an_order_can_be_cancelled_while_the_kitchen_has_not_started(
    app: web.Application, maya: LoggedIn, connection: Connection, way: tuple[Status, ...]
) -> None:
    order = await place(app, maya)
    await move_test_order(app, order, *way)
    answer = await maya.post(f"/orders/{order.public_id}/cancel", {})
    shape = await answer.json()
    assert (answer.status, shape["status"], shape["version"]) == (200, "cancelled", 2 + len(way))
    assert shape["history"][-1]["by"] == "customer"
    event = await connection.fetchrow("select person_id, by_role, source from order_events order by seq desc limit 1")
    assert tuple(event or ()) == (maya.person_id, "customer", "web")


@pytest.mark.requirement("ORD-5")
@pytest.mark.parametrize(
    ("way", "words"),
    [
        ((Status.IN_PROGRESS,), "The kitchen has started"),
        ((Status.IN_PROGRESS, Status.READY), "The kitchen has started"),
        ((Status.CANCELLED,), "Cancelled already"),
    ],
)
async def test_afterwards_it_is_refused_in_words(
    app: web.Application, maya: LoggedIn, way: tuple[Status, ...], words: str
) -> None:
    order = await place(app, maya)
    order = await move_test_order(app, order, *way)
    answer = await maya.post(f"/orders/{order.public_id}/cancel", {})
    problem = await answer.json()
    assert (answer.status, problem["type"], problem["order"]["status"]) == (409, "illegal-transition", order.status)
    page = await maya.post(f"/orders/{order.public_id}/cancel", {}, accept="text/html")
    assert (page.status, words in await page.text()) == (409, True)
    assert f'href="/orders/{order.public_id}">Look at the order</a>' in await page.text()
    assert (await (await maya.get(f"/orders/{order.public_id}")).json())["version"] == order.version


async def order_soup(visitor: Visitor, soup: int, quantity: int) -> dict[str, Any]:
    await visitor.add(soup, quantity)
    review = await visitor.get("/checkout")
    answer = await visitor.post(
        "/checkout",
        checkout_token=review["checkout_token"],
        fulfilment="pickup",
        payment="counter",
        slot="",
        seen_total=review["cart"]["total"],
    )
    order: dict[str, Any] = (await answer.json())["order"]
    return order


@pytest.mark.requirement("ORD-5", "CAT-9")
async def test_cancelled_often_and_at_once_its_stock_goes_back_once(
    app: web.Application, client: Client, connection: Connection
) -> None:
    visitor = Visitor(client)
    soup = await stock_product(connection, "Soup", stock=5)
    await log_in_visitor(visitor, app, connection, await make_person(app))
    order = await order_soup(visitor, soup, 3)
    assert await connection.fetchval("select stock from products where id = $1", soup) == 2
    answers = await asyncio.gather(*(visitor.post(f"/orders/{order['id']}/cancel") for _ in range(4)))
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]
    assert await connection.fetchval("select stock from products where id = $1", soup) == 5
    key = {"Idempotency-Key": "again", **visitor.headers}
    visitor.headers = key
    assert [(await visitor.post(f"/orders/{order['id']}/cancel")).status for _ in range(2)] == [409, 409]


@pytest.mark.requirement("ORD-5", "ACC-6")
async def test_somebody_elses_order_is_not_there_to_cancel_or_to_order_again(
    app: web.Application, maya: LoggedIn, new_client: NewClient
) -> None:
    order = await place(app, maya)
    for act in ("cancel", "reorder"):
        for public_id in (order.public_id, "nobodysorder"):
            path = f"/orders/{public_id}/{act}"
            for role in (Role.CUSTOMER, Role.KITCHEN):
                other = await log_in(app, await new_client(), role)
                assert (await other.post(path, {})).status == 404
            guest = Visitor(await new_client())
            assert (await guest.post(path)).status == 401
            assert (await guest.submit(path)).headers["Location"].startswith("/login")
            assert (await (await pair_display(app, await new_client())).post(path, {})).status == 403
            assert (await maya.post(path, {}, with_token=False)).status == 403
    assert (await (await maya.get(f"/orders/{order.public_id}")).json())["status"] == "ordered"


@pytest.mark.requirement("ORD-5")
async def test_an_admin_may_cancel_it_here_too_but_not_order_it_again(
    app: web.Application, maya: LoggedIn, new_client: NewClient, connection: Connection
) -> None:
    order = await place(app, maya)
    admin = await log_in(app, await new_client(), Role.ADMIN)
    assert (await admin.post(f"/orders/{order.public_id}/reorder", {})).status == 404
    assert (await (await admin.post(f"/orders/{order.public_id}/cancel", {})).json())["status"] == "cancelled"
    assert await connection.fetchval("select by_role from order_events order by seq desc limit 1") == "admin"


@pytest.mark.requirement("ORD-5", "ORD-7")
async def test_the_order_page_offers_both_to_its_owner_alone_and_without_script(
    app: web.Application, maya: LoggedIn, new_client: NewClient
) -> None:
    order = await place(app, maya)
    path = f"/orders/{order.public_id}"
    admin = await log_in(app, await new_client(), Role.ADMIN)
    seen = await (await admin.get(path, accept="text/html")).text()
    assert "/cancel" not in seen
    assert "/reorder" not in seen
    page = await (await maya.get(path, accept="text/html")).text()
    fields = dict(
        read_page_form(page[page.index(f'action="{path}/cancel"') - 50 :], f"{path}/cancel", holding="csrf_token")
    )
    answer = await maya.post(f"{path}/cancel", fields, accept="text/html", with_token=False)
    assert (answer.status, answer.headers["Location"]) == (303, path)
    page = await (await maya.get(path, accept="text/html")).text()
    assert "This order was cancelled" in page
    assert "data-cancel hidden" in page


@pytest.mark.requirement("ORD-7")
async def test_the_same_again_fills_the_cart_and_names_what_is_left_out(
    app: web.Application, maya: LoggedIn, connection: Connection
) -> None:
    order = await place(app, maya, ("Flat white", 2), ("Soup of the day", 1), ("Croissant", 1))
    await connection.execute("update products set retired_at = now() where title = 'Soup of the day'")
    await connection.execute("update products set available = false where title = 'Croissant'")
    await connection.execute("update products set price_minor = 450 where title = 'Flat white'")
    answer = await maya.post(f"/orders/{order.public_id}/reorder", {})
    cart = await answer.json()
    assert answer.status == 200
    assert [(line["title"], line["quantity"], line["unit_price"]) for line in cart["lines"]] == [("Flat white", 2, 450)]
    assert cart["notices"] == [
        "Soup of the day is no longer sold. We left it out.",
        "Croissant has sold out. We left it out.",
        "The price of Flat white went up from $4.20 to $4.50.",
    ]
    assert (await (await maya.get("/cart")).json())["notices"] == [], "a notice is said once"


@pytest.mark.requirement("ORD-7")
async def test_the_last_order_is_on_the_list_in_one_click(app: web.Application, maya: LoggedIn) -> None:
    await place(app, maya, ("Bagel", 1))
    last = await place(app, maya, ("Flat white", 2), ("Croissant", 1))
    page = await (await maya.get("/orders", accept="text/html")).text()
    action = f"/orders/{last.public_id}/reorder"
    assert page.count("Order again:") == 1
    fields = dict(read_page_form(page[page.index(f'action="{action}"') - 50 :], action, holding="csrf_token"))
    answer = await maya.post(action, fields, accept="text/html", with_token=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/cart")
    cart = await (await maya.get("/cart")).json()
    assert [(line["title"], line["quantity"]) for line in cart["lines"]] == [("Flat white", 2), ("Croissant", 1)]


@pytest.mark.requirement("ORD-7")
async def test_the_menu_offers_customers_their_own_last_order_and_nobody_elses(
    app: web.Application, maya: LoggedIn, new_client: NewClient, connection: Connection
) -> None:
    async def offered(who: LoggedIn, path: str = "/") -> list[str]:
        page = await (await who.get(path, accept="text/html")).text()
        return [part.split("/reorder", 1)[0] for part in page.split('action="/orders/')[1:]]

    other, guest = [await log_in(app, await new_client(), role) for role in (Role.CUSTOMER, Role.GUEST)]
    assert await offered(maya) == []
    await place(app, maya, ("Bagel", 1))
    last = await place(app, maya, ("Croissant", 1))
    for _ in range(2):
        assert await offered(maya) == [last.public_id]
        assert await offered(other) == await offered(guest) == []
    assert await offered(maya, "/menu/other") == []
    newer = await place(app, maya, ("Flat white", 1))
    assert await offered(maya) == [newer.public_id]
    await connection.execute("update orders set person_id = null where id = $1", newer.id)
    assert await offered(maya) == [last.public_id], "drawn anew though the menu itself looks the same"


@pytest.mark.requirement("ORD-7", "CAT-11")
async def test_choices_come_again(app: web.Application, maya: LoggedIn, connection: Connection) -> None:
    line = TestLine("Burger", removes=["Onion"])
    order = await place_test_order(app, person_id=maya.person_id, lines=[line])
    burger = order.lines[0].product_id
    group = "insert into choice_groups (product_id, title, several) values ($1, 'Without', true) returning id"
    await connection.execute(
        "insert into choices (id, group_id, title, removes) overriding system value values (1, $1, 'Onion', true)",
        await connection.fetchval(group, burger),
    )
    cart = await (await maya.post(f"/orders/{order.public_id}/reorder", {})).json()
    assert [choice["title"] for choice in cart["lines"][0]["choices"]] == ["Onion"]
    assert cart["notices"] == []


@pytest.mark.requirement("ORD-4", "CAT-9")
async def test_what_nobody_fetched_goes_back_on_the_shelf(
    app: web.Application, client: Client, new_client: NewClient, connection: Connection
) -> None:
    visitor = Visitor(client)
    soup = await stock_product(connection, "Soup", stock=5)
    await log_in_visitor(visitor, app, connection, await make_person(app))
    order = await order_soup(visitor, soup, 3)
    admin = await log_in(app, await new_client(), Role.ADMIN)
    for version, status in enumerate(("in_progress", "ready", "cancelled"), start=1):
        assert await connection.fetchval("select stock from products where id = $1", soup) == 2
        answer = await admin.post(f"/orders/{order['id']}/status", {"status": status, "version": version})
        assert answer.status == 200
    assert await connection.fetchval("select stock from products where id = $1", soup) == 5
