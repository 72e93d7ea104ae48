"""Edges of the contract: odd bytes, odd methods, the way to log in, carts that join while watched."""

from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from yarl import URL

from server.database import Connection
from server.orders.order import Role
from tests.conftest import Person
from tests.journeys.test_cart_joining import give_password, log_in_with_password
from tests.journeys.test_contract_shapes import hear, watch
from tests.support.kitchen import log_in as begin
from tests.support.kitchen import place_test_order
from tests.support.shopping import Client, Visitor, add_person, log_in, stock_product

NewClient = Callable[[], Awaitable[Person]]
JSON = {"Accept": "application/json"}


@pytest.mark.requirement("OPS-4")
@pytest.mark.parametrize(
    "address",
    [
        "/menu/%00",
        "/orders/%00",
        "/orders/%00/status",
        "/orders/%00/accept",
        "/orders/%00/cancel",
        "/orders/%00/reorder",
        "/admin/orders/%00",
    ],
)
async def test_a_nul_in_an_address_is_a_clear_refusal(app: web.Application, client: Client, address: str) -> None:
    admin = await begin(app, client, Role.ADMIN)
    sent = URL(str(client.make_url("/")).rstrip("/") + address, encoded=True)
    fields = {"status": "paid", "version": "1", "csrf_token": admin.csrf_token}
    for answer in (
        await client.session.get(sent, headers=JSON),
        await client.session.post(sent, data=fields, headers=JSON),
    ):
        assert 400 <= answer.status < 500


@pytest.mark.requirement("ACC-2")
async def test_a_nul_in_an_e_mail_is_a_wrong_field_at_log_in_too(client: Client) -> None:
    answer = await Visitor(client).post("/login", email="a\x00b@shop.test", password="a good sentence")
    assert answer.status == 422


@pytest.mark.requirement("OPS-4")
@pytest.mark.parametrize(
    "address", ["/healthz", "/readyz", "/metrics", "/static/x/y", "/favicon.ico", "/art/1", "/photos/x.webp"]
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_addresses_without_a_session_refuse_other_methods(client: Client, address: str, method: str) -> None:
    answer = await client.request(method, address)
    assert answer.status in (404, 405)


@pytest.mark.requirement("CART-6", "CART-7")
async def test_an_open_page_sees_the_cart_that_joins_at_log_in(
    app: web.Application, client: Client, new_client: NewClient, connection: Connection
) -> None:
    person, soup = await add_person(connection), await stock_product(connection, "Soup")
    phone = Visitor(await new_client())
    await log_in(phone, app, connection, person)
    socket, snapshots = await watch(app, phone.client, "cart")
    guest = Visitor(client)
    await guest.add(soup, 3)
    await log_in_with_password(guest, await give_password(connection, person))
    frame = await hear(socket)
    assert (frame["event"], frame["version"]) == ("cart.changed", snapshots["cart"]["version"] + 1)
    assert [line["quantity"] for line in frame["data"]["cart"]["lines"]] == [3]
    await socket.close()


@pytest.mark.requirement("ACC-6")
async def test_a_guest_who_posts_to_an_order_is_sent_to_log_in_with_the_way_back(
    app: web.Application, client: Client
) -> None:
    order = await place_test_order(app)
    guest = Visitor(client)
    for public_id in (order.public_id, "nothing"):
        answer = await guest.submit(f"/orders/{public_id}/accept")
        assert answer.status == 303
        assert answer.headers["Location"].startswith("/login?next=")


@pytest.mark.requirement("ACC-6")
@pytest.mark.parametrize(
    "address", ["/admin/nothing", "/admin/orders/nothing", "/account/nothing", "/kitchen/nothing", "/orders/a/b/c"]
)
async def test_guests_are_sent_to_log_in_whether_a_thing_exists_or_not(client: Client, address: str) -> None:
    answer = await client.get(address, allow_redirects=False)
    assert (answer.status, answer.headers["Location"].startswith("/login?next=")) == (303, True)
    assert (await client.get(address, headers=JSON)).status == 401


@pytest.mark.requirement("ACC-2")
async def test_a_guests_late_page_does_not_undo_a_log_in(client: Client) -> None:
    first = await client.get("/")
    assert "session" in first.cookies
    again = await client.get("/")
    assert "session" not in again.cookies
