"""Every door alike: bodies that are no forms, bodies that cannot be read, and words for what came back wrong."""

import re

import pytest
from aiohttp import web

from server.database import Connection
from server.orders.order import Role
from tests.support.kitchen import log_in as begin
from tests.support.kitchen import place_test_order
from tests.support.shopping import Client, Visitor, stock_product

FORM = "application/x-www-form-urlencoded"


def addresses_to_post_to(app: web.Application) -> list[str]:
    """Every address that takes a form, with a number or a word where it has a place for one."""
    formatters = {
        route.resource.canonical for route in app.router.routes() if route.method == "POST" and route.resource
    }
    return sorted(re.sub(r"\{key\}", "0" * 64, re.sub(r"\{(?!key)\w+\}", "1", text)) for text in formatters)


@pytest.mark.requirement("OPS-4")
@pytest.mark.parametrize("media_type", ["application/json", "text/plain"])
async def test_bodies_are_forms_at_every_address(app: web.Application, client: Client, media_type: str) -> None:
    admin = await begin(app, client, Role.ADMIN)
    headers = {"Content-Type": media_type, "X-CSRF-Token": admin.csrf_token, "Accept": "application/json"}
    addresses = addresses_to_post_to(app)
    assert len(addresses) > 30
    answers = {address: (await client.post(address, data=b"{}", headers=headers)).status for address in addresses}
    assert {address: status for address, status in answers.items() if status != 415} == {}


@pytest.mark.requirement("OPS-4")
@pytest.mark.parametrize("address", ["/cart/items", "/login", "/register"])
async def test_a_body_that_cannot_be_unpacked_is_refused(client: Client, address: str) -> None:
    guest = Visitor(client)
    await guest.get("/cart")
    headers = {"Content-Type": FORM, "Content-Encoding": "gzip", "X-CSRF-Token": guest.token, "Connection": "close"}
    answer = await client.session.post(client.make_url(address), data=b"no gzip at all", headers=headers)
    assert answer.status == 400
    assert (await client.get("/cart")).status == 200


@pytest.mark.requirement("ACC-1")
@pytest.mark.parametrize("name", ["%ff%fe", "Ada%ed%a0%80", "%c0%afAda"])
async def test_bytes_that_are_no_text_are_a_wrong_field(client: Client, name: str) -> None:
    guest = Visitor(client)
    await guest.get("/cart")
    headers = {"Content-Type": FORM, "Accept": "application/json", "X-CSRF-Token": guest.token}
    body = f"full_name={name}&email=ada@shop.test&password=a+good+sentence"
    answer = await client.post("/register", data=body, headers=headers)
    assert answer.status == 422
    assert list((await answer.json(content_type=None))["errors"]) == ["full_name"]


@pytest.mark.requirement("CART-1", "CAT-11")
@pytest.mark.parametrize("fields", [{}, {"quantity": "0"}, {"option_id": "x"}, {"choice_id": "x"}])
async def test_a_product_that_comes_in_kinds_comes_back_with_words_beside_what_is_missing(
    client: Client, connection: Connection, fields: dict[str, str]
) -> None:
    latte = await stock_product(connection, "Latte")
    option = await connection.fetchval(
        "insert into product_options (product_id, title, price_minor) values ($1, 'Large', 500) returning id", latte
    )
    await connection.execute(
        "with milk as (insert into choice_groups (product_id, title, several) values ($1, 'Milk', false) returning id)"
        " insert into choices (group_id, title) select id, 'Oat' from milk",
        latte,
    )
    sent = {"option_id": str(option)} if fields and "option_id" not in fields else {}
    answer = await Visitor(client).submit("/cart/items", product_id=latte, **sent, **fields)
    text = await answer.text()
    assert answer.status == 422
    wrong = next(iter(fields), "option_id")
    assert f'aria-invalid="true" aria-describedby="field-{wrong}-error"' in text
    assert f'id="field-{wrong}-error"' in text


@pytest.mark.requirement("CART-3")
async def test_a_wrong_new_quantity_is_marked_in_the_cart(client: Client, connection: Connection) -> None:
    guest = Visitor(client)
    await guest.add(await stock_product(connection))
    answer = await guest.submit("/cart/items/1", quantity="abc")
    text = await answer.text()
    assert answer.status == 422
    assert re.search(r'<input id="quantity-1"[^>]* value="abc"[^>]*aria-invalid="true"[^>]*"quantity-1-error"', text)


@pytest.mark.requirement("ACC-6")
async def test_a_guest_who_posts_to_a_product_comes_back_to_a_page_that_is_there(
    client: Client, connection: Connection
) -> None:
    coffee = await stock_product(connection)
    answer = await Visitor(client).submit(f"/products/{coffee}/availability", available="0")
    assert answer.headers["Location"] == f"/login?next=%2Fproducts%2F{coffee}"
    assert (await client.get(f"/products/{coffee}")).status == 200


@pytest.mark.requirement("ORD-4")
async def test_a_refused_step_is_told_in_words(app: web.Application, client: Client) -> None:
    kitchen = await begin(app, client, Role.KITCHEN)
    order = await place_test_order(app)
    answer = await kitchen.post(f"/orders/{order.public_id}/status", {"status": "collected", "version": 1})
    problem = await answer.json(content_type=None)
    assert (answer.status, problem["type"]) == (409, "illegal-transition")
    assert problem["detail"] == f"Order {order.number} is received and not paid yet: it cannot become collected."


@pytest.mark.requirement("CAT-1")
@pytest.mark.parametrize(
    "asked", ["application/json", "APPLICATION/JSON", "text/html;q=0.5, Application/Json; charset=utf-8"]
)
async def test_json_is_asked_for_in_any_case(client: Client, asked: str) -> None:
    answer = await client.get("/", headers={"Accept": asked})
    assert (answer.content_type, "X-CSRF-Token" in answer.headers) == ("application/json", True)
