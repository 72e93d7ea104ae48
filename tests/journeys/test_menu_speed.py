"""The menu is drawn once for many, and never shows anybody what is no longer so, or another's token."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
import pytest_asyncio
from aiohttp import web

from server.database import Connection, queries
from server.web.pages import CSRF_MARK
from tests.support.clocks import NOON, SetClock
from tests.support.shopping import Client, Visitor, add_person, log_in, stock_product

pytestmark = pytest.mark.requirement("CAT-1")

_TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]{64})"')


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest_asyncio.fixture
async def flat_white(connection: Connection) -> int:
    return await stock_product(connection, "Flat white", price_minor=420)


async def menu(client: Client, path: str = "/") -> str:
    async with client.get(path, headers={"Accept": "text/html"}) as answer:
        assert answer.status == 200
        return await answer.text()


@pytest.mark.usefixtures("flat_white")
async def test_everybody_gets_a_token_of_their_own_and_it_works(
    new_client: Callable[[], Awaitable[Client]], flat_white: int
) -> None:
    clients = [await new_client() for _ in range(6)]
    texts = await asyncio.gather(*(menu(client) for client in clients))
    tokens = [set(_TOKEN.findall(text)) for text in texts]
    assert all(len(found) == 1 for found in tokens)
    assert len(set.union(*tokens)) == 6
    assert not any(CSRF_MARK in text for text in texts)
    for client, (token,) in zip(clients, tokens, strict=True):
        fields = {"product_id": flat_white, "quantity": 1, "csrf_token": token}
        async with client.post("/cart/items", data=fields, headers={"Accept": "application/json"}) as answer:
            assert answer.status == 201


async def test_the_bag_shows_each_guests_own_number(
    new_client: Callable[[], Awaitable[Client]], flat_white: int
) -> None:
    full, empty = Visitor(await new_client()), Visitor(await new_client())
    await menu(empty.client)
    await full.add(flat_white, 3)
    with_three, without = await asyncio.gather(menu(full.client), menu(empty.client))
    counts = [re.findall(r"data-cart-count[^>]*>(\d+)<", text) for text in (with_three, without)]
    assert set(counts[0]) == {"3"}
    assert set(counts[1]) <= {"0"}


async def test_names_of_who_is_logged_in_are_shown_to_them_only(
    new_client: Callable[[], Awaitable[Client]], app: web.Application, connection: Connection, flat_white: int
) -> None:
    ada, guest = Visitor(await new_client()), Visitor(await new_client())
    await log_in(ada, app, connection, await add_person(connection, "Ada Lovelace"))
    hers, theirs, again = await asyncio.gather(menu(ada.client), menu(guest.client), menu(ada.client))
    assert "Logged in as Ada" in hers
    assert "Logged in as Ada" in again
    assert "Ada" not in theirs


CHANGES = {
    "price": ("update products set price_minor = 777 where id = $1", "$7.77"),
    "title": ("update products set title = 'Long white' where id = $1", "Long white"),
    "sold out": ("update products set stock = 0 where id = $1", "card--out"),
    "taken off": ("update products set available = false where id = $1", "Sold out</span>"),
    "time to make": ("update products set prep_minutes = 99 where id = $1", "99 min"),
    "type's name": ("update product_types set title = 'Warm things' where built_in and $1 > 0", "Warm things"),
    "an option": (
        "insert into product_options (product_id, title, price_minor) values ($1, 'Small', 111)",
        "$1.11",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_what_has_changed_is_on_the_next_page(
    client: Client, connection: Connection, flat_white: int, name: str
) -> None:
    """Straight in the database and without raising a version: a kept card is held against all that was read."""
    statement, words = CHANGES[name]
    assert words not in await menu(client)
    await connection.execute(statement, flat_white)
    assert words in await menu(client)


@pytest.mark.requirement("CAT-8")
async def test_a_card_says_when_it_is_back_and_is_back_when_the_time_has_come(
    client: Client, connection: Connection, flat_white: int, clock: SetClock
) -> None:
    await connection.execute(
        "update products set available = false, unavailable_until = $2 where id = $1",
        flat_white,
        NOON + timedelta(hours=1),
    )
    assert "Back at 13:00" in await menu(client)
    clock.now = NOON - timedelta(days=1)
    assert "Back tomorrow" in await menu(client)
    clock.now = NOON + timedelta(hours=1)
    text = await menu(client)
    assert "Back" not in text
    assert "card--out" not in text


async def test_the_promise_on_the_page_goes_with_the_clock(client: Client, flat_white: int, clock: SetClock) -> None:
    before = await menu(client)
    assert "12:04" in before
    clock.now = NOON + timedelta(seconds=30)
    assert "12:04" in await menu(client)
    clock.now = NOON + timedelta(minutes=7)
    assert "12:11" in await menu(client)


async def test_another_zone_shows_other_times_at_once(
    client: Client, connection: Connection, flat_white: int, app: web.Application
) -> None:
    from server.orderbook import SHOP  # noqa: PLC0415 - one test looks behind the page

    assert "12:04" in await menu(client)
    await connection.execute("update shop_settings set timezone = 'Asia/Tokyo'")
    app[SHOP].forget()
    assert "21:04" in await menu(client)


async def test_many_who_ask_at_once_cost_few_reads(
    new_client: Callable[[], Awaitable[Client]], app: web.Application, flat_white: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = 0
    ask = queries().shop.find_menu_products

    async def counted(*arguments: object, **named: object) -> object:
        nonlocal reads
        reads += 1
        return await ask(*arguments, **named)

    client = await new_client()
    await menu(client)
    monkeypatch.setattr(queries().shop, "find_menu_products", counted)
    await asyncio.gather(*(menu(client) for _ in range(40)))
    assert 1 <= reads < 20
