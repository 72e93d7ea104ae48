"""The feed and the freshness light: without a page under node, and in Chromium against the real `/live`."""

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page, expect

import server
from server.access import Asker
from server.database.pool import Pool
from server.orders.order import Role
from server.web.assets import Assets, add_assets
from tests.realtime.house import House, open_house, until
from tests.support.node import find_node

HERE = Path(__file__).resolve().parent
HOUSE = Path(str(server.__file__)).resolve().parent
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"


def add_live_page(app: web.Application) -> None:
    async def show(_request: web.Request) -> web.Response:
        text = (HERE / "pages" / "live.html").read_text()
        return web.Response(text=text, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    add_assets(app, Assets({"site": HOUSE / "static" / "site", "kit": HERE / "pages"}))
    app.router.add_get("/notes", show)


@pytest_asyncio.fixture
async def house(pool: Pool, redis_url: str, redis_prefix: str, port: int) -> AsyncIterator[House]:
    async with open_house(pool, redis_url, redis_prefix, port=port, set_up=add_live_page) as house:
        yield house


@pytest_asyncio.fixture
async def context(browser: Browser, port: int) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(base_url=f"http://127.0.0.1:{port}", timezone_id="UTC")
    yield context
    await context.close()


@pytest_asyncio.fixture
async def page(context: BrowserContext) -> Page:
    return await context.new_page()


async def expect_notes(page: Page, *notes: str, within: float = 5.0) -> None:
    await expect(page.locator("#notes li")).to_have_text(list(notes), timeout=within * 1000)


async def expect_light(page: Page, words: str, state: str | None = None, within: float = 5.0) -> None:
    light = page.locator("live-freshness")
    await expect(light).to_contain_text(words, timeout=within * 1000)
    assert await light.get_attribute("data-state") == state


def test_versions_freshness_and_pauses_without_a_page() -> None:
    done = subprocess.run([find_node(), "--test", str(HERE / "feed_state.test.js")], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.requirement("LIVE-1")
async def test_a_page_shows_each_change_as_it_happens_and_says_that_it_is_live(house: House, page: Page) -> None:
    await house.write("board", "one")
    await page.goto("/notes")
    await expect_notes(page, "=1")
    await expect_light(page, "Live, as of ")
    began = time.monotonic()
    await house.write("board", "two", "three")
    await expect_notes(page, "=1", "2", "3")
    assert time.monotonic() - began < 1


@pytest.mark.requirement("LIVE-5")
async def test_a_page_that_lost_the_server_says_so_within_fifteen_seconds_and_heals_with_nothing_missed_or_doubled(
    house: House, page: Page, context: BrowserContext
) -> None:
    await page.goto("/notes")
    await expect_notes(page, "=0")
    await house.write("board", "one")
    await expect_notes(page, "=0", "1")
    await context.set_offline(True)
    began = time.monotonic()
    await expect_light(page, "Slow, as of ", "slow", within=15)
    assert time.monotonic() - began > 6, "the light cries wolf"
    await expect(page.get_by_role("alert")).to_contain_text(
        "Not live since ", timeout=15_000 - 1000 * (time.monotonic() - began)
    )
    await expect_light(page, "Last heard ", "lost")
    await expect(page.get_by_role("alert")).to_contain_text("Your order is safe with the kitchen.")
    await expect(page.locator("#notes li")).to_have_text(["=0", "1"])
    await expect(page.get_by_role("alert").get_by_role("button", name="Try again now")).to_be_visible()
    await house.write("board", "two")
    await context.set_offline(False)
    await expect_notes(page, "=0", "1", "2", within=3)
    await expect_light(page, "Live, as of ")
    await expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.requirement("LIVE-5")
async def test_a_page_comes_back_by_itself_after_the_server_was_started_anew(
    pool: Pool, redis_url: str, redis_prefix: str, port: int, page: Page
) -> None:
    async with open_house(pool, redis_url, redis_prefix, port=port, set_up=add_live_page) as house:
        await page.goto("/notes")
        await expect_notes(page, "=0")
        await house.write("board", "one")
        await expect_notes(page, "=0", "1")
    async with open_house(pool, redis_url, redis_prefix, port=port, set_up=add_live_page) as house:
        await house.write("board", "two")
        await expect_notes(page, "=0", "1", "2", within=10)
        assert house.noticeboard.reads == {}, "it came back with its version and needed no snapshot"


async def test_the_banners_button_tries_at_once(
    pool: Pool, redis_url: str, redis_prefix: str, port: int, page: Page
) -> None:
    await page.clock.install()
    async with open_house(pool, redis_url, redis_prefix, port=port, set_up=add_live_page):
        await page.goto("/notes")
        await expect_notes(page, "=0")
    await page.clock.run_for(30_000)
    button = page.get_by_role("button", name="Try again now")
    await expect(button).to_be_visible()
    await page.clock.pause_at(await page.evaluate("Date.now() + 5"))
    async with open_house(pool, redis_url, redis_prefix, port=port, set_up=add_live_page):
        await button.click()
        await expect_light(page, "Live, as of ")


async def test_a_page_that_slept_asks_for_what_it_missed_as_soon_as_it_wakes(house: House, page: Page) -> None:
    await page.clock.install()
    await page.goto("/notes")
    await expect_notes(page, "=0")
    asked = house.relay.catching_up.compare
    wakes = 0

    async def count(topic: str) -> None:
        nonlocal wakes
        wakes += 1
        await asked(topic)

    house.relay.catching_up.compare = count  # type: ignore[method-assign]
    await page.clock.fast_forward("08:00:00")
    await until(lambda: wakes > 0, within=2)
    await page.clock.run_for(1000)
    await expect_light(page, "Live, as of ")
    await house.write("board", "good morning")
    await expect_notes(page, "=0", "1", within=2)


async def test_a_page_whose_session_ended_is_told_and_stays_away(
    house: House, page: Page, context: BrowserContext
) -> None:
    boss = Asker(session_key="boss", kind="person", role=Role.ADMIN, person_id=1)
    house.askers["boss"] = boss
    house.living["boss"] = "admin"
    await context.add_cookies([{"name": "session", "value": "boss", "url": str(house.server.make_url("/"))}])
    await page.goto("/notes")
    await expect_notes(page, "=0")
    await house.relay.announce_session_ended("boss")
    await expect(page.locator("#ended")).to_have_text("session ended", timeout=2000)
    await asyncio.sleep(0.5)
    assert len(house.live.socket.open) == 0


async def test_an_event_the_page_could_not_apply_is_put_right_by_a_snapshot(house: House, page: Page) -> None:
    await page.goto("/notes")
    await expect_notes(page, "=0")
    await house.write("board", "one", "poison", "three")
    await expect_notes(page, "=3")
    await house.write("board", "four")
    await expect_notes(page, "=3", "4")
