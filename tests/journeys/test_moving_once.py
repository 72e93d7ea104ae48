"""A tap is one step, however often its request is sent (Idempotency-Key, ORD-4)."""

import asyncio

import pytest
import pytest_asyncio
from aiohttp import web

from server.database import DATABASE
from server.orderbook import find_order
from server.orders.order import Order, Role, Status
from tests.conftest import Person
from tests.support.kitchen import LoggedIn, log_in, move_test_order, place_test_order


@pytest_asyncio.fixture
async def kitchen(app: web.Application, client: Person) -> LoggedIn:
    return await log_in(app, client, Role.KITCHEN)


async def read(app: web.Application, order: Order) -> Order:
    async with app[DATABASE].acquire() as connection:
        found = await find_order(connection, order.public_id)
    assert found is not None
    return found


def status_of(order: Order) -> str:
    return f"/orders/{order.public_id}/status"


@pytest.mark.requirement("ORD-4")
async def test_a_step_that_is_sent_again_is_one_step(app: web.Application, kitchen: LoggedIn) -> None:
    order = await place_test_order(app)
    fields, key = {"status": "in_progress", "version": 1}, {"Idempotency-Key": "tap 1"}
    first = await kitchen.post(status_of(order), fields, headers=key)
    body = await first.read()
    await move_test_order(app, order, Status.READY)
    again = await kitchen.post(status_of(order), fields, headers=key)
    assert (again.status, await again.read()) == (first.status, body) == (200, body)
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    other = await kitchen.post(status_of(order), fields | {"version": 3}, headers=key)
    assert other.status == 422
    assert (await read(app, order)).status is Status.READY


@pytest.mark.requirement("ORD-4")
async def test_a_refusal_is_remembered_too(app: web.Application, kitchen: LoggedIn) -> None:
    order = await place_test_order(app)
    key = {"Idempotency-Key": "tap 2"}
    refused = await kitchen.post(status_of(order), {"status": "ready", "version": 1}, headers=key)
    body = await refused.read()
    await move_test_order(app, order, Status.IN_PROGRESS)
    again = await kitchen.post(status_of(order), {"status": "ready", "version": 1}, headers=key)
    assert (again.status, await again.read()) == (409, body)


@pytest.mark.requirement("ORD-4", "LIVE-6")
async def test_twenty_taps_at_once_are_one_step(app: web.Application, kitchen: LoggedIn) -> None:
    order = await place_test_order(app)
    fields = {"status": "in_progress", "version": 1}

    same_key = {"Idempotency-Key": "tap 3"}
    answers = await asyncio.gather(*(kitchen.post(status_of(order), fields, headers=same_key) for _ in range(20)))
    bodies = {await answer.read() for answer in answers if answer.status == 200}
    assert len(bodies) == 1
    assert {answer.status for answer in answers} <= {200, 409}
    assert (await read(app, order)).version == 2

    order = await place_test_order(app)
    answers = await asyncio.gather(
        *(kitchen.post(status_of(order), fields, headers={"Idempotency-Key": f"tap {n}"}) for n in range(4, 24))
    )
    statuses = sorted(answer.status for answer in answers)
    assert statuses == [200] + [409] * 19
    assert (await read(app, order)).version == 2
