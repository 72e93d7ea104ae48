"""The live dashboard: for admins only, true at load, its transitions real forms."""

import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from server.orders.order import Payment, Role, Status
from tests.journeys.test_tracker import watch
from tests.support.kitchen import log_in, move_test_order, pair_display, place_test_order

Person = TestClient[web.Request, web.Application]
NewClient = Callable[[], Awaitable[Person]]


@pytest.mark.requirement("LIVE-4", "ACC-6")
async def test_only_admins_have_a_dashboard(app: web.Application, new_client: NewClient) -> None:
    for role, status in ((Role.CUSTOMER, 403), (Role.KITCHEN, 403), (Role.ADMIN, 200)):
        who = await log_in(app, await new_client(), role)
        assert (await who.get("/admin", accept="text/html")).status == status
    display = await pair_display(app, await new_client())
    assert (await display.get("/admin", accept="text/html")).status == 403
    guest = await log_in(app, await new_client(), Role.GUEST)
    page = await guest.get("/admin", accept="text/html")
    assert (page.status, page.headers["Location"]) == (303, "/login?next=%2Fadmin")
    assert (await guest.get("/admin")).status == 401


@pytest.mark.requirement("LIVE-4", "ACC-6")
async def test_only_admins_watch_the_admin_topic(app: web.Application, new_client: NewClient) -> None:
    for role in (Role.GUEST, Role.CUSTOMER, Role.KITCHEN):
        who = await log_in(app, await new_client(), role)
        assert (await watch(who.client, "admin"))["code"] == "not_found"
    assert (await watch((await pair_display(app, await new_client())).client, "admin"))["code"] == "not_found"
    admin = await log_in(app, await new_client(), Role.ADMIN)
    assert (await watch(admin.client, "admin"))["type"] == "snapshot"


@pytest.mark.requirement("LIVE-4")
async def test_the_topics_state_holds_every_live_order_and_counts_over_all(
    app: web.Application, client: Person
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    unpaid = await place_test_order(app, payment=Payment.CARD)
    started = await move_test_order(app, await place_test_order(app), Status.IN_PROGRESS)
    gone = await place_test_order(app)
    await move_test_order(app, gone, Status.CANCELLED)

    state = (await watch(admin.client, "admin"))["state"]

    assert isinstance(state, dict)
    assert [order["id"] for order in state["orders"]] == [unpaid.public_id, started.public_id]
    assert state["orders"][0]["purchaser"]["email"].endswith("@people.test")
    assert {status: n for status, n in state["counts"].items() if n} == {"ordered": 1, "in_progress": 1, "cancelled": 1}
    assert (state["today"], state["screens"], state["deliveries"]) == ({}, [], {})


@pytest.mark.requirement("LIVE-4")
async def test_late_orders_stand_first(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    in_time = await place_test_order(app)
    late = await place_test_order(app, placed_at=datetime.now(UTC) - timedelta(minutes=20))

    page = await (await admin.get("/admin", accept="text/html")).text()

    assert page.index(f'data-order="{late.public_id}"') < page.index(f'data-order="{in_time.public_id}"')
    assert "Late 12 min" in page or "Late 13 min" in page
    assert f'href="/admin/orders/{late.public_id}"' in page


@pytest.mark.requirement("LIVE-4")
async def test_the_filters_show_one_state_each_finished_ones_too(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    new = await place_test_order(app)
    ready = await move_test_order(app, await place_test_order(app), Status.IN_PROGRESS, Status.READY)
    collected = await place_test_order(app, paid=True)
    await move_test_order(app, collected, Status.COLLECTED)
    everybody = {new.public_id, ready.public_id, collected.public_id}

    async def shown(wanted: str) -> set[str]:
        page = await (await admin.get(f"/admin?status={wanted}", accept="text/html")).text()
        return set(re.findall(r'<tr data-order="([^"]+)"', page)) & everybody

    assert await shown("all") == {new.public_id, ready.public_id}
    assert await shown("ordered") == {new.public_id}
    assert await shown("ready") == {ready.public_id}
    assert await shown("collected") == {collected.public_id}
    assert await shown("late") == set()
    assert (await admin.get("/admin?status=lost", accept="text/html")).status == 422


@pytest.mark.requirement("LIVE-4", "ORD-4")
async def test_a_row_offers_the_steps_the_order_may_take_and_they_work_as_forms(
    app: web.Application, client: Person
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    order = await place_test_order(app)
    page = await (await admin.get("/admin", accept="text/html")).text()
    forms = dict(
        re.findall(rf'action="/orders/{order.public_id}/status" data-step="(\w+)">.*?name="status" value="(\w+)"', page)
    )
    assert forms == {"take_money": "paid", "start": "in_progress", "cancel": "cancelled"}

    answer = await admin.post(
        f"/orders/{order.public_id}/status",
        {"status": "paid", "version": 1},
        accept="text/html",
        headers={"Referer": str(client.make_url("/admin"))},
    )

    assert (answer.status, answer.headers["Location"]) == (303, "/admin")
    shape = json.loads(await (await admin.get(f"/orders/{order.public_id}")).text())
    assert (shape["status"], shape["paid"], shape["version"]) == ("paid", True, 2)
