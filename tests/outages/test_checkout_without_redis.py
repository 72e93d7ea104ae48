"""Redis dies or hangs: pages answer within two seconds, customers keep cart and checkout, guests are told."""

import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from server.database import Connection
from server.embedded.redis import EmbeddedRedis
from tests.support.shopping import Client, Visitor, add_person, log_in, stock_product

SECONDS = 2.0
AWAY = "We cannot reach your cart just now"


@pytest_asyncio.fixture
async def redis(tmp_path: Path) -> AsyncIterator[EmbeddedRedis]:
    """A Redis of this test's own, which it may kill; it keeps what it acknowledged."""
    redis = EmbeddedRedis(tmp_path)
    await redis.start()
    yield redis
    await redis.stop()


@pytest.fixture
def redis_url(redis: EmbeddedRedis) -> str:
    return redis.url()


@pytest.fixture(params=["dead", "hung"])
def end_redis(request: pytest.FixtureRequest, redis: EmbeddedRedis) -> Iterator[Callable[[], None]]:
    pid = redis.pid
    assert pid is not None

    def end() -> None:
        os.kill(pid, signal.SIGKILL if request.param == "dead" else signal.SIGSTOP)

    yield end
    if request.param == "hung":
        os.kill(pid, signal.SIGCONT)


@pytest.mark.requirement("CART-6")
async def test_a_guest_is_told_within_two_seconds_and_nothing_is_lost(
    client: Client, connection: Connection, redis: EmbeddedRedis, end_redis: Callable[[], None]
) -> None:
    guest = Visitor(client)
    soup = await stock_product(connection, "Soup")
    await guest.add(soup)
    end_redis()
    started = time.monotonic()
    answer = await client.get("/cart", headers={"Accept": "text/html"})
    assert time.monotonic() - started < SECONDS
    page = await answer.text()
    assert answer.status == 200
    assert AWAY in page
    assert "Nothing in it yet" not in page
    for submitted in (
        await guest.submit("/cart/items", product_id=soup),
        await guest.post("/cart/items", product_id=soup),
        await guest.post("/cart/items/1/delete"),
    ):
        assert submitted.status == 503
        assert AWAY in await submitted.text()
    started = time.monotonic()
    await guest.page("/cart")
    assert time.monotonic() - started < SECONDS


@pytest.mark.requirement("CART-6")
async def test_a_guests_cart_survives_a_killed_redis(
    client: Client, connection: Connection, redis: EmbeddedRedis
) -> None:
    guest = Visitor(client)
    await guest.add(await stock_product(connection, "Soup"), 3)
    assert redis.pid is not None
    os.kill(redis.pid, signal.SIGKILL)
    await redis.stop()  # clears away what is left of it
    assert AWAY in await guest.page("/cart")
    await redis.start()
    assert [(line["title"], line["quantity"]) for line in (await guest.get("/cart"))["lines"]] == [("Soup", 3)]


@pytest.mark.requirement("CART-6", "CHK-5")
async def test_a_customer_keeps_cart_and_checkout(
    client: Client,
    app: web.Application,
    connection: Connection,
    redis: EmbeddedRedis,
    end_redis: Callable[[], None],
) -> None:
    customer = Visitor(client)
    await log_in(customer, app, connection, await add_person(connection))
    await customer.get("/cart")
    end_redis()
    soup = await stock_product(connection, "Soup", stock=5)
    started = time.monotonic()
    await customer.add(soup, 2)
    assert "Soup" in await customer.page("/cart")
    token = (await customer.get("/checkout"))["checkout_token"]
    answer = await customer.post("/checkout", fulfilment="pickup", payment="counter", checkout_token=token)
    assert answer.status == 201
    assert time.monotonic() - started < 4 * SECONDS  # four requests
