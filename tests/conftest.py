"""Fixtures only: the services, a database per test, the application, a client, a browser.

database_url, redis_url, redis_prefix   this test's own (cloned database, prefix of its keys and channels)
connection, pool                        asyncpg, on this test's database
settings, clock, app, client            the whole application on a real port; override `clock` to set the time
browser, open_page                      Chromium; `await open_page("/cart", width=390)` shows a page of `client`'s app
"""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser, Page

from server.access.clock import Clock, utc_now
from server.database import open_pool
from server.database.pool import Pool
from server.embedded.borrowing import ServiceUrls
from server.embedded.keepsakes import find_free_port
from server.settings import Settings
from tests.support.chromium import NoBrowser, running_chromium
from tests.support.services import TestServices, copied_database, make_template

Person = TestClient[web.Request, web.Application]
OpenPage = Callable[..., Awaitable[Page]]
_DATABASE_URL, _REDIS_URL = "ORDERBOARD_TESTS_DATABASE_URL", "ORDERBOARD_TESTS_REDIS_URL"
_shared: list[TestServices] = []


def pytest_configure(config: pytest.Config) -> None:
    """With several workers (`-n`), start the services once, here in the process that starts the workers."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        services = TestServices()
        urls = asyncio.run(services.start())
        os.environ[_DATABASE_URL], os.environ[_REDIS_URL] = urls.database_url, urls.redis_url
        _shared.append(services)


def pytest_unconfigure() -> None:
    """End what `pytest_configure` started."""
    while _shared:
        asyncio.run(_shared.pop().stop())


@pytest_asyncio.fixture(scope="session")
async def services() -> AsyncIterator[ServiceUrls]:
    """PostgreSQL and Redis for the whole run, started when the first test wants them."""
    if _DATABASE_URL in os.environ:
        yield ServiceUrls(os.environ[_DATABASE_URL], os.environ[_REDIS_URL])
        return
    own = TestServices()
    try:
        yield await own.start()
    finally:
        await own.stop()


@pytest_asyncio.fixture(scope="session")
async def template_database(services: ServiceUrls) -> str:
    """The name of a database with every migration applied; tests get copies of it."""
    return await make_template(services.database_url, f"template-{uuid.uuid4().hex[:12]}")


@pytest_asyncio.fixture
async def database_url(services: ServiceUrls, template_database: str) -> AsyncIterator[str]:
    """A migrated database of this test's own."""
    async with copied_database(services.database_url, template_database, f"test-{uuid.uuid4().hex[:12]}") as url:
        yield url


@pytest.fixture
def redis_url(services: ServiceUrls) -> str:
    """The run's Redis; keys and channels of a test begin with `redis_prefix`."""
    return services.redis_url


@pytest.fixture
def redis_prefix() -> str:
    return f"test-{uuid.uuid4().hex[:12]}:"


@pytest_asyncio.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    pool = await open_pool(database_url)
    yield pool
    await asyncio.wait_for(pool.close(), 10)


@pytest_asyncio.fixture
async def connection(database_url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """One connection, in no transaction."""
    connection = await asyncpg.connect(database_url, server_settings={"timezone": "UTC"})
    yield connection
    await connection.close()


@pytest.fixture
def clock() -> Clock:
    """What the application takes for now. Override it in a test's own module to set the time."""
    return utc_now


@pytest.fixture
def port() -> int:
    return find_free_port()


@pytest.fixture
def settings(database_url: str, redis_url: str, redis_prefix: str, port: int, tmp_path: Path) -> Settings:
    """A demo shop at `port`; vary it with `dataclasses.replace` in an overriding fixture."""
    return Settings(
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        secret_key="for tests only, and long enough",
        data_dir=tmp_path,
        database_url=database_url,
        redis_url=redis_url,
        redis_prefix=redis_prefix,
        demo=True,
        argon2_cost=(1, 8, 1),  # the cheapest there is
    )


@pytest.fixture
def app(settings: Settings, clock: Clock) -> web.Application:
    """The whole application; it connects when `client` starts it."""
    from server.app import create_app  # noqa: PLC0415 - tests of single rooms need not import them all

    return create_app(settings, clock=clock)


@pytest_asyncio.fixture
async def server(app: web.Application, settings: Settings) -> AsyncIterator[TestServer]:
    """The application, listening on `port`."""
    server = TestServer(app, host="127.0.0.1", port=settings.port)
    await server.start_server(shutdown_timeout=1)
    yield server
    await server.close()


@pytest_asyncio.fixture
async def new_client(server: TestServer) -> AsyncIterator[Callable[[], Awaitable[Person]]]:
    """Makes clients of the running application; each has cookies of its own, like one more person's browser."""
    clients: list[Person] = []

    async def make() -> Person:
        client = TestClient(server, cookie_jar=CookieJar(unsafe=True))  # unsafe: cookies of an IP address count
        clients.append(client)
        return client

    yield make
    for client in clients:
        await client.close()


@pytest_asyncio.fixture
async def client(new_client: Callable[[], Awaitable[Person]]) -> Person:
    """One person's client."""
    return await new_client()


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the whole run. Without one the test is not run; where CI is set, it fails."""
    try:
        async with running_chromium() as browser:
            yield browser
    except NoBrowser as missing:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(str(missing))
        pytest.skip(f"NOT RUN: {missing}")


@pytest_asyncio.fixture
async def open_page(browser: Browser, server: TestServer) -> AsyncIterator[OpenPage]:
    """Opens pages of the running application, each in a browser profile of its own; script errors fail the test."""
    contexts = []
    errors: list[str] = []

    async def open_in_new_profile(path: str = "/", *, width: int = 1280, height: int = 800) -> Page:
        context = await browser.new_context(
            base_url=str(server.make_url("/")), viewport={"width": width, "height": height}
        )
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        await page.goto(path)
        return page

    yield open_in_new_profile
    for context in contexts:
        await context.close()
    assert errors == [], "scripts failed on the pages of this test"
