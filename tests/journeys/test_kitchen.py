"""The kitchen's page and topic over HTTP and /live: right without script, for staff only, nothing private (LIVE-2)."""

import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, web

from server.database import DATABASE
from server.orders.order import Payment, Role, Status
from server.settings import SETTINGS
from tests.conftest import Person
from tests.support.kitchen import (
    LoggedIn,
    TestLine,
    log_in,
    make_product,
    move_test_order,
    pair_display,
    place_test_order,
)

NewClient = Callable[[], Awaitable[Person]]


async def watch(person: LoggedIn, app: web.Application, topic: str = "kitchen") -> ClientWebSocketResponse:
    socket = await person.client.ws_connect("/live", origin=app[SETTINGS].public_url)
    await socket.send_json({"type": "subscribe", "topic": topic})
    return socket


async def hear(socket: ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    while True:
        frame: dict[str, Any] = await socket.receive_json(timeout=5)
        if frame["type"] == kind:
            return frame


@pytest.mark.requirement("LIVE-2", "ACC-6")
async def test_the_wall_is_for_kitchen_admins_and_displays(app: web.Application, new_client: NewClient) -> None:
    for role in (Role.KITCHEN, Role.ADMIN):
        staff = await log_in(app, await new_client(), role)
        assert (await staff.get("/kitchen", accept="text/html")).status == 200
        assert (await hear(await watch(staff, app), "snapshot"))["state"] == {"orders": [], "sold_out": []}
    display = await pair_display(app, await new_client())
    assert (await display.get("/kitchen", accept="text/html")).status == 200
    assert (await hear(await watch(display, app), "snapshot"))["topic"] == "kitchen"

    customer = await log_in(app, await new_client(), Role.CUSTOMER)
    assert (await customer.get("/kitchen", accept="text/html")).status == 403
    assert (await hear(await watch(customer, app), "error"))["code"] == "not_found"
    guest = await log_in(app, await new_client(), Role.GUEST)
    page = await guest.get("/kitchen", accept="text/html")
    assert (page.status, page.headers["Location"]) == (303, "/login?next=%2Fkitchen")
    assert (await guest.get("/kitchen")).status == 401
    assert (await hear(await watch(guest, app), "error"))["code"] == "not_found"


@pytest.mark.requirement("LIVE-2")
async def test_the_kitchen_sees_no_prices_and_no_addresses_of_people(app: web.Application, client: Person) -> None:
    kitchen = await log_in(app, client, Role.KITCHEN)
    await place_test_order(app, paid=True)
    page = await (await kitchen.get("/kitchen", accept="text/html")).text()
    state = json.dumps(await (await kitchen.get("/kitchen")).json())
    for text in (page, state):
        assert "@" not in text
        assert "Lindqvist" not in text
        assert not re.search(r'(?:"|&#34;)(?:total|subtotal|discount|unit_price|price|email)(?:"|&#34;):', text)


@pytest.mark.requirement("LIVE-2")
async def test_what_stands_on_the_wall_and_what_does_not(app: web.Application, client: Person) -> None:
    kitchen = await log_in(app, client, Role.KITCHEN)
    waiting = await place_test_order(app)
    await place_test_order(app, payment=Payment.CARD)  # not paid: not there
    by_card = await place_test_order(app, payment=Payment.CARD, paid=True)
    ready = await move_test_order(app, await place_test_order(app), Status.IN_PROGRESS, Status.READY)
    gone = await place_test_order(app, paid=True)
    gone = await move_test_order(app, gone, Status.IN_PROGRESS, Status.READY, Status.COLLECTED)
    cancelled = await move_test_order(app, await place_test_order(app), Status.CANCELLED)
    wall = await (await kitchen.get("/kitchen")).json()
    assert {order["id"] for order in wall["orders"]} == {waiting.public_id, by_card.public_id, ready.public_id}
    assert [order["id"] for order in wall["recent"]] == [gone.public_id]
    page = await (await kitchen.get("/kitchen", accept="text/html")).text()
    assert set(re.findall(r'<article class="ticket" data-id="([^"]+)"', page)) == {o["id"] for o in wall["orders"]}
    assert cancelled.public_id not in page


@pytest.mark.requirement("LIVE-2", "CHK-2")
async def test_a_ticket_for_another_day_says_for_which(app: web.Application, client: Person) -> None:
    kitchen = await log_in(app, client, Role.KITCHEN)
    placed_at = datetime(2026, 11, 28, 7, 30, tzinfo=UTC)
    await place_test_order(app, placed_at=placed_at, slot=placed_at + timedelta(minutes=90))
    await place_test_order(app, placed_at=placed_at, slot=placed_at + timedelta(days=1))
    page = await (await kitchen.get("/kitchen", accept="text/html")).text()
    assert re.findall(r'<p class="t-sub"><span>([^<]*?) *</span>', page) == ["09:00", "Sun 07:30"]


@pytest.mark.requirement("LIVE-2", "ORD-4")
async def test_a_ticket_walks_by_its_own_forms_without_script(app: web.Application, client: Person) -> None:
    kitchen = await log_in(app, client, Role.KITCHEN)
    await place_test_order(app, lines=[TestLine("Bun <b>", 2, removes=["No onion"])], allergy="nuts & seeds")
    seen = []
    for move in ("step", "step", "back", "step", "money", "step", "step"):
        page = await (await kitchen.get("/kitchen", accept="text/html")).text()
        assert "Bun &lt;b&gt;" in page
        assert "nuts &amp; seeds" in page
        assert ">NO onion<" in page
        form = re.search(rf'<form method="post" action="([^"]+)" data-move="{move}">(.*?)</form>', page, re.DOTALL)
        assert form, move
        fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[2]))
        answer = await kitchen.post(form[1], fields, accept="text/html", headers={"Referer": page_address(kitchen)})
        assert (answer.status, answer.headers["Location"]) == (303, "/kitchen")
        seen.append(fields.get("status", "accept"))
    assert seen == ["accept", "in_progress", "ordered", "in_progress", "paid", "ready", "collected"]
    assert (await (await kitchen.get("/kitchen")).json())["orders"] == []


