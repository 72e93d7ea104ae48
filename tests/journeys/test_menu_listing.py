"""Which changes of the catalogue open menus are told of, so that they hold what the menu holds."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from server.database import Connection
from server.history import MENU, find_versions
from server.orders.order import Role
from shop.menu.topics import OFFERS
from tests.journeys.test_back_office_catalogue import create, fields_of, send
from tests.journeys.test_menu import add_type
from tests.support.kitchen import LoggedIn, log_in
from tests.support.shopping import Client

Telling = Callable[[], Awaitable[list[str]]]


@pytest_asyncio.fixture
async def admin(app: web.Application, client: Client) -> LoggedIn:
    return await log_in(app, client, Role.ADMIN)


@pytest_asyncio.fixture
async def told(client: Client, connection: Connection) -> AsyncIterator[Telling]:
    """What the menu's topic has told since last asked: names of events."""
    seen = 0

    async def names() -> list[str]:
        nonlocal seen
        rows = await connection.fetch(
            "select e.version, e.event as name from topic_events e"
            " where e.topic = $1 and e.version > $2 order by e.version",
            MENU,
            seen,
        )
        seen = rows[-1]["version"] if rows else seen
        return sorted(row["name"] for row in rows)

    yield names


async def change(app: web.Application, admin: LoggedIn, product: Any, **fields: object) -> None:  # noqa: ANN401 - JSON
    status, shape = await send(admin, f"/admin/products/{product['id']}", await fields_of(app, **fields))
    assert status == 200, shape


@pytest.mark.requirement("CAT-1", "CAT-4", "CAT-6")
async def test_listings_change_with_what_is_made_retired_restored_and_moved_and_with_nothing_else(
    app: web.Application, admin: LoggedIn, told: Telling, connection: Connection
) -> None:
    product = await create(app, admin)
    both, one = ["listing.changed", "product.changed"], ["product.changed"]
    assert await told() == both
    for way in ("retire", "restore"):
        await send(admin, f"/admin/products/{product['id']}/{way}", {})
        assert await told() == both, way
    for fields in ({"title": "Halloumi"}, {"price": "9.00"}, {"description": "Grilled."}):
        await change(app, admin, product, **fields)
        assert await told() == one, fields
    teas = await add_type(connection, "Teas", 5)
    await add_type(connection, "Juices", 6)
    await change(app, admin, product, type_id=teas)
    assert await told() == both
    await send(admin, f"/admin/types/{teas}/move", {"direction": "down"})
    assert await told() == ["listing.changed"]
    await send(admin, f"/admin/types/{teas}/delete", {})
    assert await told() == both


@pytest.mark.requirement("CAT-1")
async def test_a_page_made_before_a_listing_changed_is_told_when_it_subscribes(
    app: web.Application, admin: LoggedIn, connection: Connection
) -> None:
    before = (await find_versions(connection, [MENU])).get(MENU, 0)
    await create(app, admin)
    (offer,) = OFFERS
    state = json.loads(await offer.read_state(connection, MENU, before))
    assert (state["listing"], len(state["changed"])) == (True, 1)
    after = (await find_versions(connection, [MENU]))[MENU]
    assert json.loads(await offer.read_state(connection, MENU, after)) == {"changed": []}


@pytest.mark.requirement("CAT-1")
async def test_looks_change_with_everything_a_page_shows_but_prices_and_stock(
    app: web.Application, admin: LoggedIn, client: Client
) -> None:
    product = await create(app, admin, stock=5)
    path = f"/products/{product['id']}-x"

    async def looks() -> str:
        shown = await (await client.get(path, headers={"Accept": "application/json"})).json()
        return str(shown["looks"])

    first = await looks()
    await change(app, admin, product, price="9.10", stock="7", stock_seen="5")
    assert await looks() == first
    seen = {first}
    for fields in ({"title": "Bun"}, {"description": "New words."}, {"prep_minutes": "9"}, {"tags": "vegan"}):
        await change(app, admin, product, **fields)
        assert await looks() not in seen, fields
        seen.add(await looks())
