"""The public pickup board: numbers, agreed names, nothing private, on the page and on its topic."""

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from server.database import DATABASE
from server.orders.order import Fulfilment, Payment, Role, Status
from tests.journeys.test_tracker import watch
from tests.support.kitchen import log_in, move_test_order, place_test_order

Person = TestClient[web.Request, web.Application]


@pytest.mark.requirement("LIVE-3")
async def test_anybody_sees_numbers_preparing_and_ready(app: web.Application, client: Person) -> None:
    waiting = await place_test_order(app)
    ready = await place_test_order(app)
    await move_test_order(app, ready, Status.IN_PROGRESS, Status.READY)

    page = await (await client.get("/board")).text()

    preparing, _, on_the_counter = page.partition("data-ready-page")
    assert waiting.number in preparing
    assert ready.number not in preparing
    assert f"<b>{ready.number}</b>" in on_the_counter


@pytest.mark.requirement("LIVE-3")
async def test_nothing_private_is_on_the_board(app: web.Application, client: Person) -> None:
    silent = await place_test_order(app, first_name="Maya", note="By the window", allergy="Nuts")
    await place_test_order(app, first_name="Jonas", show_name=True)

    page = await (await client.get("/board")).text()
    frame = await watch(client, "board")

    assert "Maya" not in page
    assert "Jonas" in page
    assert silent.public_id not in page
    orders = frame["state"]["orders"]  # type: ignore[index] # JSON
    assert {key for order in orders for key in order} == {
        "number",
        "first_name",
        "status",
        "placed_at",
        "ready_at",
        "version",
    }
    assert [order["first_name"] for order in orders] == [None, "Jonas"]


@pytest.mark.requirement("LIVE-3")
async def test_the_board_shows_pickup_orders_that_are_with_the_kitchen(app: web.Application, client: Person) -> None:
    unpaid_card = await place_test_order(app, payment=Payment.CARD)
    delivery = await place_test_order(app, fulfilment=Fulfilment.DELIVERY)
    collected = await place_test_order(app, paid=True)
    await move_test_order(app, collected, Status.IN_PROGRESS, Status.READY, Status.COLLECTED)
    cancelled = await place_test_order(app)
    await move_test_order(app, cancelled, Status.CANCELLED)
    shown = await place_test_order(app)

    frame = await watch(client, "board")
    page = await (await client.get("/board")).text()

    assert [order["number"] for order in frame["state"]["orders"]] == [shown.number]  # type: ignore[index] # JSON
    for order in (unpaid_card, delivery, collected, cancelled):
        assert f'"{order.number}"' not in page
    assert f'"{shown.number}"' in page


@pytest.mark.requirement("LIVE-3")
async def test_what_was_ready_for_long_is_asked_for_at_the_counter(app: web.Application, client: Person) -> None:
    order = await place_test_order(app, placed_at=datetime.now(UTC) - timedelta(minutes=30))
    await move_test_order(app, order, Status.IN_PROGRESS, Status.READY)
    async with app[DATABASE].acquire() as connection:
        await connection.execute("update order_events set at = at - interval '11 minutes' where status = 'ready'")

    page = await (await client.get("/board")).text()

    assert "data-ask-frame>" in page
    assert f'<b data-number="{order.number}"' in page
    assert f"<b>{order.number}</b>" not in page


@pytest.mark.requirement("LIVE-3")
async def test_an_empty_board_is_not_called_clear_before_it_is_live(client: Person) -> None:
    page = await (await client.get("/board")).text()
    assert "data-empty hidden" in page
    assert 'http-equiv="refresh"' in page  # without script it loads itself again


@pytest.mark.requirement("LIVE-3")
async def test_guests_and_staff_see_the_same_board(app: web.Application, client: Person) -> None:
    await place_test_order(app)
    for role in (Role.GUEST, Role.CUSTOMER, Role.KITCHEN, Role.ADMIN):
        who = await log_in(app, client, role)
        assert (await who.get("/board", accept="text/html")).status == 200
        assert (await watch(who.client, "board"))["type"] == "snapshot"
