"""Items are ticked over HTTP: shared at once, against the version seen; the first starts the order, none ends it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, web

from server.access.clock import CLOCK
from server.database import DATABASE
from server.orders.order import Fulfilment, Order, Payment, Role, Status
from server.orders.shapes import milliseconds
from server.settings import SETTINGS
from tests.conftest import Person
from tests.support.kitchen import LoggedIn, log_in, move_test_order, pair_display, place_test_order

NewClient = Callable[[], Awaitable[Person]]
TWO_LINES = [("Flat white", 2), ("Croissant", 1)]


def item_of(order: Order, line: int | str) -> str:
    return f"/orders/{order.public_id}/items/{line}/status"


async def tick(person: LoggedIn, order: Order, line: int, status: str, version: int) -> dict[str, Any]:
    answer = await person.post(item_of(order, line), {"status": status, "version": version})
    assert answer.status == 200, await answer.text()
    shape: dict[str, Any] = await answer.json()
    return shape


def items(shape: dict[str, Any]) -> list[str]:
    return [line["status"] for line in shape["lines"]]


async def watch(person: LoggedIn, app: web.Application, topic: str) -> tuple[ClientWebSocketResponse, dict[str, Any]]:
    socket = await person.client.ws_connect("/live", origin=app[SETTINGS].public_url)
    await socket.send_json({"type": "subscribe", "topic": topic})
    return socket, await hear(socket, "snapshot")


async def hear(socket: ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    while True:
        frame: dict[str, Any] = await socket.receive_json(timeout=5)
        if frame["type"] == kind:
            return frame


@pytest.mark.requirement("LIVE-6", "ORD-4")
async def test_the_first_item_started_starts_and_accepts_and_the_last_one_done_finishes_nothing(
    app: web.Application, client: Person
) -> None:
    kitchen = await log_in(app, client, Role.KITCHEN)
    order = await place_test_order(app, lines=TWO_LINES)
    shape = await tick(kitchen, order, 1, "started", 1)
    assert (shape["status"], shape["paid"], shape["version"], items(shape)) == (
        "in_progress",
        False,
        2,
        ["started", "open"],
    )
    assert shape["accepted_at"] is not None
    assert [(row["status"], row["by"], row["source"]) for row in shape["history"]] == [
        ("ordered", "customer", "web"),
        ("in_progress", "kitchen", "kitchen"),
    ]
    shape = await tick(kitchen, order, 1, "done", 2)
    shape = await tick(kitchen, order, 2, "done", 3)
    assert (shape["status"], shape["version"], items(shape)) == ("in_progress", 4, ["done", "done"])
    assert len(shape["history"]) == 2, "an item's tick is no step of the order"
    shape = await tick(kitchen, order, 2, "open", 4)
    assert (shape["status"], items(shape)) == ("in_progress", ["done", "open"])


@pytest.mark.requirement("LIVE-6")
async def test_every_tick_is_stored_with_its_line_time_and_person(app: web.Application, new_client: NewClient) -> None:
    cook = await log_in(app, await new_client(), Role.KITCHEN)
    display = await pair_display(app, await new_client())
    order = await place_test_order(app, lines=TWO_LINES, paid=True)
    shape = await tick(cook, order, 2, "done", order.version)
    shape = await tick(display, order, 1, "started", shape["version"])
    async with app[DATABASE].acquire() as connection:
        rows = await connection.fetch(
            "select seq, kind, status, line, item_status, person_id, by_role, at from order_events"
            " where order_id = $1 order by seq",
            order.id,
        )
    assert [tuple(row)[:7] for row in rows[-2:]] == [
        (3, "moved", "in_progress", 2, "done", cook.person_id, "kitchen"),
        (4, "item", "in_progress", 1, "started", None, "kitchen"),
    ]
    times = [row["at"] for row in rows]
    assert times == sorted(times)


@pytest.mark.requirement("LIVE-6")
async def test_two_screens_hear_of_a_tick_and_of_its_undoing_and_counts_follow_the_start(
    app: web.Application, new_client: NewClient
) -> None:
    one = await log_in(app, await new_client(), Role.KITCHEN)
    other = await pair_display(app, await new_client())
    admin = await log_in(app, await new_client(), Role.ADMIN)
    order = await place_test_order(app, lines=TWO_LINES, paid=True)
    screen, before = await watch(other, app, "kitchen")
    dashboard, _ = await watch(admin, app, "admin")
    await tick(one, order, 1, "done", 2)
    await tick(one, order, 1, "open", 3)
    heard: list[tuple[int, list[str]]] = []
    while len(heard) < 2:
        frame = await hear(screen, "event")
        shown = frame["data"]["order"]
        if not heard or heard[-1][0] != shown["version"]:  # places in the queue are told too, under the same version
            heard.append((shown["version"], items(shown)))
    assert heard == [(3, ["done", "open"]), (4, ["open", "open"])]
    counts = None
    while counts is None:
        frame = await hear(dashboard, "event")
        counts = frame["data"].get("counts")
    assert (counts["paid"], counts["in_progress"]) == (0, 1)
    _, after = await watch(one, app, "kitchen")
    assert after["version"] >= before["version"] + 2
    assert [items(shown) for shown in after["state"]["orders"]] == [["open", "open"]]


@pytest.mark.requirement("LIVE-6")
async def test_of_two_who_tick_the_same_version_one_comes_first_and_the_other_is_shown_the_order(
    app: web.Application, new_client: NewClient
) -> None:
    people = [await log_in(app, await new_client(), Role.KITCHEN) for _ in range(4)]
    order = await place_test_order(app, lines=TWO_LINES)
    answers = await asyncio.gather(
        *(person.post(item_of(order, 1 + n % 2), {"status": "done", "version": 1}) for n, person in enumerate(people))
    )
    bodies = [(answer.status, await answer.json()) for answer in answers]
    assert sorted(status for status, _ in bodies) == [200, 409, 409, 409]
    for status, body in bodies:
        if status == 409:
            assert (body["type"], body["order"]["version"]) == ("stale-version", 2)
            assert sorted(items(body["order"])) == ["done", "open"]


@pytest.mark.requirement("LIVE-6")
async def test_what_an_item_is_already_changes_and_tells_nothing(app: web.Application, client: Person) -> None:
    kitchen = await log_in(app, client, Role.KITCHEN)
    order = await place_test_order(app, lines=TWO_LINES)
    assert (await tick(kitchen, order, 1, "open", 1))["version"] == 1
    assert (await tick(kitchen, order, 1, "open", 1))["status"] == "ordered"
    await tick(kitchen, order, 1, "done", 1)
    assert (await tick(kitchen, order, 1, "done", 2))["version"] == 2


@pytest.mark.requirement("LIVE-6", "ORD-4")
async def test_nothing_is_ticked_before_the_money_on_the_shelf_or_afterwards(
    app: web.Application, new_client: NewClient
) -> None:
    kitchen = await log_in(app, await new_client(), Role.KITCHEN)
    admin = await log_in(app, await new_client(), Role.ADMIN)
    by_card = await place_test_order(app, payment=Payment.CARD)
    assert (await kitchen.post(item_of(by_card, 1), {"status": "done", "version": 1})).status == 404
    paid = await place_test_order(app, paid=True)
    gone = await place_test_order(app, paid=True, fulfilment=Fulfilment.DELIVERY)
    for person, order in (
        (admin, by_card),
        (kitchen, await move_test_order(app, paid, Status.IN_PROGRESS, Status.READY)),
        (kitchen, await move_test_order(app, gone, Status.IN_PROGRESS, Status.SHIPPED)),
        (kitchen, await move_test_order(app, await place_test_order(app), Status.CANCELLED)),
    ):
        for wanted in ("open", "started", "done"):
            answer = await person.post(item_of(order, 1), {"status": wanted, "version": order.version})
            body = await answer.json()
            assert (answer.status, body["type"]) == (409, "illegal-transition"), (order.status, wanted)
            assert body["order"]["version"] == order.version
    shelf = await kitchen.post(item_of(paid, 1), {"status": "open", "version": 4}, accept="text/html")
    assert (shelf.status, "its items stay as they are" in await shelf.text()) == (409, True)


@pytest.mark.requirement("LIVE-6", "ORD-4")
async def test_finishing_ticks_every_item_and_a_recall_to_the_start_unticks_them(
    app: web.Application, client: Person
) -> None:
    kitchen = await log_in(app, client, Role.KITCHEN)
    order = await place_test_order(app, lines=TWO_LINES)
    await tick(kitchen, order, 1, "started", 1)

    async def move(status: str, version: int) -> dict[str, Any]:
        answer = await kitchen.post(f"/orders/{order.public_id}/status", {"status": status, "version": version})
        shape: dict[str, Any] = await answer.json()
        return shape

    assert items(await move("ready", 2)) == ["done", "done"]
    assert items(await move("in_progress", 3)) == ["done", "done"], "what was made is made"
    assert items(await move("ordered", 4)) == ["open", "open"]


@pytest.mark.requirement("LIVE-6", "ACC-6")
async def test_ticking_is_for_staff_and_refused_in_the_contracts_order(
    app: web.Application, new_client: NewClient
) -> None:
    order = await place_test_order(app)
    fields = {"status": "done", "version": 1}
    guest = await log_in(app, await new_client(), Role.GUEST)
    assert (await guest.post(item_of(order, 1), fields)).status == 401
    page = await guest.post(item_of(order, 1), fields, accept="text/html")
    assert (page.status, page.headers["Location"]) == (303, f"/login?next=%2Forders%2F{order.public_id}")
    owner = await log_in(app, await new_client(), Role.CUSTOMER, order.person_id)
    assert (await owner.post(item_of(order, 1), fields)).status == 403
    kitchen = await log_in(app, await new_client(), Role.KITCHEN)
    assert (await kitchen.post(item_of(order, 1), fields, with_token=False)).status == 403
    for wrong, named in (
        ({"status": "burnt", "version": 1}, {"status"}),
        ({"status": "", "version": "x"}, {"status", "version"}),
        ({"status": "done"}, {"version"}),
        ({"status": "done", "version": "1_0"}, {"version"}),
        ({"status": "done", "version": 1, "occurred_at": "yesterday"}, {"occurred_at"}),
    ):
        answer = await kitchen.post(item_of(order, 1), wrong)
        assert (answer.status, set((await answer.json())["errors"])) == (422, named)
    for nowhere in (
        item_of(order, 2),
        item_of(order, 0),
        item_of(order, "x"),
        item_of(order, "9" * 40),
        item_of(order, "١"),
    ):
        assert (await kitchen.post(nowhere, fields)).status == 404, nowhere
    assert (await kitchen.post("/orders/nobody/items/1/status", fields)).status == 404
    assert (await kitchen.post(item_of(order, 1), fields)).status == 200


@pytest.mark.requirement("LIVE-6")
async def test_the_same_key_ticks_once_and_a_form_leads_back_to_the_wall(app: web.Application, client: Person) -> None:
    kitchen = await log_in(app, client, Role.KITCHEN)
    order = await place_test_order(app, lines=TWO_LINES)
    key = {"Idempotency-Key": "tap-1"}
    first = await kitchen.post(item_of(order, 1), {"status": "done", "version": 1}, headers=key)
    again = await kitchen.post(item_of(order, 1), {"status": "done", "version": 1}, headers=key)
    assert (first.status, again.status) == (200, 200)
    assert await first.read() == await again.read()
    other = await kitchen.post(item_of(order, 1), {"status": "open", "version": 1}, headers=key)
    assert other.status == 422
    page = await kitchen.post(
        item_of(order, 2),
        {"status": "started", "version": 2},
        accept="text/html",
        headers={"Referer": str(kitchen.client.make_url("/kitchen"))},
    )
    assert (page.status, page.headers["Location"]) == (303, "/kitchen")
    shown = json.loads(await (await kitchen.get(f"/orders/{order.public_id}")).text())
    assert (shown["version"], items(shown)) == (3, ["done", "started"])


@pytest.mark.requirement("LIVE-6")
async def test_a_tick_counts_from_when_the_finger_was_there_within_reason(app: web.Application, client: Person) -> None:
    kitchen = await log_in(app, client, Role.KITCHEN)
    now = app[CLOCK]()
    placed_at = now - timedelta(minutes=5)
    order = await place_test_order(app, lines=TWO_LINES, placed_at=placed_at)
    wanted = [now - timedelta(minutes=3), placed_at - timedelta(hours=1), now + timedelta(hours=1)]
    for version, at in enumerate(wanted, 1):
        fields = {
            "status": ["started", "done", "open"][version - 1],
            "version": version,
            "occurred_at": milliseconds(at),
        }
        assert (await kitchen.post(item_of(order, 1), fields)).status == 200
    async with app[DATABASE].acquire() as connection:
        rows = await connection.fetch("select at from order_events where order_id = $1 order by seq", order.id)
    first, before_that, ahead = [row["at"] for row in rows[1:]]
    assert milliseconds(first) == milliseconds(wanted[0])
    assert before_that == first
    assert now <= ahead <= app[CLOCK]()
