"""Taking one's data along, and leaving: the person goes from every store, the books stay."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from server.access.clock import utc_now
from server.database import DATABASE, Connection
from server.orders.order import Fulfilment, Order, Role, Status
from shop.cart.saved_carts import lock_saved_cart
from tests.support.kitchen import log_in, move_test_order, place_test_order
from tests.support.shopping import Client, Visitor, stock_product

NewClient = Callable[[], Awaitable[Client]]
MAYA = {"full_name": "Maya Rossi", "email": "maya@example.com", "password": "a good sentence", "phone": "030 98765"}
PERSONAL = ("Maya", "Rossi", "maya@", "98765", "Harbour Lane", "Sesame please", "Walnuts")

COPY_ORDERS = """
insert into orders (public_id, number, person_id, first_name, status, payment, fulfilment, placed_at, changed_at,
    currency, subtotal_minor, discount_minor, total_minor, checkout_token)
select 'copy-' || n, 'A-1', o.person_id, 'Maya', 'cancelled', o.payment, o.fulfilment, o.placed_at, o.changed_at,
    'USD', 0, 0, 0, 'copy-' || n
from orders o, generate_series(1, $2) n where o.id = $1
"""


@pytest_asyncio.fixture
async def maya(client: Client) -> Visitor:
    visitor = Visitor(client)
    answer = await visitor.post("/register", **MAYA)
    assert answer.status == 201
    visitor.token = answer.headers["X-CSRF-Token"]
    return visitor


@pytest_asyncio.fixture
async def person_id(maya: Visitor, connection: Connection) -> int:
    found: int = await connection.fetchval("select id from people")
    return found


async def place(app: web.Application, person_id: int, *, placed_at: datetime | None = None) -> Order:
    return await place_test_order(
        app,
        person_id=person_id,
        show_name=True,
        note="Sesame please",
        allergy="Walnuts",
        fulfilment=Fulfilment.DELIVERY,
        placed_at=placed_at,
    )


async def finish(app: web.Application, order: Order) -> Order:
    return await move_test_order(app, order, Status.PAID, Status.IN_PROGRESS, Status.SHIPPED, Status.DELIVERED)


async def find_in_all_tables(connection: Connection, text: str) -> list[str]:
    """Every table in which some row holds this text."""
    tables = await connection.fetch("select tablename from pg_tables where schemaname = 'public' order by 1")
    return [
        name
        for (name,) in tables
        if await connection.fetchval(f"select count(*) from {name} t where strpos(t::text, $1) > 0", text)  # noqa: S608
    ]


@pytest.mark.requirement("ACC-7")
async def test_everything_of_mine_is_one_file_and_nothing_of_others(
    maya: Visitor, person_id: int, app: web.Application, connection: Connection
) -> None:
    mine = [await place(app, person_id) for _ in range(3)]
    await place_test_order(app, first_name="Somebodyelse")
    await maya.add(await stock_product(connection, "Bagel"), 2)
    answer = await maya.client.get("/account/data")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert (answer.content_type, answer.headers["Cache-Control"]) == ("application/json", "no-store")
    everything = await answer.json()
    assert everything["person"]["email"] == "maya@example.com"
    assert everything["person"]["phone"] == "030 98765"
    assert [order["id"] for order in everything["orders"]] == [order.public_id for order in reversed(mine)]
    assert everything["orders"][0]["allergy"] == "Walnuts"
    assert [(line["title"], line["quantity"]) for line in everything["cart"]["lines"]] == [("Bagel", 2)]
    assert [session["this_device"] for session in everything["sessions"]] == [True]
    assert everything["role_changes"] == []
    assert "Somebodyelse" not in await answer.text()
    assert "password" not in await answer.text()


@pytest.mark.requirement("ACC-7")
async def test_a_long_history_comes_whole(
    maya: Visitor, person_id: int, app: web.Application, connection: Connection
) -> None:
    order = await place_test_order(app, person_id=person_id)
    await connection.execute(COPY_ORDERS, order.id, 450)
    everything = await maya.get("/account/data")
    ids = [shape["id"] for shape in everything["orders"]]
    assert len(ids) == len(set(ids)) == 451
    assert ids[-1] == order.public_id


@pytest.mark.requirement("ACC-7", "ORD-5")
async def test_money_owed_to_a_deleted_account_stays_owed_to_its_order(
    maya: Visitor, person_id: int, app: web.Application, connection: Connection, new_client: NewClient
) -> None:
    admin = await log_in(app, await new_client(), Role.ADMIN)
    order = await place_test_order(app, person_id=person_id, paid=True)
    assert (await maya.post(f"/orders/{order.public_id}/cancel")).status == 200
    assert await connection.fetchval("select asked_by from refunds") == person_id
    assert (await maya.post("/account/delete", password=MAYA["password"])).status == 200
    assert await connection.fetchval("select asked_by from refunds") is None
    assert (await admin.post(f"/orders/{order.public_id}/refunds", {"amount": "4.20"})).status == 200


@pytest.mark.requirement("ACC-7")
async def test_a_deleted_account_leaves_no_personal_data_in_any_table_and_the_books_add_up(
    maya: Visitor, person_id: int, app: web.Application, connection: Connection, new_client: NewClient
) -> None:
    kitchen = await log_in(app, await new_client(), Role.KITCHEN)
    order = await place(app, person_id)
    taken = {"Idempotency-Key": "one"}
    path = f"/orders/{order.public_id}/status"
    assert (await kitchen.post(path, {"status": "in_progress", "version": 1}, headers=taken)).status == 200
    await move_test_order(app, order, Status.PAID, Status.SHIPPED, Status.DELIVERED)
    pickup = await place_test_order(app, person_id=person_id, show_name=True)
    await move_test_order(app, pickup, Status.PAID, Status.IN_PROGRESS, Status.READY, Status.COLLECTED)
    old = await finish(app, await place(app, person_id, placed_at=utc_now() - timedelta(days=40)))
    assert (await maya.post(f"/orders/{order.public_id}/reorder")).status == 200
    await maya.post("/forgot", email=MAYA["email"])
    books = "select number, total_minor, status, version, placed_at from orders order by id"
    before, lines = await connection.fetch(books), await connection.fetch("select * from order_lines")
    for text in PERSONAL:
        assert await find_in_all_tables(connection, text), text
    answer = await maya.post("/account/delete", password=MAYA["password"])
    assert (answer.status, (await answer.json())["role"]) == (200, "guest")
    for text in (*PERSONAL, f"person:{person_id}"):
        assert await find_in_all_tables(connection, text) == [], text
    assert await connection.fetch(books) == before
    assert await connection.fetch("select * from order_lines") == lines
    assert await connection.fetchval("select count(*) from orders where person_id is not null") == 0
    assert await connection.fetchval("select count(*) from order_events where person_id = $1", person_id) == 0
    for table in ("sessions", "carts", "password_resets"):
        assert await connection.fetchval(f"select count(*) from {table} where person_id = $1", person_id) == 0  # noqa: S608
    admin = await log_in(app, await new_client(), Role.ADMIN)
    for one in (order, pickup, old):
        shape = await (await admin.get(f"/orders/{one.public_id}")).json()
        assert (shape["purchaser"], shape["first_name"], shape["total"]) == (None, "", one.total_minor)
        assert (await admin.get(f"/orders/{one.public_id}", accept="text/html")).status == 200
        assert (await admin.get(f"/admin/orders/{one.public_id}", accept="text/html")).status == 200


@pytest.mark.requirement("ACC-7")
async def test_the_address_is_free_again_and_the_old_log_ins_are_dead_everywhere(
    maya: Visitor, new_client: NewClient
) -> None:
    other = Visitor(await new_client())
    assert (await other.post("/login", email=MAYA["email"], password=MAYA["password"])).status == 200
    await other.get("/account")
    origin = str(other.client.make_url("/")).rstrip("/")
    socket = await other.client.ws_connect("/live", headers={"Origin": origin})
    answer = await maya.submit("/account/delete", password=MAYA["password"])
    assert (answer.status, answer.headers["Location"]) == (303, "/login?left=1")
    assert "Your account is deleted." in await maya.page("/login?left=1")
    async with asyncio.timeout(2):
        while (await socket.receive()).type not in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED):
            pass
    assert socket.close_code == 4001
    for visitor in (maya, other):
        assert (await visitor.client.get("/account", headers=visitor.headers)).status == 401
        visitor.token = ""
    assert (await other.post("/login", email=MAYA["email"], password=MAYA["password"])).status == 422
    assert (await other.post("/register", **{**MAYA, "full_name": "Another Maya"})).status == 201


@pytest.mark.requirement("ACC-7")
@pytest.mark.parametrize("password", ["", "not this one"])
async def test_without_the_password_nothing_is_deleted(maya: Visitor, connection: Connection, password: str) -> None:
    answer = await maya.submit("/account/delete", password=password)
    assert (answer.status, "password" in await answer.text()) == (422, True)
    assert list((await (await maya.post("/account/delete", password=password)).json())["errors"]) == ["password"]
    assert await connection.fetchval("select count(*) from people where deleted_at is null") == 1
    assert (await maya.get("/account"))["email"] == MAYA["email"]


@pytest.mark.requirement("ACC-7")
@pytest.mark.parametrize("way", [(), (Status.PAID, Status.IN_PROGRESS, Status.SHIPPED)])
async def test_open_orders_come_first(
    maya: Visitor, person_id: int, app: web.Application, way: tuple[Status, ...]
) -> None:
    order = await move_test_order(app, await place(app, person_id), *way)
    answer = await maya.post("/account/delete", password=MAYA["password"])
    problem = await answer.json()
    assert (answer.status, problem["type"], order.number in problem["detail"]) == (409, "orders-open", True)
    page = await maya.submit("/account/delete", password=MAYA["password"])
    assert (page.status, f"/orders/{order.public_id}" in await page.text()) == (409, True)
    assert (await maya.get(f"/orders/{order.public_id}"))["first_name"] == "Maya"
    last = Status.DELIVERED if way else Status.CANCELLED
    await move_test_order(app, order, last)
    assert (await maya.post("/account/delete", password=MAYA["password"])).status == 200


@pytest.mark.requirement("ACC-7", "CHK-4")
async def test_an_order_placed_at_the_same_moment_is_not_orphaned(
    maya: Visitor, person_id: int, connection: Connection, app: web.Application
) -> None:
    await maya.add(await stock_product(connection, "Bagel"))
    review = await maya.get("/checkout")
    wish = {"checkout_token": review["checkout_token"], "seen_total": review["cart"]["total"], "slot": ""}
    placing = maya.post("/checkout", fulfilment="pickup", payment="counter", **wish)
    placed, deleted = await asyncio.gather(placing, maya.post("/account/delete", password=MAYA["password"]))
    assert (placed.status, deleted.status) in [(201, 409), (409, 200), (401, 200), (403, 200), (200, 409)]
    orphans = "select count(*) from orders where person_id is null and status <> 'cancelled'"
    assert await connection.fetchval(orphans) == 0


@pytest.mark.requirement("ACC-7", "CHK-4")
async def test_an_order_that_is_being_placed_is_waited_for(
    maya: Visitor, person_id: int, connection: Connection, app: web.Application
) -> None:
    model = await finish(app, await place(app, person_id))
    async with app[DATABASE].acquire() as placing, placing.transaction():
        await lock_saved_cart(placing, person_id)  # as the checkout begins
        await placing.execute(COPY_ORDERS.replace("'cancelled'", "'ordered'"), model.id, 1)
        deleting = asyncio.create_task(maya.post("/account/delete", password=MAYA["password"]))
        while not await connection.fetchval("select count(*) from pg_locks where not granted"):
            assert not deleting.done(), "going waits for the checkout"
            await asyncio.sleep(0.01)
    assert (await deleting).status == 409
    assert await connection.fetchval("select person_id from orders where status = 'ordered'") == person_id


@pytest.mark.requirement("ACC-7", "ACC-5")
async def test_the_last_admin_stays_and_of_two_who_go_at_once_one_does(
    maya: Visitor, person_id: int, connection: Connection, new_client: NewClient
) -> None:
    await connection.execute("update people set role = 'admin' where id = $1", person_id)
    answer = await maya.post("/account/delete", password=MAYA["password"])
    assert (answer.status, (await answer.json())["type"]) == (409, "last-admin")
    page = await maya.submit("/account/delete", password=MAYA["password"])
    assert (page.status, "You are the last admin." in await page.text()) == (409, True)
    other = Visitor(await new_client())
    answer = await other.post("/register", **{**MAYA, "email": "other@example.com"})
    other.token = answer.headers["X-CSRF-Token"]
    await connection.execute("update people set role = 'admin'")
    answers = await asyncio.gather(*(who.post("/account/delete", password=MAYA["password"]) for who in (maya, other)))
    assert sorted(answer.status for answer in answers) == [200, 409]
    assert await connection.fetchval("select count(*) from people where deleted_at is null") == 1


@pytest.mark.requirement("ACC-7")
async def test_a_screen_that_comes_back_for_pruned_frames_takes_a_snapshot(
    maya: Visitor, person_id: int, app: web.Application, connection: Connection, new_client: NewClient
) -> None:
    admin = await log_in(app, await new_client(), Role.ADMIN)
    first = await place_test_order(app)
    version = await connection.fetchval("select version from topics where name = 'admin'")
    await finish(app, await place(app, person_id))
    await move_test_order(app, first, Status.PAID)
    assert (await maya.post("/account/delete", password=MAYA["password"])).status == 200
    epoch = await connection.fetchval("select epoch from database_epoch")
    origin = str(admin.client.make_url("/")).rstrip("/")
    socket = await admin.client.ws_connect("/live", headers={"Origin": origin})
    await socket.send_json({"type": "subscribe", "topic": "admin", "epoch": epoch, "version": version})
    while (frame := await socket.receive_json())["type"] in ("hello", "heartbeat"):
        pass
    assert frame["type"] == "snapshot"
    assert "Maya Rossi" not in str(frame)


@pytest.mark.requirement("ACC-7", "ACC-6")
async def test_guests_have_nothing_to_take_along_or_delete(client: Client) -> None:
    guest = Visitor(client)
    assert (await guest.client.get("/account/data", headers=guest.headers)).status == 401
    answer = await client.get("/account/data", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/login?next=%2Faccount%2Fdata")
    assert (await guest.post("/account/delete", password="x")).status == 401
