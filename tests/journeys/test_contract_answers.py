"""What every answer promises, whoever asks and whatever for: token, headers, one kind of refusal, nobody's 5xx."""

import io
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import FormData, web
from yarl import URL

from server.database import Connection
from server.orders.order import Role
from tests.conftest import Person
from tests.support.kitchen import LoggedIn, log_in, place_test_order
from tests.support.shopping import Client, Visitor, stock_product

NewClient = Callable[[], Awaitable[Person]]
JSON = {"Accept": "application/json"}
ON_EVERY_ANSWER = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


@pytest.mark.requirement("OPS-4", "CAT-1", "CART-2", "CHK-2", "LIVE-2", "LIVE-3", "LIVE-4")
async def test_every_address_answers_json_with_the_token_to_post_with(
    app: web.Application, client: Client, connection: Connection
) -> None:
    product = await stock_product(connection, "Soup")
    slug = await connection.fetchval("select slug from products where id = $1", product)
    admin = await log_in(app, client, Role.ADMIN)
    order = await place_test_order(app, person_id=admin.person_id)
    for address in (
        "/",
        f"/products/{product}-{slug}",
        "/cart",
        "/checkout",
        "/orders",
        f"/orders/{order.public_id}",
        "/account",
        "/login",
        "/register",
        "/forgot",
        "/kitchen",
        "/pair",
        "/board",
        "/admin",
        "/admin/orders",
        "/admin/products",
        "/admin/products/new",
        f"/admin/products/{product}",
        "/admin/types",
        "/admin/staff",
        "/admin/displays",
        "/admin/settings",
    ):
        answer = await admin.get(address)
        assert (answer.status, answer.content_type) == (200, "application/json"), address
        assert answer.headers["X-CSRF-Token"] == admin.csrf_token, address


@pytest.mark.requirement("CART-5", "OPS-4")
async def test_every_kind_of_answer_carries_the_headers_that_protect_it(
    app: web.Application, client: Client, new_client: NewClient
) -> None:
    customer = await log_in(app, await new_client(), Role.CUSTOMER)
    guest = Visitor(client)
    await guest.get("/cart")
    token = {"X-CSRF-Token": guest.token}
    form = {**token, "Content-Type": "application/x-www-form-urlencoded"}
    too_large = io.BytesIO(b"a=" + b"a" * 1024 * 1024)
    answers = [
        (200, await client.get("/")),
        (200, await client.get("/cart", headers=JSON)),
        (200, await client.get("/healthz")),
        (303, await client.get("/orders", allow_redirects=False)),
        (401, await client.get("/orders", headers=JSON)),
        (403, await customer.get("/admin")),
        (403, await client.post("/cart/items", data={"product_id": "1"})),
        (403, await client.get("/live")),
        (404, await client.get("/menu/nothing-of-ours")),
        (405, await client.put("/cart", headers=token)),
        (413, await client.post("/cart/items", data=too_large, headers=form)),
        (415, await client.post("/cart/items", json={"product_id": 1})),
        (422, await customer.post("/cart/items", {"product_id": "soup"})),
    ]
    for status, answer in answers:
        where = f"{answer.method} {answer.url.path} {status}"
        assert answer.status == status, where
        assert {name: answer.headers.get(name) for name in ON_EVERY_ANSWER} == ON_EVERY_ANSWER, where
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, where
        assert "unsafe" not in policy, where
        assert "Server" not in answer.headers, where


@pytest.mark.requirement("ACC-2")
async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    answer = await client.get("/")
    cookie = answer.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert len(cookie.value) > 30


@pytest.mark.requirement("ACC-6", "CHK-1")
@pytest.mark.parametrize(
    "address",
    ["/kitchen", "/admin", "/account", "/checkout", "/orders", "/orders?page=2&q=oat milk", "/orders/nothing"],
)
async def test_guests_are_sent_to_log_in_and_come_back(client: Client, address: str) -> None:
    answer = await client.get(address, allow_redirects=False)
    assert answer.status == 303
    login = client.make_url(answer.headers["Location"])
    assert login.path == "/login"
    assert client.make_url(login.query["next"]) == client.make_url(address)
    answer = await client.get(address, headers=JSON)
    assert (answer.status, (await answer.json())["type"]) == (401, "login-needed")


@pytest.mark.requirement("ACC-6")
async def test_a_guest_cannot_tell_an_order_from_none(app: web.Application, client: Client) -> None:
    order = await place_test_order(app)
    for headers in (JSON, {"Accept": "text/html"}):
        told = []
        for public_id in (order.public_id, "x" * len(order.public_id)):
            answer = await client.get(f"/orders/{public_id}", headers=headers, allow_redirects=False)
            words = (await answer.text(), answer.headers.get("Location", ""))
            told.append((answer.status, *(text.replace(public_id, "…") for text in words)))
        assert told[0] == told[1]


