"""One's own orders: the list the header leads to."""

from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from server.orders.order import Role, Status
from tests.support.kitchen import log_in, make_person, move_test_order, place_test_order
from tests.support.shopping import Client


@pytest.mark.requirement("ORD-2", "ACC-6")
async def test_my_orders_are_mine_newest_first_and_paged(app: web.Application, client: Client) -> None:
    maya, other = await make_person(app), await make_person(app)
    first = await place_test_order(app, person_id=maya, lines=[("Flat white", 2)])
    await place_test_order(app, person_id=other, lines=[("Croissant", 1)])
    last = await place_test_order(app, person_id=maya)
    await move_test_order(app, first, Status.CANCELLED)
    owner = await log_in(app, client, Role.CUSTOMER, maya)
    shape = await (await owner.get("/orders")).json()
    assert [order["id"] for order in shape["orders"]] == [last.public_id, first.public_id]
    assert (shape["page"], shape["pages"], shape["total"], shape["total_capped"]) == (1, 1, 2, False)
    assert "purchaser" not in shape["orders"][0]
    page = await (await owner.get("/orders", accept="text/html")).text()
    assert "2 × Flat white" in page
    assert "Croissant" not in page
    assert page.index(last.public_id) < page.index(first.public_id)
    for path in ("/orders?page=2", "/orders?page=0", "/orders?page=x"):
        assert (await owner.get(path)).status == 404
    for _ in range(19):
        await place_test_order(app, person_id=maya)
    second = await (await owner.get("/orders?page=2")).json()
    assert (second["pages"], second["total"], [order["id"] for order in second["orders"]]) == (2, 21, [first.public_id])


@pytest.mark.requirement("ORD-2")
async def test_guests_are_led_to_log_in_and_new_customers_to_the_menu(
    app: web.Application, new_client: Callable[[], Awaitable[Client]]
) -> None:
    guest = await new_client()
    answer = await guest.get("/orders", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/login?next=%2Forders")
    owner = await log_in(app, await new_client(), Role.CUSTOMER, await make_person(app))
    assert "No orders yet" in await (await owner.get("/orders", accept="text/html")).text()
