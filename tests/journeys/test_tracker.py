"""The order page: who sees an order, in which shape, on the page, as JSON and on its topic."""

import re
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from server.database import DATABASE
from server.orders.order import Fulfilment, Order, Payment, Role, Status
from tests.support.kitchen import (
    LoggedIn,
    TestLine,
    log_in,
    make_person,
    move_test_order,
    pair_display,
    place_test_order,
)

Person = TestClient[web.Request, web.Application]
NewClient = Callable[[], Awaitable[Person]]
NOWHERE = "/orders/doesnotexistatall123"


@pytest.fixture
async def order(app: web.Application, client: Person) -> Order:
    return await place_test_order(
        app, lines=[("Flat white", 2), TestLine("Croissant", option="Warmed")], note="By the window"
    )


async def watch(who: Person, topic: str) -> dict[str, object]:
    """The first frame that answers a subscription."""
    origin = str(who.make_url("/")).rstrip("/")
    async with who.ws_connect("/live", headers={"Origin": origin}) as socket:
        await socket.send_json({"type": "subscribe", "topic": topic})
        while (frame := await socket.receive_json(timeout=5))["type"] in ("hello", "heartbeat"):
            pass
    assert isinstance(frame, dict)
    return frame


@pytest.mark.requirement("ORD-3")
async def test_the_owner_sees_lines_with_subtotals_that_lead_to_their_products(
    app: web.Application, client: Person, order: Order
) -> None:
    owner = await log_in(app, client, Role.CUSTOMER, order.person_id)

    page = await (await owner.get(f"/orders/{order.public_id}", accept="text/html")).text()

    assert order.number in page
    assert f'href="/products/{order.lines[0].product_id}-flat-white"' in page
    assert "$8.40" in page
    assert "Warmed" in page
    assert "$12.60" in page
    assert "PAY AT COUNTER" in page
    assert "By the window" in page
    assert "We have your order" in page
    assert "Ordered at" in page
    assert "Refresh to see how far it is" in page  # works without script


@pytest.mark.requirement("ORD-3")
async def test_what_is_brought_is_paid_when_it_is_brought(app: web.Application, client: Person) -> None:
    owner = await make_person(app)
    order = await place_test_order(app, person_id=owner, fulfilment=Fulfilment.DELIVERY)
    customer = await log_in(app, client, Role.CUSTOMER, owner)
    page = await (await customer.get(f"/orders/{order.public_id}", accept="text/html")).text()
    assert "PAY ON DELIVERY" in page
    assert "COUNTER" not in page


@pytest.mark.requirement("ORD-3")
async def test_the_page_says_when_an_order_was_completed_or_cancelled(app: web.Application, client: Person) -> None:
    person = await make_person(app)
    collected = await place_test_order(app, person_id=person, paid=True)
    await move_test_order(app, collected, Status.IN_PROGRESS, Status.READY, Status.COLLECTED)
    cancelled = await place_test_order(app, person_id=person)
    await move_test_order(app, cancelled, Status.CANCELLED)
    owner = await log_in(app, client, Role.CUSTOMER, person)

    page = await (await owner.get(f"/orders/{collected.public_id}", accept="text/html")).text()
    words = re.sub("<[^>]+>", "", page)
    assert re.search(
        r"Ordered at [\d:]+ on \d+ \w+ \d+\. Promised for [\d:]+(?: on \d+ \w+ \d+)?\. Collected at [\d:]+", words
    ), "a space between"
    page = await (await owner.get(f"/orders/{cancelled.public_id}", accept="text/html")).text()
    assert "This order was cancelled" in page
    assert "Cancelled at" in page
    assert "data-due hidden" in page


@pytest.mark.requirement("ORD-1", "ORD-3")
async def test_an_order_keeps_what_was_sold_when_the_product_changes(
    app: web.Application, client: Person, order: Order
) -> None:
    owner = await log_in(app, client, Role.CUSTOMER, order.person_id)
    async with app[DATABASE].acquire() as connection:
        await connection.execute(
            "update products set title = 'Very flat white', slug = 'very-flat-white', price_minor = 999"
        )

    answer = await (await owner.get(f"/orders/{order.public_id}")).json()
    page = await (await owner.get(f"/orders/{order.public_id}", accept="text/html")).text()

    assert [line["title"] for line in answer["lines"]] == ["Flat white", "Croissant"]
    assert [line["line_total"] for line in answer["lines"]] == [840, 420]
    assert f'href="/products/{order.lines[0].product_id}-very-flat-white">Flat white</a>' in page


@pytest.mark.requirement("ORD-3", "ACC-6")
async def test_a_guest_is_led_to_the_login_whether_the_order_exists_or_not(
    app: web.Application, client: Person, order: Order
) -> None:
    guest = await log_in(app, client, Role.GUEST)
    for path in (f"/orders/{order.public_id}", NOWHERE):
        page = await guest.get(path, accept="text/html")
        assert page.status == 303
        assert page.headers["Location"] == f"/login?next={path.replace('/', '%2F')}"
        assert (await guest.get(path)).status == 401


