"""Sold out («86»): marked by kitchen and admin, told at once to menus, carts' pages and the kitchen, over by itself."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from server.access.clock import Clock, utc_now
from server.database import DATABASE
from server.orderbook.sold_out import find_sold_out
from server.orders.order import Role
from server.orders.shapes import Json
from tests.journeys.test_back_office_catalogue import Person, create, send
from tests.support.clocks import MovableClock
from tests.support.kitchen import LoggedIn, log_in, pair_display
from tests.support.shopping import stock_product

NewClient = Callable[[], Awaitable[Person]]


@pytest.fixture
def clock() -> Clock:
    return MovableClock()


async def next_frame(socket: Any, event: str) -> Json:  # noqa: ANN401 - aiohttp's socket
    """The next event of this name; what comes before it is passed over."""
    async with asyncio.timeout(5):
        while True:
            frame: Json = json.loads((await socket.receive()).data)
            if frame.get("event") == event:
                return frame


async def listen(client: Person, topic: str) -> Any:  # noqa: ANN401 - aiohttp's socket
    """A socket that watches a topic, its snapshot read."""
    origin = str(client.make_url("/")).rstrip("/")
    socket = await client.ws_connect("/live", headers={"Origin": origin})
    await socket.send_json({"type": "subscribe", "topic": topic})
    async with asyncio.timeout(5):
        while json.loads((await socket.receive()).data).get("type") != "snapshot":
            pass
    return socket


async def set_available(who: LoggedIn, product_id: int, available: int, **fields: object) -> tuple[int, Json]:
    return await send(who, f"/products/{product_id}/availability", {"available": available, **fields})


async def is_available(who: LoggedIn, product_id: int) -> bool:
    answer = await who.get(f"/products/{product_id}-halloumi-bun")
    return bool((await answer.json())["available"])


@pytest.mark.requirement("CAT-8")
async def test_sold_out_and_back_reach_the_menu_and_the_kitchen_within_a_second(
    app: web.Application, new_client: NewClient
) -> None:
    admin = await log_in(app, await new_client(), Role.ADMIN)
    kitchen = await log_in(app, await new_client(), Role.KITCHEN)
    guest = await log_in(app, await new_client(), Role.GUEST)
    product = await create(app, admin)
    menu, wall = await listen(guest.client, "menu"), await listen(kitchen.client, "kitchen")

    async with asyncio.timeout(1):
        status, shape = await set_available(kitchen, product["id"], 0)
        told = await next_frame(menu, "product.changed")
        sold_out = await next_frame(wall, "sold_out.changed")
    assert (status, shape["product"]["available"]) == (200, False)
    assert (told["data"]["product"]["id"], told["data"]["product"]["available"]) == (product["id"], False)
    assert sold_out["data"]["sold_out"] == [
        {"product_id": product["id"], "option_id": None, "title": "Halloumi bun", "until": None}
    ]
    status, problem = await send(guest, "/cart/items", {"product_id": product["id"], "quantity": 1})
    assert (status, problem["type"]) == (409, "not-sold")

    await set_available(kitchen, product["id"], 1)
    assert (await next_frame(menu, "product.changed"))["data"]["product"]["available"] is True
    assert (await next_frame(wall, "sold_out.changed"))["data"]["sold_out"] == []
    await menu.close()
    await wall.close()


@pytest.mark.requirement("CAT-8")
async def test_one_option_is_marked_and_the_others_stay(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    product = await create(app, admin, option_title=["Small", "Large"], option_price=["4", "6"])
    small, large = (option["id"] for option in product["options"])
    _, shape = await set_available(admin, product["id"], 0, option_id=large)
    assert [option["available"] for option in shape["product"]["options"]] == [True, False]
    assert shape["product"]["available"] is True
    _, shape = await set_available(admin, product["id"], 0, option_id=small)
    assert shape["product"]["available"] is False
    _, shape = await set_available(admin, product["id"], 1, option_id=small)
    assert shape["product"]["available"] is True
    status, problem = await set_available(admin, product["id"], 0, option_id=999_999)
    assert (status, list(problem["errors"])) == (422, ["option_id"])


@pytest.mark.requirement("CAT-8")
async def test_what_is_sold_out_until_a_time_is_back_by_itself_and_told(
    app: web.Application, new_client: NewClient, clock: MovableClock
) -> None:
    admin = await log_in(app, await new_client(), Role.ADMIN)
    guest = await log_in(app, await new_client(), Role.GUEST)
    product = await create(app, admin, option_title=["Small", "Large"], option_price=["4", "6"])
    until = (utc_now() + timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M")  # the shop's zone is UTC here
    await set_available(admin, product["id"], 0, until=until)
    await set_available(admin, product["id"], 0, option_id=product["options"][0]["id"], until=until)
    menu, wall = await listen(guest.client, "menu"), await listen(admin.client, "kitchen")
    assert not await is_available(guest, product["id"])

    clock.ahead = timedelta(minutes=31)

    told = (await next_frame(menu, "product.changed"))["data"]["product"]
    assert (told["available"], [option["available"] for option in told["options"]]) == (True, [True, True])
    assert (await next_frame(wall, "sold_out.changed"))["data"]["sold_out"] == []
    assert await is_available(guest, product["id"])
    await menu.close()
    await wall.close()


@pytest.mark.requirement("CAT-8")
async def test_until_is_a_time_to_come_in_the_shops_zone(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    product = await create(app, admin)
    async with app[DATABASE].acquire() as connection:
        await connection.execute("update shop_settings set timezone = 'Asia/Tokyo'")
    local = (utc_now() + timedelta(hours=9, minutes=20)).strftime("%Y-%m-%dT%H:%M")

    async def until_told() -> int:
        async with app[DATABASE].acquire() as connection:
            (row,) = await find_sold_out(connection, utc_now())
        told: int = row["until"]
        return told

    async def marks_at(text: str) -> int:
        status, _shape = await set_available(admin, product["id"], 0, until=text)
        return status

    deadline = asyncio.get_running_loop().time() + 5
    while await marks_at(local) != 200 or abs(await until_told() / 1000 - utc_now().timestamp() - 1200) > 61:
        assert asyncio.get_running_loop().time() < deadline  # settings are held for a second
    tomorrow = (utc_now() + timedelta(hours=9)).date() + timedelta(days=1)
    assert await marks_at("tomorrow") == 200
    midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=UTC) - timedelta(hours=9)
    assert await until_told() == round(midnight.timestamp() * 1000)
    for wrong in ("2020-01-01T10:00", "soon", "2026-02-30T10:00", "9999-01-01T10:00", "0000-01-01T00:00", "10:00"):
        status, problem = await set_available(admin, product["id"], 0, until=wrong)
        assert (status, list(problem["errors"])) == (422, ["until"]), wrong
    assert (await set_available(admin, product["id"], 2))[0] == 422


@pytest.mark.requirement("CAT-8")
async def test_a_time_that_has_passed_is_said_beside_its_field_and_in_words_where_there_is_none(
    app: web.Application, client: Person, new_client: NewClient
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    product = await create(app, admin)
    path, fields = f"/products/{product['id']}/availability", {"available": 0, "until": "2020-01-01T10:00"}
    status, answer = await send(admin, path, fields, accept="text/html")
    assert (status, 'name="until" value="2020-01-01T10:00"' in answer["page"]) == (422, True)
    assert 'aria-invalid="true" aria-describedby="field-until-error"' in answer["page"]
    assert '<a href="#field-until">' in answer["page"]
    kitchen = await log_in(app, await new_client(), Role.KITCHEN)
    status, answer = await send(kitchen, path, fields, accept="text/html")
    assert (status, "Choose a time to come, within a year" in answer["page"]) == (422, True)
    assert await is_available(admin, product["id"])


@pytest.mark.requirement("CAT-8", "ACC-5")
async def test_only_kitchen_and_admin_mark_sold_out(app: web.Application, new_client: NewClient) -> None:
    async with app[DATABASE].acquire() as connection:
        product_id = await stock_product(connection)
    customer = await log_in(app, await new_client(), Role.CUSTOMER)
    guest = await log_in(app, await new_client(), Role.GUEST)
    display = await pair_display(app, await new_client())
    assert (await set_available(customer, product_id, 0))[0] == 403
    assert (await set_available(customer, 999_999, 0))[0] == 403
    assert (await set_available(guest, product_id, 0))[0] == 401
    _, answer = await send(guest, f"/products/{product_id}/availability", {"available": 0}, accept="text/html")
    assert answer["location"].startswith("/login")
    assert (await set_available(display, product_id, 0))[0] == 200
    assert (await set_available(display, 999_999, 0))[0] == 404
    own = str(display.client.make_url("/kitchen"))
    status, answer = await send(
        display, f"/products/{product_id}/availability", {"available": 1}, accept="text/html", Referer=own
    )
    assert (status, answer["location"]) == (303, "/kitchen")


@pytest.mark.requirement("CAT-8", "CAT-4", "CAT-6")
async def test_every_change_of_a_product_is_told_to_open_menus(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    product = await create(app, admin)
    path = f"/admin/products/{product['id']}"
    menu = await listen(client, "menu")
    for address, fields, member, value in (
        (path, {"price": "9.99"}, "price", 999),
        (path, {"title": "Bun"}, "title", "Bun"),
        (path, {"stock": "0"}, "available", False),
        (path, {"stock": ""}, "available", True),
        (f"{path}/retire", {}, "retired", True),
        (f"{path}/restore", {}, "retired", False),
    ):
        await send(admin, address, dict(fields))
        assert (await next_frame(menu, "product.changed"))["data"]["product"][member] == value
    await menu.close()


@pytest.mark.requirement("CAT-8", "CAT-9")
async def test_what_is_counted_down_to_nothing_stands_on_the_kitchens_list_retired_things_do_not(
    app: web.Application, client: Person
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    gone = await create(app, admin, title="Soup", stock="0")
    await create(app, admin, title="Pie", stock="0", option_title="Whole", option_price="9", option_stock="2")
    retired = await create(app, admin, title="Old", stock="0")
    await send(admin, f"/admin/products/{retired['id']}/retire", {})
    async with app[DATABASE].acquire() as connection:
        assert [row["product_id"] for row in await find_sold_out(connection, utc_now())] == [gone["id"]]


@pytest.mark.requirement("CAT-8", "CAT-9")
async def test_the_last_one_sold_and_given_back_by_a_cancelled_order_is_told_to_menu_and_kitchen(
    app: web.Application, new_client: NewClient
) -> None:
    admin = await log_in(app, await new_client(), Role.ADMIN)
    customer = await log_in(app, await new_client(), Role.CUSTOMER)
    product = await create(app, admin, stock="1")
    menu, wall = await listen(customer.client, "menu"), await listen(admin.client, "kitchen")

    await send(customer, "/cart/items", {"product_id": product["id"], "quantity": 1})
    review = await (await customer.get("/checkout")).json()
    status, placed = await send(
        customer,
        "/checkout",
        {
            "fulfilment": "pickup",
            "payment": "counter",
            "checkout_token": review["checkout_token"],
            "seen_total": review["cart"]["total"],
        },
    )
    assert status == 201, placed
    assert (await next_frame(menu, "product.changed"))["data"]["product"]["available"] is False
    assert len((await next_frame(wall, "sold_out.changed"))["data"]["sold_out"]) == 1

    order = placed["order"]
    status, _ = await send(admin, f"/orders/{order['id']}/status", {"status": "cancelled", "version": order["version"]})
    assert status == 200
    assert (await next_frame(menu, "product.changed"))["data"]["product"]["available"] is True
    assert (await next_frame(wall, "sold_out.changed"))["data"]["sold_out"] == []
    await menu.close()
    await wall.close()