def page_address(person: LoggedIn) -> str:
    return str(person.client.make_url("/kitchen"))


@pytest.mark.requirement("LIVE-2", "LIVE-6")
async def test_events_after_a_snapshot_make_the_snapshot_that_follows(
    app: web.Application, client: Person, new_client: NewClient
) -> None:
    kitchen = await log_in(app, client, Role.KITCHEN)
    first = await place_test_order(app)
    socket = await watch(kitchen, app)
    before = await hear(socket, "snapshot")
    second = await place_test_order(app, paid=True)
    await kitchen.post(f"/orders/{first.public_id}/accept", {})
    await kitchen.post(f"/orders/{first.public_id}/status", {"status": "in_progress", "version": 1})
    await move_test_order(app, second, Status.IN_PROGRESS, Status.READY, Status.COLLECTED)
    after = await hear(await watch(await log_in(app, await new_client(), Role.KITCHEN), app), "snapshot")
    orders = {order["id"]: order for order in before["state"]["orders"]}
    version = before["version"]
    while version < after["version"]:
        frame = await hear(socket, "event")
        version += 1
        assert (frame["version"], frame["event"], frame["epoch"]) == (version, "order.changed", before["epoch"])
        orders[frame["data"]["order"]["id"]] = frame["data"]["order"]
    assert orders[second.public_id]["status"] == "collected", "an order that left carries its final status"
    left = [order for order in orders.values() if order["status"] not in ("collected", "shipped", "cancelled")]
    # how many come first is told a moment later, by whoever estimates; everything else is of one moment
    for order in (*left, *after["state"]["orders"]):
        order.pop("ahead")
    assert sorted(left, key=lambda o: o["id"]) == sorted(after["state"]["orders"], key=lambda o: o["id"])


@pytest.mark.requirement("LIVE-2", "CAT-9")
async def test_what_is_sold_out_stands_on_the_wall(app: web.Application, client: Person) -> None:
    kitchen = await log_in(app, client, Role.KITCHEN)
    for title, change in (
        ("Baguette", "stock = 0"),
        ("Croissant", "available = false"),
        ("Cookie", "available = false, unavailable_until = '2126-01-01T00:00:00Z'"),
        ("Muffin", "available = false, unavailable_until = now() - interval '1 minute'"),
        ("Tart", "stock = 0, retired_at = now()"),
        ("Toast", "stock = 1"),
    ):
        product_id = await make_product(app, title)
        async with app[DATABASE].acquire() as connection:
            await connection.execute(f"update products set {change} where id = $1", product_id)  # noqa: S608
    wall = await (await kitchen.get("/kitchen")).json()
    shown = {row["title"]: row["until"] for row in wall["sold_out"]}
    assert shown == {"Baguette": None, "Croissant": None, "Cookie": 4_922_899_200_000}
