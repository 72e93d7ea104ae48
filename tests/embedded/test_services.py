"""The services by themselves, and for the length of one command."""

import stat
from pathlib import Path

import asyncpg
import pytest

from server.embedded.borrowing import borrowed_services
from server.embedded.keepsakes import keep_port
from server.embedded.occupancy import DataDirIsNotOurs, check_emptying, empty, is_occupied, occupied
from server.embedded.postgres import EmbeddedPostgres
from tests.embedded.conftest import OpenShop

pytestmark = pytest.mark.requirement("OPS-1")


async def test_a_command_starts_the_services_for_itself_when_no_shop_runs(tmp_path: Path) -> None:
    async with borrowed_services(tmp_path, database_url=None, redis_url=None) as urls:
        connection = await asyncpg.connect(urls.database_url)
        assert await connection.fetchval("show server_encoding") == "UTF8"
        assert await connection.fetchval("show fsync") == "on"
        await connection.close()
        assert is_occupied(tmp_path)
    with pytest.raises(OSError, match="Connect call failed"):
        await asyncpg.connect(urls.database_url)
    assert not is_occupied(tmp_path)


async def test_a_command_beside_a_running_shop_uses_the_shops_services_and_leaves_them_running(
    open_shop: OpenShop, tmp_path: Path, port: int
) -> None:
    shop = await open_shop(tmp_path, port)
    async with borrowed_services(tmp_path, database_url=None, redis_url=None) as urls:
        assert urls == shop.urls()
    assert shop.postgres()


async def test_urls_that_were_set_replace_the_services(tmp_path: Path) -> None:
    async with borrowed_services(tmp_path, database_url="postgresql://there/shop", redis_url="redis://there") as urls:
        assert urls.database_url == "postgresql://there/shop"
    assert list(tmp_path.iterdir()) == []


async def test_postgres_wants_its_password_and_nobody_else_can_read_it(tmp_path: Path) -> None:
    postgres = EmbeddedPostgres(tmp_path, durable=False)
    url = await postgres.start()
    try:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(url, password="a guess")
    finally:
        await postgres.stop()
    assert stat.S_IMODE((tmp_path / "postgres" / "password").stat().st_mode) == 0o600
    assert not postgres.alive()


def test_a_fresh_start_empties_a_shops_folder_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("somebody's only copy")
    with pytest.raises(DataDirIsNotOurs):
        check_emptying(tmp_path)
    shops = tmp_path / "shop"
    with occupied(shops):
        (shops / "photos").mkdir()
        (shops / "photos" / "croissant.webp").write_bytes(b"")
        check_emptying(shops)
        empty(shops)
        assert not (shops / "photos").exists()


def test_a_service_keeps_a_port_that_no_outgoing_connection_is_lent(tmp_path: Path) -> None:
    lent = Path("/proc/sys/net/ipv4/ip_local_port_range")
    first = int(lent.read_text().split()[0]) if lent.exists() else 49_152
    port = keep_port(tmp_path / "port")
    assert 1024 <= port < first
    assert keep_port(tmp_path / "port") == port
