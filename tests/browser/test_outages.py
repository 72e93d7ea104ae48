"""Five screens stay open in Chromium while what is behind them dies: they say so in time, and end with the truth."""

import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from server.bench.people import Line, Person, fill_baskets, make_people
from server.bench.site import Site
from server.embedded.processes import find_processes_in
from server.soak.asking import Caller, NoAnswer
from server.soak.whole_shop import WholeShop, open_whole_shop
from tests.outages.waiting import eventually

SHOTS = os.environ.get("ORDERBOARD_TESTS_SCREENSHOTS", "")
AMBER_SECONDS, RED_SECONDS = 12.0, 15.0
TICK_SECONDS = 1.5
"""Pages look once a second, and five of them share a busy machine with the shop."""

# what the light says, and whether the page claims that there is nothing, whenever either changes
RECORDER = """() => {
  window.seen = [];
  const isShown = (one) => one !== null && one.checkVisibility();
  const look = () => {
    const light = document.querySelector("[data-fresh]");
    const state = light.classList.contains("fresh--load") ? "load" : light.dataset.state ?? "live";
    const empty = isShown(document.querySelector("[data-empty]")) || isShown(document.querySelector("[data-none]"));
    const last = window.seen.at(-1);
    if (last?.state !== state || last?.empty !== empty) window.seen.push({ state, empty, at: Date.now() });
  };
  look();
  setInterval(look, 50);
}"""
TRUTHS = {
    "order": """() => [document.querySelector("[data-heading]").textContent,
        document.querySelector("[data-step][aria-current]")?.dataset.step]""",
    "kitchen": """() => [...document.querySelectorAll("[data-id]")]
        .map((one) => [one.dataset.id, one.querySelector(".t-step")?.textContent].join(" ")).sort()""",
    "board": """() => ["preparing", "ready"].map((part) => document.querySelector(`[data-${part}]`).textContent
        .match(/[A-Z]-[0-9]+/g)?.sort() ?? [])""",
    "admin": """() => [
        [...document.querySelectorAll("tr[data-order]")]
          .map((row) => [row.dataset.order, row.querySelector("[data-plate]").textContent.trim()].join(" ")).sort(),
        [...document.querySelectorAll("[data-count]")]
          .map((one) => [one.dataset.count, one.textContent.trim()].join(" "))]""",
}  # fmt: skip


@dataclass
class Screen:
    name: str
    page: Page
    path: str

    @property
    def kind(self) -> str:
        return self.name.partition(" ")[0]

    async def truth(self) -> object:
        shown: object = await self.page.evaluate(TRUTHS[self.kind])
        return shown

    async def seen(self) -> list[dict[str, Any]]:
        """What it said since the last call, the present first."""
        seen: list[dict[str, Any]] = await self.page.evaluate("() => window.seen.splice(0, window.seen.length - 1)")
        return [*seen, await self.page.evaluate("() => window.seen[0]")]

    async def is_fresh(self) -> bool:
        return bool(await self.page.evaluate("() => window.seen.at(-1).state === 'live'"))


@dataclass
class Room:
    """All screens, the shop behind them, and somebody in the kitchen who moves an order now and then."""

    shop: WholeShop
    cook: Person
    order: dict[str, Any]
    screens: list[Screen]

    async def tap(self) -> None:
        """Another step of the customer's order, asked for until it is done."""
        wanted = "ready" if self.order["status"] == "in_progress" else "in_progress"

        async def done() -> bool:
            caller = Caller(self.shop.port, self.cook)
            try:
                fields = {"status": wanted, "version": self.order["version"]}
                status, answer = await caller.post(f"/orders/{self.order['id']}/status", fields)
            except NoAnswer:
                return False
            finally:
                caller.close()
            if status == 409:  # done, and the answer was lost
                answer = answer["order"]
            if status in (200, 409):
                self.order = answer
            return bool(self.order["status"] == wanted)

        await eventually(done, "the shop takes orders on again")

    async def shows_the_truth(self) -> None:
        """Every screen is live, says what a page loaded now says, and has at no time claimed that there is nothing."""
        for screen in self.screens:
            fresh = await screen.page.context.new_page()
            await eventually(screen.is_fresh, f"{screen.name} is live again")

            async def is_equal(screen: Screen = screen, fresh: Page = fresh) -> bool:
                await fresh.goto(screen.path)
                shown = await screen.truth()
                return bool(shown) and shown == await fresh.evaluate(TRUTHS[screen.kind])

            await eventually(is_equal, f"{screen.name} shows the truth", 20)
            await fresh.close()

    async def is_lost_in_time(self, since: float) -> None:
        """All turn amber, then red, no later than they promise; none of them before it hears nothing any more."""
        for screen in self.screens:

            async def is_lost(screen: Screen = screen) -> bool:
                return bool(await screen.page.evaluate("() => window.seen.at(-1).state === 'lost'"))

            await eventually(is_lost, f"{screen.name} says that it is lost", RED_SECONDS + 15)
        for screen in self.screens:
            if SHOTS:
                await screen.page.screenshot(path=Path(SHOTS) / f"{screen.name.replace(' ', '-')}.png")
            seen = [look for look in await screen.seen() if look["at"] / 1000 > since]
            assert [look["state"] for look in seen] == ["slow", "lost"], (screen.name, seen)
            assert seen[0]["at"] / 1000 - since < AMBER_SECONDS + TICK_SECONDS, screen.name
            assert seen[1]["at"] / 1000 - since < RED_SECONDS + TICK_SECONDS, screen.name
            assert not any(look["empty"] for look in seen), screen.name

    async def never_claimed_to_be_empty(self, *, stayed_live: bool = False) -> None:
        for screen in self.screens:
            seen = await screen.seen()
            assert not any(look["empty"] for look in seen), (screen.name, seen)
            assert not stayed_live or {look["state"] for look in seen} == {"live"}, (screen.name, seen)


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[WholeShop]:
    async with open_whole_shop(tmp_path) as shop:
        yield shop


