"""The demo shop's past, loaded beside a running shop: exact, repeatable, in nobody's way."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import asyncpg
import pytest
import pytest_asyncio
from aiohttp import web

from server.access import Passwords
from server.database import Connection
from server.embedded.borrowing import ServiceUrls
from server.orders.shapes import Json
from server.settings import Settings
from shop.demo.loading import Wish, load_past
from shop.demo.seeding import seed_demo
from tests.support.services import copied_database
from tests.support.shopping import Client, Visitor, add_person, log_in

pytestmark = pytest.mark.requirement("OPS-3")

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SMALL = Wish(products=140, customers=30, days=6, seed=7)
"""A small past, so that loading it takes a moment."""


async def load(settings: Settings, wish: Wish = SMALL) -> list[int]:
    """Seed and load; how many things each stage added."""
    assert settings.database_url is not None
    await seed_demo(settings.database_url, Passwords(settings.argon2_cost))
    return [stage.added async for stage in load_past(settings, wish, NOW)]


@pytest_asyncio.fixture
async def visitor(settings: Settings, connection: Connection, app: web.Application, client: Client) -> Visitor:
    """A customer in the shop with its small menu, before the past is loaded."""
    assert settings.database_url is not None
    await seed_demo(settings.database_url, Passwords(settings.argon2_cost))
    visitor = Visitor(client)
    await log_in(visitor, app, connection, await add_person(connection))
    return visitor


async def order_something(visitor: Visitor) -> Json:
    """The order: the first thing on the menu that is sold as it is."""
    products = (await visitor.get("/"))["products"]
    plain = next(p for p in products if not p["options"] and not p["choice_groups"] and p["stock"] is None)
    total = (await visitor.add(plain["id"]))["total"]
    token = (await visitor.get("/checkout"))["checkout_token"]
    fields = {"fulfilment": "pickup", "payment": "counter", "checkout_token": token, "seen_total": total}
    answer = await visitor.post("/checkout", **fields)
    assert answer.status == 201, await answer.text()
    order: Json = (await answer.json())["order"]
    return order


@asynccontextmanager
async def held_before_its_end(settings: Settings, url: str) -> AsyncIterator["asyncio.Task[list[int]]"]:
    """A load that has copied all its orders and waits to count them, until the block ends."""
    holder, looker = await asyncpg.connect(url), await asyncpg.connect(url)
    try:
        async with holder.transaction():
            await holder.execute("lock table order_counts in exclusive mode")
            loading = asyncio.create_task(load(settings))
            async with asyncio.timeout(30):
                while not await looker.fetchval(
                    "select count(*) from pg_locks where not granted and relation = 'order_counts'::regclass"
                ):
                    assert not loading.done(), loading.result()
                    await asyncio.sleep(0.02)
            yield loading
    finally:
        await holder.close()
        await looker.close()


async def digests(connection: Connection) -> list[str]:
    tables = ("orders", "order_lines", "order_events", "products", "product_options", "choices", "carts")
    # when a row was written is nobody's business
    return [
        await connection.fetchval(
            f"select md5(string_agg((to_jsonb(t) - 'created_at' - 'recorded_at')::text, ',' order by t::text))"  # noqa: S608 - names of tables
            f" from {table} t"
        )
        for table in tables
    ]


async def test_the_same_seed_gives_the_same_rows(
    settings: Settings, connection: Connection, services: ServiceUrls, template_database: str
) -> None:
    await load(settings)
    async with copied_database(services.database_url, template_database, f"test-{uuid.uuid4().hex[:12]}") as url:
        await load(replace(settings, database_url=url))
        other = await asyncpg.connect(url, server_settings={"timezone": "UTC"})
        try:
            assert await digests(other) == await digests(connection)
        finally:
            await other.close()


async def test_loading_twice_adds_nothing(settings: Settings, connection: Connection) -> None:
    first = await load(settings)
    assert min(first) > 0
    before = await digests(connection)
    assert await load(settings) == [0, 0, 0]
    assert await digests(connection) == before


async def test_more_orders_are_put_before_those_there_are(settings: Settings, connection: Connection) -> None:
    *_, first = await load(settings)
    assert await load(settings, replace(SMALL, orders=first + 500)) == [0, 0, 500]
    assert await connection.fetchval("select count(*) from orders") == first + 500
    in_order = "select bool_and(placed_at >= earlier) from (select placed_at, lag(placed_at) over (order by id) as earlier from orders) o where earlier is not null"  # noqa: E501
    assert await connection.fetchval(in_order) is True
    assert await connection.fetchval(
        "select count(*) from orders o join people p on p.id = o.person_id where p.created_at > o.placed_at"
    ) == 0  # fmt: skip


INVARIANTS = {
    "sums": "select id from orders o where total_minor <> subtotal_minor - discount_minor"
    " or total_minor <> (select sum(line_total_minor) from order_lines where order_id = o.id)",
    "versions": "select id from orders o where array(select seq from order_events where order_id = o.id order by seq)"
    " <> array(select generate_series(1, o.version))",
    "last events": "select o.id from orders o join order_events e on e.order_id = o.id and e.seq = o.version"
    " where (e.status, e.at) <> (o.status, o.changed_at)",
    "refunds": "select o.id from orders o left join refunds r on r.order_id = o.id"
    " where o.paid and o.status = 'cancelled'"
    " and (r.amount_minor is distinct from o.total_minor or r.returned_at is distinct from o.changed_at)",
    "counts": "select status from order_counts c"
    " where orders <> (select count(*) from orders o where o.status = c.status)",
    "all final": "select id from orders where status not in ('collected', 'delivered', 'cancelled')",
    "all before the last midnight": "select id from orders where changed_at >= '2026-11-20T00:00Z'",
    "ids below zero": "select id from orders where id >= 0",
    "no topic of theirs": "select name from topics where name like 'order:%'",
    "numbers as they are spoken": "select number from orders where number !~ '^[A-HJ-NP-Z]-[1-9][0-9]?$'",
}


@pytest.mark.requirement("ORD-4", "ADM-1")
@pytest.mark.parametrize("name", INVARIANTS)
async def test_the_past_keeps_every_rule_of_the_order_book(
    settings: Settings, connection: Connection, name: str
) -> None:
    await load(settings)
    assert await connection.fetchval("select count(*) from orders") > 200
    assert await connection.fetch(INVARIANTS[name]) == []


async def test_the_small_menu_keeps_its_place_and_thirty_products_are_sold_as_they_are(
    settings: Settings, connection: Connection
) -> None:
    assert settings.database_url is not None
    await seed_demo(settings.database_url, Passwords(settings.argon2_cost))
    small = "select id, slug, position from products order by id"
    before = await connection.fetch(small)
    await load(settings)
    assert (await connection.fetch(small))[: len(before)] == before
    assert await connection.fetchval("select count(*) from products") == SMALL.products
    # within each type the further ones come behind
    assert not await connection.fetchval(
        "select bool_or(n.position <= o.position) from products o join products n on n.type_id = o.type_id"
        " where o.id <= $1 and n.id > $1",
        before[-1]["id"],
    )
    plain = await connection.fetchval(
        "select count(*) from products p where stock is null and retired_at is null"
        " and not exists (select 1 from product_options where product_id = p.id)"
        " and not exists (select 1 from choice_groups where product_id = p.id)"
    )
    assert plain >= 30


async def test_a_visitors_order_stays_the_newest(settings: Settings, connection: Connection, visitor: Visitor) -> None:
    before = await order_something(visitor)
    await load(settings)
    after = await order_something(visitor)
    rows = await connection.fetch("select public_id from orders order by id desc limit 2")
    assert [row["public_id"] for row in rows] == [after["id"], before["id"]]
    newest = await connection.fetch("select public_id from orders order by placed_at desc limit 2")
    assert newest == rows


async def test_people_of_the_past_log_in_with_the_demo_password_and_find_their_cart(
    settings: Settings, connection: Connection, client: Client
) -> None:
    await load(settings)
    cart = await connection.fetchrow("select p.email, c.body from carts c join people p on p.id = c.person_id limit 1")
    assert cart is not None
    async with client.get("/login", headers={"Accept": "application/json"}) as answer:
        token = answer.headers["X-CSRF-Token"]
    fields = {"email": cart["email"], "password": "orderboard-demo", "csrf_token": token}
    async with client.post("/login", data=fields, headers={"Accept": "application/json"}) as answer:
        assert answer.status == 200
    async with client.get("/cart", headers={"Accept": "application/json"}) as answer:
        shown = await answer.json()
    wanted = [(cells[1], cells[4], cells[6]) for cells in json.loads(cart["body"])["lines"]]
    assert [(line["product_id"], line["quantity"], line["unit_price"]) for line in shown["lines"]] == wanted
    assert shown["notices"] == []


async def test_loading_does_not_wait_for_what_a_checkout_holds(
    settings: Settings, connection: Connection, visitor: Visitor
) -> None:
    async with connection.transaction():
        await connection.execute("select 1 from products for no key update")
        await connection.execute("select 1 from carts for no key update")
        assert min(await asyncio.wait_for(load(settings), 30)) > 0


async def test_checkouts_do_not_wait_for_a_load(settings: Settings, connection: Connection, visitor: Visitor) -> None:
    counted = (await visitor.get("/"))["products"][0]["id"]
    await connection.execute("update products set stock = 5 where id = $1", counted)
    await visitor.add(counted)
    async with held_before_its_end(settings, str(settings.database_url)):
        await connection.execute("set lock_timeout = '2s'")
        # everything a checkout locks but the counts, which the load has not got either
        async with connection.transaction():
            await connection.execute("select 1 from products where stock is not null order by id for no key update")
            await connection.execute("select 1 from carts order by person_id for update")
            await connection.execute("select 1 from topics where name <> 'admin' order by name for update")
            await connection.execute("update products set stock = 4 where id = $1", counted)


async def test_a_load_that_is_broken_off_leaves_nothing_and_can_be_done_again(
    settings: Settings, connection: Connection, visitor: Visitor
) -> None:
    async with held_before_its_end(settings, str(settings.database_url)) as loading:
        loading.cancel()
        await asyncio.gather(loading, return_exceptions=True)
    assert await connection.fetchval("select count(*) from orders") == 0
    assert await connection.fetchval("select sum(orders) from order_counts") == 0
    assert (await load(settings))[2] > 0
    assert await connection.fetchval("select count(*) from demo_loads") == 3


@pytest.mark.requirement("ADM-1")
async def test_open_dashboards_are_told_the_new_counts(settings: Settings, connection: Connection) -> None:
    await load(settings)
    told = await connection.fetch("select topic, version, event, data from topic_events")
    assert [(row["topic"], row["version"], row["event"]) for row in told] == [("admin", 1, "counts.changed")]
    counts = {row["status"]: row["orders"] for row in await connection.fetch("select status, orders from order_counts")}
    assert json.loads(told[0]["data"]) == {"counts": counts}