@pytest.mark.requirement("ORD-3", "ACC-6")
async def test_somebody_elses_order_looks_like_none(app: web.Application, client: Person, order: Order) -> None:
    stranger = await log_in(app, client, Role.CUSTOMER)
    for accept in ("text/html", "application/json"):
        foreign = await stranger.get(f"/orders/{order.public_id}", accept=accept)
        missing = await stranger.get(NOWHERE, accept=accept)
        assert foreign.status == missing.status == 404
        assert order.number not in await foreign.text()
        assert foreign.headers["Content-Type"] == missing.headers["Content-Type"]


@pytest.mark.requirement("ORD-3", "ACC-6")
async def test_everybody_sees_the_order_in_their_own_shape(app: web.Application, new_client: NewClient) -> None:
    first = await new_client()
    person = await make_person(app, full_name="Maya Lindqvist")
    order = await place_test_order(app, person_id=person)
    askers: dict[str, LoggedIn] = {
        "owner": await log_in(app, first, Role.CUSTOMER, person),
        "kitchen": await log_in(app, await new_client(), Role.KITCHEN),
        "admin": await log_in(app, await new_client(), Role.ADMIN),
        "display": await pair_display(app, await new_client()),
    }

    shapes = {name: await (await who.get(f"/orders/{order.public_id}")).json() for name, who in askers.items()}
    pages = {
        name: await (await who.get(f"/orders/{order.public_id}", accept="text/html")).text()
        for name, who in askers.items()
    }

    assert {name: "total" in shape for name, shape in shapes.items()} == {
        "owner": True,
        "kitchen": False,
        "admin": True,
        "display": False,
    }
    assert {name: "purchaser" in shape for name, shape in shapes.items()} == {
        "owner": False,
        "kitchen": False,
        "admin": True,
        "display": False,
    }
    for name in ("kitchen", "display"):
        assert "$" not in pages[name]
        assert "@people.test" not in pages[name]
    assert shapes["admin"]["purchaser"]["full_name"] == "Maya Lindqvist"
    assert all(order.number in page for page in pages.values())


@pytest.mark.requirement("ORD-3", "ACC-6")
async def test_an_unpaid_card_order_does_not_exist_for_the_kitchen(app: web.Application, new_client: NewClient) -> None:
    client = await new_client()
    order = await place_test_order(app, payment=Payment.CARD)
    kitchen = await log_in(app, client, Role.KITCHEN)
    owner = await log_in(app, await new_client(), Role.CUSTOMER, order.person_id)
    path, topic = f"/orders/{order.public_id}", f"order:{order.public_id}"

    assert (await kitchen.get(path)).status == 404
    assert (await watch(kitchen.client, topic))["code"] == "not_found"
    assert "Waiting for your payment" in await (await owner.get(path, accept="text/html")).text()

    await move_test_order(app, order, Status.PAID)

    assert (await kitchen.get(path)).status == 200
    assert (await watch(kitchen.client, topic))["type"] == "snapshot"


@pytest.mark.requirement("LIVE-1", "ACC-6")
async def test_the_orders_topic_is_watched_by_its_owner_and_the_staff_only(
    app: web.Application, new_client: NewClient
) -> None:
    client = await new_client()
    order = await place_test_order(app)
    topic = f"order:{order.public_id}"
    may = [
        await log_in(app, client, Role.CUSTOMER, order.person_id),
        await log_in(app, await new_client(), Role.KITCHEN),
        await log_in(app, await new_client(), Role.ADMIN),
        await pair_display(app, await new_client()),
    ]
    may_not = [await log_in(app, await new_client(), Role.GUEST), await log_in(app, await new_client(), Role.CUSTOMER)]

    for who in may:
        frame = await watch(who.client, topic)
        assert frame["type"] == "snapshot"
        assert frame["state"]["order"]["number"] == order.number  # type: ignore[index] # JSON
        assert "purchaser" not in frame["state"]["order"]  # type: ignore[index] # JSON
    for who in may_not:
        foreign, missing = await watch(who.client, topic), await watch(who.client, "order:doesnotexist")
        assert foreign["code"] == missing["code"] == "not_found"
        assert foreign["message"] == missing["message"]


@pytest.mark.requirement("ORD-4", "LIVE-1")
async def test_an_orders_watcher_is_told_of_every_step(app: web.Application, client: Person) -> None:
    order = await place_test_order(app, paid=True)
    owner = await log_in(app, client, Role.CUSTOMER, order.person_id)
    origin = str(client.make_url("/")).rstrip("/")
    async with owner.client.ws_connect("/live", headers={"Origin": origin}) as socket:
        await socket.send_json({"type": "subscribe", "topic": f"order:{order.public_id}"})
        while (await socket.receive_json(timeout=5))["type"] != "snapshot":
            pass
        await move_test_order(app, order, Status.IN_PROGRESS, Status.READY, Status.COLLECTED)
        told: list[str] = []
        while "collected" not in told:
            frame = await socket.receive_json(timeout=5)
            if frame["type"] == "event":
                told.append(frame["data"]["order"]["status"])
    assert list(dict.fromkeys(told)) == ["in_progress", "ready", "collected"]