@pytest_asyncio.fixture
async def room(shop: WholeShop, browser: Browser) -> AsyncIterator[Room]:
    site = Site(shop.settings, shop.folder)
    (cook,), (admin,) = await make_people(site, "cook", 1, "kitchen"), await make_people(site, "admin", 1, "admin")
    customers = await make_people(site, "customer", 3)
    line = Line(shop.port)
    orders = [await basket.check_out(line) for basket in await fill_baskets(shop.port, customers)]
    line.close()
    base = shop.settings.public_url
    wanted = [
        ("order", customers[0], f"/orders/{orders[0]['id']}", 390),
        ("kitchen 1", cook, "/kitchen", 1280),
        ("kitchen 2", cook, "/kitchen", 1280),
        ("board", None, "/board", 1280),
        ("admin", admin, "/admin", 1280),
    ]
    screens = []
    for name, person, path, width in wanted:
        context = await browser.new_context(base_url=base, viewport={"width": width, "height": 800})
        if person is not None:
            await context.add_cookies([{"name": "session", "value": person.cookie, "url": base}])
        page = await context.new_page()
        await page.goto(path)
        await page.evaluate(RECORDER)
        if name.startswith("kitchen"):
            await page.keyboard.press("Enter")
            await expect(page.locator("[data-start]")).to_be_hidden()
        screens.append(Screen(name, page, path))
    room = Room(shop, cook, orders[0], screens)
    for screen in screens:
        await eventually(screen.is_fresh, f"{screen.name} is live")
        await screen.seen()
    yield room
    for screen in screens:
        await screen.page.context.close()


@asynccontextmanager
async def stopped(find: Callable[[], list[int]]) -> AsyncIterator[float]:
    """These processes stand still for the length of the block; gives when that began (epoch seconds)."""
    pids = find()
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield time.time()
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


@pytest.mark.requirement("LIVE-5", "LIVE-6", "LIVE-9")
async def test_screens_heal_when_redis_postgres_and_the_server_are_killed_in_turn(room: Room) -> None:
    os.kill(room.shop.redis()[0], signal.SIGKILL)
    await room.tap()
    await room.shows_the_truth()
    await room.never_claimed_to_be_empty(stayed_live=True)

    os.kill(room.shop.postgres()[0], signal.SIGKILL)
    await room.tap()
    await room.shows_the_truth()

    for pid in room.shop.server():
        os.kill(pid, signal.SIGKILL)
    await room.tap()
    await room.shows_the_truth()
    await room.never_claimed_to_be_empty()


@pytest.mark.requirement("LIVE-5")
@pytest.mark.parametrize("what", ["the server", "PostgreSQL"])
async def test_screens_say_in_time_that_what_stands_behind_them_hangs(room: Room, what: str) -> None:
    cluster = room.shop.folder / "postgres" / "cluster"
    find = room.shop.server if what == "the server" else lambda: find_processes_in(cluster, "postgres")
    async with stopped(find) as since:
        await room.is_lost_in_time(since)
    await room.tap()
    await room.shows_the_truth()
    await room.never_claimed_to_be_empty()
