"""Orders in the back office: the list, and everything about one (ADM-1)."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from server.access.clock import Clock
from server.database import DATABASE
from server.orders.order import Fulfilment, Order, Payment, Role, Status
from shop.back_office import orders_listing
from tests.support.clocks import SetClock
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


@pytest.fixture
def clock() -> Clock:
    return SetClock()


@pytest.fixture
async def admin(app: web.Application, client: Person) -> LoggedIn:
    return await log_in(app, client, Role.ADMIN)


async def page_of(admin: LoggedIn, order: Order) -> str:
    answer = await admin.get(f"/admin/orders/{order.public_id}", accept="text/html")
    assert answer.status == 200
    return await answer.text()


@pytest.mark.requirement("ADM-1", "LIVE-4")
async def test_the_list_is_newest_first_in_pages_of_twenty(app: web.Application, admin: LoggedIn) -> None:
    owner = await make_person(app)
    placed = [await place_test_order(app, person_id=owner) for _ in range(23)]
    newest_first = [order.public_id for order in reversed(placed)]

    first = await (await admin.get("/admin/orders")).json()
    second = await (await admin.get("/admin/orders?page=2")).json()

    assert [order["id"] for order in first["orders"]] == newest_first[:20]
    assert [order["id"] for order in second["orders"]] == newest_first[20:]
    assert {key: first[key] for key in ("page", "pages", "total", "total_capped")} == {
        "page": 1,
        "pages": 2,
        "total": 23,
        "total_capped": False,
    }
    assert first["orders"][0]["purchaser"]["email"].endswith("@people.test")
    for query in ("page=3", "page=0", "page=-1", "page=x", "page="):
        assert (await admin.get(f"/admin/orders?{query}")).status == 404, query
    page = await (await admin.get("/admin/orders?page=2", accept="text/html")).text()
    assert f'href="/admin/orders/{newest_first[22]}"' in page
    assert 'href="/admin/orders?page=1"' in page


@pytest.mark.requirement("ADM-1")
async def test_the_list_shows_one_status(app: web.Application, admin: LoggedIn) -> None:
    new = await place_test_order(app)
    gone = await move_test_order(app, await place_test_order(app), Status.CANCELLED)

    async def shown(status: str) -> list[str]:
        listed = await (await admin.get(f"/admin/orders?status={status}")).json()
        assert listed["total"] == len(listed["orders"])
        return [order["id"] for order in listed["orders"]]

    assert await shown("") == [gone.public_id, new.public_id]
    assert await shown("ordered") == [new.public_id]
    assert await shown("cancelled") == [gone.public_id]
    assert await shown("ready") == []
    answer = await admin.get("/admin/orders?status=lost")
    assert answer.status == 422
    assert "in_progress" in (await answer.json(content_type=None))["errors"]["status"][0]
    empty = await (await admin.get("/admin/orders?status=ready", accept="text/html")).text()
    assert "No order has the status Ready." in empty


@pytest.mark.requirement("ADM-1")
async def test_the_total_is_exact_up_to_a_bound_and_says_when_it_is_not(
    app: web.Application, admin: LoggedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await make_person(app)
    for _ in range(3):
        await place_test_order(app, person_id=owner)
    monkeypatch.setattr(orders_listing, "COUNTED_UP_TO", 3)
    listed = await (await admin.get("/admin/orders")).json()
    assert (listed["total"], listed["total_capped"]) == (3, False)
    monkeypatch.setattr(orders_listing, "COUNTED_UP_TO", 2)
    listed = await (await admin.get("/admin/orders")).json()
    assert (listed["total"], listed["total_capped"]) == (2, True)
    assert "More than 2" in await (await admin.get("/admin/orders", accept="text/html")).text()


@pytest.mark.requirement("ADM-1", "ORD-3", "ORD-4")
async def test_an_order_shows_everything_there_is_about_it(
    app: web.Application, admin: LoggedIn, clock: SetClock
) -> None:
    owner = await make_person(app, full_name="Maya <i>Lindqvist</i>")
    lines = [TestLine("Flat white", 2, choices=["Oat milk"], removes=["Sugar"]), TestLine("Croissant", 1)]
    order = await place_test_order(app, person_id=owner, lines=lines, note="No lid", allergy="Nuts")
    async with app[DATABASE].acquire() as connection:
        email = await connection.fetchval("select email from people where id = $1", owner)
        await connection.execute(
            "update order_lines set unit_price_minor = 315, line_total_minor = 630, sale_percent = 25 where line = 1"
        )
        await connection.execute("update orders set discount_minor = 210, total_minor = 1050")
    clock.now += timedelta(minutes=1)
    order = await move_test_order(app, order, Status.IN_PROGRESS, role=Role.KITCHEN)
    clock.now += timedelta(minutes=1)
    order = await move_test_order(app, order, Status.PAID)

    page = await page_of(admin, order)

    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "20 Nov 2026, 12:00" in words
    assert "Maya &lt;i&gt;Lindqvist&lt;/i&gt;" in page
    assert f"mailto:{email}" in page
    assert re.search(r'<a href="/products/\d+-flat-white">Flat white</a>', page)
    for text in ("Oat milk", "without Sugar", "$4.20", "−$2.10", "25%", "$6.30", "$12.60", "$10.50", "No lid", "Nuts"):
        assert text in page, text
    history = words[words.index(" History ") :]
    assert re.search(
        r"Placed Maya &lt;i&gt;Lindqvist&lt;/i&gt;, Customer, on the shop's pages 20 Nov 2026, 12:00"
        r" In progress Kitchen, at the kitchen wall 20 Nov 2026, 12:01"
        r" Money taken Admin, in the back office 20 Nov 2026, 12:02",
        history.replace("&#39;", "'"),
    )
    shape = await (await admin.get(f"/admin/orders/{order.public_id}")).json()
    assert shape["id"] == order.public_id
    assert shape["purchaser"] == {"full_name": "Maya <i>Lindqvist</i>", "email": email}


@pytest.mark.requirement("ADM-1", "ORD-4")
async def test_the_page_offers_the_steps_and_they_work_as_plain_forms(app: web.Application, admin: LoggedIn) -> None:
    order = await place_test_order(app, fulfilment=Fulfilment.DELIVERY, paid=True)
    address = f"/admin/orders/{order.public_id}"
    back = {"Referer": str(admin.client.make_url(address))}

    async def take(status: str, **more: str) -> None:
        page = await page_of(admin, order)
        version = re.search(rf'name="status" value="{status}"><input type="hidden" name="version" value="(\d+)"', page)
        assert version is not None, status
        answer = await admin.post(
            f"/orders/{order.public_id}/status",
            {"status": status, "version": version[1], **more},
            accept="text/html",
            headers=back,
        )
        assert (answer.status, answer.headers["Location"]) == (303, address)

    await take("in_progress")
    await take("shipped", tracking_url="https://track.test/1")
    assert 'href="https://track.test/1"' in await page_of(admin, order)
    await take("delivered")
    page = await page_of(admin, order)
    assert "Yes, cancel" not in page
    assert "Step back" in page


@pytest.mark.requirement("ADM-1", "ACC-7")
async def test_an_order_outlives_its_purchasers_account(app: web.Application, admin: LoggedIn) -> None:
    order = await place_test_order(app, payment=Payment.CARD)
    async with app[DATABASE].acquire() as connection:
        await connection.execute("update orders set person_id = null")
    assert "The account was deleted." in await page_of(admin, order)
    assert (await admin.get("/admin/orders", accept="text/html")).status == 200


@pytest.mark.requirement("ADM-1", "ACC-6")
async def test_only_admins_see_all_orders(app: web.Application, admin: LoggedIn, new_client: NewClient) -> None:
    owner = await make_person(app)
    order = await place_test_order(app, person_id=owner)
    others = [await log_in(app, await new_client(), role) for role in (Role.CUSTOMER, Role.KITCHEN)]
    others.append(await log_in(app, await new_client(), Role.CUSTOMER, owner))
    others.append(await pair_display(app, await new_client()))
    for who in others:
        for path in ("/admin/orders", f"/admin/orders/{order.public_id}", "/admin/orders/nothing"):
            assert (await who.get(path)).status == 403
    guest = await log_in(app, await new_client(), Role.GUEST)
    for path in (f"/admin/orders/{order.public_id}", "/admin/orders/nothing"):
        assert (await guest.get(path)).status == 401
        assert (await guest.get(path, accept="text/html")).headers["Location"].startswith("/login?next=")
    assert (await admin.get("/admin/orders/nothing")).status == 404
