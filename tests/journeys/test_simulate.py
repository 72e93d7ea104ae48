"""A rush hour in the whole running shop: what it leaves behind, what it refuses, what it would notice."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from server.access import Passwords
from server.database import Connection
from server.settings import Settings
from server.simulate.guests import invent_guests
from server.simulate.house import House
from server.simulate.judging import judge
from server.simulate.kitchen import Crew
from server.simulate.pace import Pace
from server.simulate.running import CannotSimulate, log_in, run_simulation
from server.simulate.rush import Wish
from server.simulate.selling_out import sell_out_now_and_then
from server.simulate.visiting import Visit
from server.soak.asking import NoAnswer
from shop.demo.seeding import PASSWORD, seed_demo
from tests.outages.waiting import eventually

ORDERS = "select o.* from orders o join people p on p.id = o.person_id where p.email like '%@simulated.test'"
OPEN = ("ordered", "paid", "in_progress", "ready", "shipped")


@pytest_asyncio.fixture
async def shop(settings: Settings, server: TestServer) -> str:
    """The demo shop, running; its address."""
    assert settings.database_url is not None
    await seed_demo(settings.database_url, Passwords(settings.argon2_cost))
    return str(server.make_url("/")).rstrip("/")


def wish(url: str, **more: object) -> Wish:
    asked: dict[str, object] = {
        "minutes": 0.1, "customers": 6000.0, "cooks": 4, "speed": 60.0,
        "kitchen": ("kitchen@demo.test", PASSWORD), "manager": ("admin@demo.test", PASSWORD),
    }  # fmt: skip
    return Wish(url=url, **{**asked, **more})  # type: ignore[arg-type]


async def simulate(url: str, **more: object) -> tuple[list[str], str, int]:
    """What it said, its report, and how many things were wrong."""
    asked, said = wish(url, **more), list[str]()
    outcome = await run_simulation(asked, Pace(asked.speed), said.append)
    return said, outcome.report, outcome.wrong


@asynccontextmanager
async def simulating(url: str, folder: Path, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The command as a founder starts it, in a process of its own."""
    environment = {**os.environ, "DATA_DIR": str(folder), "SECRET_KEY": "for tests only, and long enough"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "simulate", "--url", url, *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@pytest.mark.requirement("OPS-3")
async def test_a_rush_is_ordered_cooked_and_collected_and_nothing_is_left_standing(
    shop: str, connection: Connection
) -> None:
    _, report, wrong = await simulate(shop)
    assert wrong == 0, report
    orders = await connection.fetch(ORDERS)
    statuses = [order["status"] for order in orders]
    assert f"{len(orders)} placed" in report
    assert len(orders) >= 3
    assert statuses.count("collected") >= 2
    assert f"{statuses.count('collected')} collected" in report
    assert not set(statuses) & set(OPEN), report
    assert all(order["paid"] for order in orders if order["status"] in ("collected", "delivered"))
    collected = [order["id"] for order in orders if order["status"] == "collected"]
    told = await connection.fetch(
        "select distinct order_id, status from order_events where by_role = 'kitchen' and order_id = any($1)", collected
    )
    ticked = await connection.fetch(
        "select order_id, line from order_events where item_status = 'done' and by_role = 'kitchen'"
    )
    lines = await connection.fetch("select order_id, line from order_lines where order_id = any($1)", collected)
    assert {tuple(row) for row in lines} <= {tuple(row) for row in ticked}
    for order_id in collected:  # every step was tapped by the kitchen
        steps = {row["status"] for row in told if row["order_id"] == order_id}
        assert steps >= {"in_progress", "ready", "collected"}
    assert await connection.fetchval("select count(*) from products where not available") == 0
    assert await connection.fetchval("select count(*) from orders") == len(orders)


@pytest.mark.requirement("OPS-3")
async def test_the_command_runs_and_the_same_guests_come_back_another_time(
    shop: str, connection: Connection, tmp_path: Path
) -> None:
    arguments = ("--minutes", "0.05", "--customers", "4000", "--speed", "120", "--cooks", "3")
    for run in (1, 2):
        async with simulating(shop, tmp_path, *arguments) as process:
            out, errors = await asyncio.wait_for(process.communicate(), 40)
        assert process.returncode == 0, (out.decode(), errors.decode())
        assert out.decode().endswith("all as it should be\n")
        people = await connection.fetchval("select count(*) from people where email like '%@simulated.test'")
        visits = await connection.fetchval("select max(n) from (select count(*) n from orders group by person_id) v")
        assert 1 <= people <= 2  # how many of the two guests come in three seconds is the machine's affair
        assert visits == run


@pytest.mark.requirement("OPS-3")
async def test_told_to_stop_it_closes_the_doors_and_brings_every_order_to_an_end(
    shop: str, connection: Connection, tmp_path: Path
) -> None:
    async with simulating(shop, tmp_path, "--minutes", "9", "--customers", "6000", "--speed", "30") as process:
        await eventually(lambda: connection.fetchval("select count(*) > 0 from orders"), "an order is placed", 30)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        out, errors = await asyncio.wait_for(process.communicate(), 30)
        assert time.monotonic() - began < 30
    assert process.returncode == 0, (out.decode(), errors.decode())
    assert "all as it should be" in out.decode()
    assert await connection.fetchval("select count(*) from orders where status = any($1)", list(OPEN)) == 0


@pytest.mark.parametrize(
    "url", ["http://192.168.0.7:8080", "https://127.0.0.1:8080", "http://cafe.example", "ftp://localhost", "nonsense"]
)
async def test_only_a_shop_of_this_machine_is_simulated(url: str) -> None:
    with pytest.raises(CannotSimulate, match="only a shop of this machine"):
        await simulate(url)


async def test_it_says_so_when_no_shop_answers(port: int) -> None:
    with pytest.raises(CannotSimulate, match=f"no shop answers at http://127.0.0.1:{port}"):
        await simulate(f"http://localhost:{port}")


async def test_it_says_so_when_the_kitchen_is_not_let_in(shop: str, connection: Connection) -> None:
    with pytest.raises(CannotSimulate, match=r"refused for customer@demo\.test"):
        await simulate(shop, kitchen=("customer@demo.test", PASSWORD))
    with pytest.raises(CannotSimulate, match="KITCHEN_EMAIL"):
        await simulate(shop, kitchen=("kitchen@demo.test", "another password"))
    assert await connection.fetchval("select count(*) from orders") == 0


async def test_it_says_so_when_the_shop_is_closed(shop: str, connection: Connection) -> None:
    await connection.execute("update shop_settings set paused_until = now() + interval '1 hour'")
    with pytest.raises(CannotSimulate, match=r"the shop is closed: .*Ordering opens again"):
        await simulate(shop)


async def test_without_a_manager_nobody_clears_what_is_not_collected_and_all_else_goes_on(shop: str) -> None:
    _, report, wrong = await simulate(shop, manager=("admin@demo.test", "not it"), minutes=0.05)
    assert wrong == 0, report


async def test_what_the_kitchen_has_run_out_of_is_back_however_the_run_ends(
    shop: str, settings: Settings, connection: Connection
) -> None:
    product_id = await connection.fetchval("select min(id) from products where stock is null and retired_at is null")
    marked = "select count(*) = 1 from products where not available"
    async with opened(shop, settings.port) as house:
        kitchen = await log_in(house, ("kitchen@demo.test", PASSWORD))
        assert kitchen is not None
        orders = {"x": {"lines": [{"product_id": product_id}]}}
        selling_out = asyncio.create_task(sell_out_now_and_then(house, kitchen, orders, 7))
        await eventually(lambda: connection.fetchval(marked), "something is sold out", 30)
        selling_out.cancel()
        await asyncio.gather(selling_out, return_exceptions=True)
    assert await connection.fetchval("select bool_and(available) from products")
    assert house.tally.wrong == []


# -- what it would notice


@asynccontextmanager
async def opened(url: str, port: int) -> AsyncIterator[House]:
    house = House(url, port, Pace(60))
    try:
        yield house
    finally:
        await house.close()


@pytest.mark.requirement("OPS-3")
async def test_an_acknowledged_order_that_is_gone_or_was_never_shown_is_a_fault(shop: str, settings: Settings) -> None:
    async with opened(shop, settings.port) as house:
        visit = Visit(house, invent_guests(1, 7)[0], Crew(house, house.browser(), 1, 7), None)
        visit.public_id = "never-made"
        house.tally.place({"id": "never-made", "number": "A-1", "version": 1, "status": "paid", "fulfilment": "pickup"})
        house.record.violate("board: event 7 after 5")
        await judge(house, [visit], [], patience_seconds=0.1)
        assert house.tally.wrong == [
            "order A-1 was acknowledged; its owner is answered 401",
            "order A-1: customer was never told of it",
            "order A-1: kitchen was never told of it",
            "order A-1: board was never told of it",
            "board: event 7 after 5",
        ]


@pytest.mark.parametrize(
    ("there", "words"),
    [
        ({"version": 2, "status": "paid"}, "3 was acknowledged, there is 2"),
        ({"version": 3, "status": "paid"}, "ready was acknowledged, there is paid"),
        ({"version": 4, "status": "paid"}, None),  # somebody has recalled it since
    ],
)
async def test_an_order_older_than_its_acknowledged_state_is_a_fault(
    port: int, there: dict[str, object], words: str | None
) -> None:
    async def show(_request: web.Request) -> web.Response:
        return web.json_response({"id": "x", "number": "A-1", **there})

    async with stand_in(port, show) as url, opened(url, port) as house:
        visit = Visit(house, invent_guests(1, 7)[0], Crew(house, house.browser(), 1, 7), None)
        visit.public_id = "x"
        house.tally.place({"id": "x", "number": "A-1", "version": 3, "status": "ready", "fulfilment": "pickup"})
        house.tally.shown.update({("customer", "A-1"), ("kitchen", "A-1"), ("board", "A-1")})
        await judge(house, [visit], [])
        assert house.tally.wrong == ([] if words is None else [f"order A-1: {words}"])


async def test_an_answer_of_five_hundred_is_a_fault_and_silence_is_counted(port: int) -> None:
    async def fail(request: web.Request) -> web.Response:
        if request.method == "POST":
            assert request.transport is not None
            request.transport.abort()
        return web.Response(status=503)

    async with stand_in(port, fail) as url, opened(url, port) as house:
        browser = house.browser()
        assert (await browser.get("menu", "/")).status == 503
        assert house.tally.wrong == ["GET / was answered with 503"]
        with pytest.raises(NoAnswer):
            await browser.post("cart", "/cart/items")
        assert (house.tally.errors, house.tally.silences) == (1, 1)


@asynccontextmanager
async def stand_in(port: int, answer: object) -> AsyncIterator[str]:
    """Something that answers like no shop should."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)  # type: ignore[arg-type]
    server = TestServer(app, host="127.0.0.1", port=port)
    await server.start_server(shutdown_timeout=0.1)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await server.close()
