"""The supervisor of `scripts/run`: what dies is started again, what is stopped is gone, whoever dies first."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio

from server.embedded.keepsakes import is_free
from server.embedded.processes import wait_for
from tests.embedded.conftest import OpenShop, SmallShop

pytestmark = pytest.mark.requirement("OPS-1")

WRITE_AN_ORDER = "create table if not exists orders (number int); insert into orders values (7)"


async def orders_in(shop: SmallShop) -> list[int]:
    """The orders on record, asked over a new connection; waits while the database starts."""
    async with asyncio.timeout(10):
        while True:
            try:
                connection = await asyncpg.connect(shop.urls().database_url)
            except (OSError, asyncpg.PostgresError):
                await asyncio.sleep(0.05)
                continue
            found = [row["number"] for row in await connection.fetch("select number from orders")]
            await connection.close()
            return found


async def write_order(shop: SmallShop) -> None:
    connection = await asyncpg.connect(shop.urls().database_url)
    await connection.execute(WRITE_AN_ORDER)
    await connection.close()


async def cart_in(shop: SmallShop) -> str | None:
    """The cart in Redis; waits while Redis starts."""
    async with asyncio.timeout(10):
        while True:
            try:
                async with redis.asyncio.Redis.from_url(shop.urls().redis_url, decode_responses=True) as client:
                    found = await client.get("cart")
                    return found if found is None else str(found)
            except redis.RedisError:
                await asyncio.sleep(0.05)


async def fill_cart(shop: SmallShop) -> None:
    async with redis.asyncio.Redis.from_url(shop.urls().redis_url) as client:
        await client.set("cart", "two croissants")


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    assert await wait_for(condition, seconds)


async def test_orders_and_carts_are_there_after_a_stop_and_a_start(
    open_shop: OpenShop, tmp_path: Path, port: int
) -> None:
    shop = await open_shop(tmp_path, port)
    await write_order(shop)
    await fill_cart(shop)
    assert await shop.end() == 0
    again = await open_shop(tmp_path, port)
    assert await orders_in(again) == [7]
    assert await cart_in(again) == "two croissants"


async def test_a_killed_postgres_is_back_on_its_port_with_its_orders(
    open_shop: OpenShop, tmp_path: Path, port: int
) -> None:
    shop = await open_shop(tmp_path, port)
    await write_order(shop)
    before = shop.urls()
    os.kill(shop.postmaster(), signal.SIGKILL)
    assert await orders_in(shop) == [7]
    assert shop.urls() == before


async def test_a_killed_postgres_comes_back_over_a_backend_that_did_not_notice(
    open_shop: OpenShop, tmp_path: Path, port: int
) -> None:
    shop = await open_shop(tmp_path, port)
    await write_order(shop)
    busy = await asyncpg.connect(shop.urls().database_url)
    backend = busy.get_server_pid()
    os.kill(backend, signal.SIGSTOP)  # one that holds the shared memory and cannot see its parent go
    os.kill(shop.postmaster(), signal.SIGKILL)
    assert await orders_in(shop) == [7]
    assert backend not in shop.postgres()
    busy.terminate()


async def test_a_killed_redis_is_back_on_its_port_with_its_carts(
    open_shop: OpenShop, tmp_path: Path, port: int
) -> None:
    shop = await open_shop(tmp_path, port)
    await fill_cart(shop)
    before = shop.urls()
    for pid in shop.redis():
        os.kill(pid, signal.SIGKILL)
    await until(lambda: not is_free("127.0.0.1", int(before.redis_url.rpartition(":")[2].split("/")[0])))
    assert await cart_in(shop) == "two croissants"
    assert shop.urls() == before


async def test_a_killed_web_server_is_back_and_its_forks_are_gone(
    open_shop: OpenShop, tmp_path: Path, port: int
) -> None:
    shop = await open_shop(tmp_path, port)
    before = shop.web()
    os.kill(min(before), signal.SIGKILL)
    await until(lambda: not is_free("127.0.0.1", port) and not set(before) & set(shop.web()))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_after_a_stop_no_process_is_left(
    open_shop: OpenShop, tmp_path: Path, port: int, number: signal.Signals
) -> None:
    shop = await open_shop(tmp_path, port)
    assert len(shop.postgres()) > 1
    assert len(shop.redis()) == 1
    assert len(shop.web()) == 2
    assert await shop.end(number) == 0
    assert shop.everything() == []
    assert is_free("127.0.0.1", port)


async def test_after_a_stop_no_process_is_left_though_children_were_killed_before(
    open_shop: OpenShop, tmp_path: Path, port: int
) -> None:
    shop = await open_shop(tmp_path, port)
    os.kill(shop.postmaster(), signal.SIGKILL)
    os.kill(min(shop.web()), signal.SIGKILL)
    assert await shop.end() == 0
    assert shop.everything() == []
    # the next start also takes back the shared memory of the killed server
    await open_shop(tmp_path, port)


async def test_nothing_outlives_a_killed_supervisor(open_shop: OpenShop, tmp_path: Path, port: int) -> None:
    shop = await open_shop(tmp_path, port)
    # the fork beside the web server is not the kernel's to tell; it is ended by the next start
    await shop.end(signal.SIGKILL)
    await until(lambda: not shop.postgres() and not shop.redis() and is_free("127.0.0.1", port))


async def test_a_start_right_after_a_kill_ends_what_is_left_and_runs(
    open_shop: OpenShop, tmp_path: Path, port: int
) -> None:
    shop = await open_shop(tmp_path, port)
    await write_order(shop)
    os.kill(shop.postmaster(), signal.SIGSTOP)  # will not hear that its supervisor died
    left = shop.everything()
    await shop.end(signal.SIGKILL)
    again = await open_shop(tmp_path, port)
    assert await orders_in(again) == [7]
    assert not set(left) & set(again.everything())


async def test_two_shops_live_side_by_side(open_shop: OpenShop, tmp_path: Path, port: int, second_port: int) -> None:
    one = await open_shop(tmp_path / "one", port)
    other = await open_shop(tmp_path / "other", second_port)
    await write_order(one)
    await fill_cart(other)
    assert await cart_in(one) is None
    assert await one.end() == 0
    assert await cart_in(other) == "two croissants"


async def refused(data_dir: Path, port: int) -> str:
    """What a start says that must not succeed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.small_shop", "run", str(data_dir), str(port),
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        said = (await asyncio.wait_for(process.communicate(), 20))[1].decode()
    finally:
        if process.returncode is None:
            process.terminate()
    assert process.returncode == 1
    assert said.count("\n") == 1, said
    return said


async def test_a_second_start_on_one_folder_says_so_in_one_line(
    open_shop: OpenShop, tmp_path: Path, port: int, second_port: int
) -> None:
    shop = await open_shop(tmp_path, port)
    said = await refused(tmp_path, second_port)
    assert f"in use by process {shop.process.pid}" in said
    assert shop.everything() != []


async def test_a_taken_port_is_told_in_one_line_and_nothing_is_left(
    open_shop: OpenShop, tmp_path: Path, port: int
) -> None:
    await open_shop(tmp_path / "first", port)
    assert f"PORT {port}" in await refused(tmp_path / "second", port)
    assert not (tmp_path / "second" / "postgres").exists()
