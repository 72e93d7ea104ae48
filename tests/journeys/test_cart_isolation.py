"""Nobody else sees or changes my cart: not by guessing, not by replaying, not from another site (CART-5)."""

from collections.abc import Awaitable, Callable

import pytest
import pytest_asyncio
from aiohttp import web
from yarl import URL

from server.access import SESSIONS
from server.database import Connection
from tests.support.shopping import Client, Visitor, add_person, log_in, stock_product

NewClient = Callable[[], Awaitable[Client]]
FOREIGN = {"Accept": "application/json", "Origin": "https://elsewhere.test"}


@pytest_asyncio.fixture(params=["guest", "customer"])
async def owner(
    request: pytest.FixtureRequest, client: Client, app: web.Application, connection: Connection
) -> Visitor:
    """Somebody with two soups in the cart."""
    visitor = Visitor(client)
    if request.param == "customer":
        await log_in(visitor, app, connection, await add_person(connection))
    await visitor.add(await stock_product(connection, "Soup"), 2)
    return visitor


@pytest_asyncio.fixture(params=["guest", "customer"])
async def stranger(
    request: pytest.FixtureRequest, new_client: NewClient, app: web.Application, connection: Connection
) -> Visitor:
    visitor = Visitor(await new_client())
    if request.param == "customer":
        await log_in(visitor, app, connection, await add_person(connection, "Charles Babbage"))
    await visitor.get("/cart")
    return visitor


async def lines(visitor: Visitor) -> list[tuple[str, int]]:
    return [(line["title"], line["quantity"]) for line in (await visitor.get("/cart"))["lines"]]


def cookie(visitor: Visitor) -> str:
    return visitor.client.session.cookie_jar.filter_cookies(URL(str(visitor.client.make_url("/"))))["session"].value


def use_cookie(visitor: Visitor, value: str) -> None:
    visitor.client.session.cookie_jar.update_cookies({"session": value}, URL(str(visitor.client.make_url("/"))))
    visitor.token = ""


@pytest.mark.requirement("CART-5")
async def test_line_numbers_are_guessed_in_vain(owner: Visitor, stranger: Visitor) -> None:
    for line in range(1, 12):
        for path in (f"/cart/items/{line}", f"/cart/items/{line}/delete", f"/cart/items/{line}/restore"):
            assert (await stranger.post(path, quantity=0)).status == 404
    assert await lines(owner) == [("Soup", 2)]
    assert await lines(stranger) == []


@pytest.mark.requirement("CART-5")
async def test_a_made_up_cookie_opens_nobodys_cart(owner: Visitor, stranger: Visitor) -> None:
    real = cookie(owner)
    for made_up in (
        "g.1",
        "g.",
        "p.1",
        real[:-1],
        real[:-2] + "xx",
        real.replace(".", ".x"),
        real[2:],
        "g." + real[2:],
    ):
        if made_up == real:
            continue
        use_cookie(stranger, made_up)
        assert await lines(stranger) == []
    assert await lines(owner) == [("Soup", 2)]


@pytest.mark.requirement("CART-5")
async def test_the_token_of_another_session_changes_nothing(owner: Visitor, stranger: Visitor) -> None:
    mine, theirs = owner.token, stranger.token
    for visitor, token in ((owner, theirs), (stranger, mine)):
        for field in ({"csrf_token": token}, {}):
            answer = await visitor.client.post(
                "/cart/items/1", data={"quantity": "9", **field}, headers=visitor.headers
            )
            assert answer.status == 403
    assert await lines(owner) == [("Soup", 2)]


@pytest.mark.requirement("CART-5")
@pytest.mark.parametrize("path", ["/cart/items", "/cart/items/1", "/cart/items/1/delete", "/cart/items/1/restore"])
async def test_a_form_on_another_site_changes_nothing_even_with_the_right_token(owner: Visitor, path: str) -> None:
    product = (await owner.get("/cart"))["lines"][0]["product_id"]
    fields = {"product_id": str(product), "quantity": "5", "csrf_token": owner.token}
    for origin in ("https://elsewhere.test", "null", "http://127.0.0.1", "http://localhost:1"):
        answer = await owner.client.post(path, data=fields, headers={**FOREIGN, "Origin": origin})
        assert answer.status == 403
    assert await lines(owner) == [("Soup", 2)]


@pytest.mark.requirement("CART-5", "ACC-2")
async def test_what_was_copied_before_the_log_out_is_of_no_use_after_it(
    client: Client, new_client: NewClient, app: web.Application, connection: Connection
) -> None:
    owner, thief = Visitor(client), Visitor(await new_client())
    await log_in(owner, app, connection, await add_person(connection))
    soup = await stock_product(connection, "Soup")
    await owner.add(soup, 2)
    stolen, token = cookie(owner), owner.token
    assert (await owner.submit("/logout")).status == 303
    use_cookie(thief, stolen)
    assert await lines(thief) == []
    use_cookie(thief, stolen)
    answer = await thief.client.post(
        "/cart/items/1", data={"quantity": "9", "csrf_token": token}, headers=thief.headers
    )
    assert answer.status in (403, 404)
    saved = await connection.fetchval("select body from carts")
    assert '"Soup"' in saved
    assert f"[1,{soup},null,[],2," in saved


@pytest.mark.requirement("CART-5", "CART-7")
async def test_the_guests_old_cookie_shows_nothing_after_the_log_in(
    client: Client, new_client: NewClient, connection: Connection
) -> None:
    guest, thief = Visitor(client), Visitor(await new_client())
    await guest.add(await stock_product(connection, "Soup"))
    stolen = cookie(guest)
    fields = {"full_name": "Ada Lovelace", "email": "ada@people.test", "password": "a long enough one"}
    assert (await guest.submit("/register", **fields)).status == 303
    assert await lines(guest) == [("Soup", 1)]
    assert cookie(guest) != stolen
    use_cookie(thief, stolen)
    assert await lines(thief) == []


@pytest.mark.requirement("CART-5", "CHK-4")
async def test_a_checkout_sent_from_another_site_orders_nothing(
    client: Client, app: web.Application, connection: Connection
) -> None:
    owner = Visitor(client)
    await log_in(owner, app, connection, await add_person(connection))
    await owner.add(await stock_product(connection, "Soup"))
    checkout = await owner.get("/checkout")
    fields = {"fulfilment": "pickup", "payment": "counter", "checkout_token": checkout["checkout_token"]}
    for extra, headers in (
        ({}, owner.headers),
        ({"csrf_token": owner.token}, FOREIGN),
        ({"csrf_token": app[SESSIONS].csrf_token("p.somebody-else")}, owner.headers),
    ):
        assert (await client.post("/checkout", data={**fields, **extra}, headers=headers)).status == 403
    assert await connection.fetchval("select count(*) from orders") == 0
