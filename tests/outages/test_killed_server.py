"""The web server is killed while customers check out: acknowledged orders are all there, others once or never."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass

import asyncpg
import pytest

from server.bench.people import Person, make_people
from server.bench.site import Site
from server.embedded.processes import wait_for
from server.soak.asking import Caller, NoAnswer
from server.soak.whole_shop import WholeShop
from tests.outages.waiting import SECONDS, eventually

CUSTOMERS = 24
STOCK = 60
TAKEN = (200, 201)


@dataclass
class Purchase:
    """What a customer tried: `order` is what the first submission was answered, None while that is not known."""

    person: Person
    token: str = ""
    order: str | None = None
    answered: int | None = None


async def put_counted_product(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        product_id: int = await connection.fetchval(
            "insert into products (slug, title, kitchen_title, description, price_minor, type_id, stock)"
            " values ('last-buns', 'Last buns', 'Bun', '', 300, (select id from product_types where built_in), $1)"
            " returning id",
            STOCK,
        )
    finally:
        await connection.close()
    return product_id


async def fill_cart(shop: WholeShop, purchase: Purchase, product_id: int) -> None:
    caller = Caller(shop.port, purchase.person)
    status, _ = await caller.post("/cart/items", {"product_id": product_id, "quantity": 1})
    assert status == 201
    status, checkout = await caller.get("/checkout")
    assert status == 200
    purchase.token = checkout["checkout_token"]
    caller.close()


async def submit(shop: WholeShop, purchase: Purchase) -> tuple[int, str | None]:
    """Status and order. Raises NoAnswer."""
    caller = Caller(shop.port, purchase.person)
    try:
        form = {"fulfilment": "pickup", "payment": "counter", "checkout_token": purchase.token}
        status, answer = await caller.post("/checkout", form)
    finally:
        caller.close()
    return status, answer["order"]["id"] if status in TAKEN else None


async def check_out(shop: WholeShop, purchase: Purchase) -> None:
    try:
        purchase.answered, purchase.order = await submit(shop, purchase)
    except NoAnswer:
        purchase.answered = None


async def retry(shop: WholeShop, purchase: Purchase) -> str:
    """The same token until it is answered."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            status, order = await submit(shop, purchase)
            if order is not None:
                return order
            assert status in (500, 503), status
        except NoAnswer:
            pass
        assert time.monotonic() < deadline, "the shop does not come back"
        await asyncio.sleep(0.1)


async def read_orders(url: str, product_id: int) -> tuple[Counter[str], dict[str, str], int, int]:
    """Orders by token, the order of each token, pieces sold, pieces left."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("select public_id, checkout_token from orders")
        sold = await connection.fetchval(
            "select coalesce(sum(quantity), 0) from order_lines where product_id = $1", product_id
        )
        left = await connection.fetchval("select stock from products where id = $1", product_id)
    finally:
        await connection.close()
    tokens = Counter(row["checkout_token"] for row in rows)
    return tokens, {row["checkout_token"]: row["public_id"] for row in rows}, int(sold), left


@pytest.mark.requirement("CHK-5", "CHK-4")
async def test_acknowledged_orders_are_all_there_and_unknown_ones_once_or_never(single_shop: WholeShop) -> None:
    shop, dice = single_shop, random.Random(7)
    product_id = await put_counted_product(shop.database_url)
    people = await make_people(Site(shop.settings, shop.folder), "buyer", CUSTOMERS)
    cut_off = 0
    purchases: list[Purchase] = []
    for batch in (people[first : first + 8] for first in range(0, CUSTOMERS, 8)):
        assert await wait_for(lambda: bool(shop.web()), 30)
        await eventually(shop.says_ready, "the shop answers again")
        mine = [Purchase(person) for person in batch]
        await asyncio.gather(*(fill_cart(shop, purchase, product_id) for purchase in mine))
        (server,) = shop.web()
        submissions = [asyncio.create_task(check_out(shop, purchase)) for purchase in mine]
        # somewhere among the eight: when one has been answered, and a moment later
        await asyncio.wait(submissions, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(dice.uniform(0, 0.01))
        os.kill(server, signal.SIGKILL)
        await asyncio.gather(*submissions)
        cut_off += sum(purchase.answered is None for purchase in mine)
        purchases += mine

        tokens, orders, sold, left = await read_orders(shop.database_url, product_id)
        for purchase in mine:
            if purchase.order is not None:
                assert orders.get(purchase.token) == purchase.order, "an acknowledged order is gone"
            assert tokens[purchase.token] <= 1
        assert sold + left == STOCK

    assert cut_off > 0, "no checkout was cut off: nothing was shown"
    assert any(purchase.order for purchase in purchases), "no checkout was acknowledged before a kill"
    final = await asyncio.gather(*(retry(shop, purchase) for purchase in purchases))
    tokens, orders, sold, left = await read_orders(shop.database_url, product_id)
    for purchase, order in zip(purchases, final, strict=True):
        assert tokens[purchase.token] == 1
        assert orders[purchase.token] == order
        assert purchase.order in (None, order)
    assert (sold, left) == (CUSTOMERS, STOCK - CUSTOMERS)