@pytest.mark.requirement("ACC-6", "ORD-4")
async def test_the_role_is_asked_before_the_order(app: web.Application, client: Client) -> None:
    customer = await log_in(app, client, Role.CUSTOMER)
    order = await place_test_order(app, person_id=customer.person_id)
    for public_id in (order.public_id, "nothing"):
        for act in ("status", "accept"):
            answer = await customer.post(f"/orders/{public_id}/{act}", {"status": "paid", "version": 1})
            assert (answer.status, (await answer.json())["type"]) == (403, "forbidden")


@pytest.mark.requirement("CART-1", "CART-5")
@pytest.mark.parametrize("type_sent", ["application/json", "text/plain", "application/xml", "application/octet-stream"])
async def test_bodies_that_are_no_forms_are_refused_even_with_the_token(
    client: Client, connection: Connection, type_sent: str
) -> None:
    product = await stock_product(connection)
    visitor = Visitor(client)
    await visitor.get("/cart")
    headers = {**JSON, "Content-Type": type_sent, "X-CSRF-Token": visitor.token}
    answer = await client.post("/cart/items", data=f"product_id={product}".encode(), headers=headers)
    assert answer.status == 415
    assert answer.content_type == "application/problem+json"
    assert (await visitor.get("/cart"))["lines"] == []


@pytest.mark.requirement("CART-1", "CART-5")
async def test_a_token_in_the_header_is_as_good_as_in_the_form(client: Client, connection: Connection) -> None:
    product = await stock_product(connection)
    visitor = Visitor(client)
    await visitor.get("/cart")
    for fields in ({"product_id": str(product)}, FormData({"product_id": str(product)}, default_to_multipart=True)):
        answer = await client.post("/cart/items", data=fields, headers={**JSON, "X-CSRF-Token": visitor.token})
        assert answer.status == 201
    foreign = {**JSON, "X-CSRF-Token": visitor.token, "Origin": "http://elsewhere.test"}
    answer = await client.post("/cart/items", data={"product_id": str(product)}, headers=foreign)
    assert (answer.status, (await answer.json())["type"]) == (403, "cross-site")
    assert (await visitor.get("/cart"))["lines"][0]["quantity"] == 2


ODD = [
    "%ff",
    "%ed%a0%80",
    "%c0%80",
    "%zz",
    "%25",
    "%e2%80%ae",
    "%f0%9f%a6%84",
    "%d9%a3",
    "a" * 4000,
    "..%2f..",
    "%0d%0aX:y",
]


@pytest.mark.requirement("OPS-4")
@pytest.mark.parametrize("odd", ODD)
async def test_odd_bytes_are_answered_never_a_fault(
    app: web.Application, client: Client, new_client: NewClient, odd: str
) -> None:
    admin: LoggedIn = await log_in(app, await new_client(), Role.ADMIN)
    guest = Visitor(client)
    await guest.get("/cart")
    form = {"Content-Type": "application/x-www-form-urlencoded", **JSON}
    places = ("/menu/{}", "/products/{}", "/orders/{}", "/?page={}", "/login?next={}", "/static/{}/x")
    posts = {
        "/cart/items": f"product_id={odd}&quantity={odd}",
        "/login": f"email={odd}&password={odd}&next={odd}",
        "/register": f"full_name={odd}&email={odd}&password={odd}",
        f"/orders/{odd}/status": f"status={odd}&version={odd}&occurred_at={odd}",
        "/checkout": f"checkout_token={odd}&fulfilment={odd}&note={odd}&slot={odd}&seen_total={odd}",
    }
    for address in (place.format(odd) for place in places):
        for who in (client, admin.client):
            answer = await who.session.get(as_sent(client, address), headers=JSON, allow_redirects=False)
            assert answer.status < 500, address
    for address, body in posts.items():
        for who, token in ((client, guest.token), (admin.client, admin.csrf_token)):
            sent, body_sent = as_sent(client, address), f"{body}&csrf_token={token}".encode()
            answer = await who.session.post(sent, data=body_sent, headers=form, allow_redirects=False)
            assert 200 <= answer.status < 500, address
    assert (await client.get("/readyz")).status == 200


def as_sent(client: Client, address: str) -> URL:
    """The address to the letter: nothing of it is written anew."""
    return URL(str(client.make_url("/")).rstrip("/") + address, encoded=True)
