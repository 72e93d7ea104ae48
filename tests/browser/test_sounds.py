"""What the walls sound like in Chromium: every tone that starts, whether it can be heard, and when none may."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Page, expect

from server.orders.order import Role, Status
from tests.conftest import OpenPage
from tests.outages.waiting import eventually
from tests.support.kitchen import log_in_browser, move_test_order, place_test_order

NEW, LATE, LOST = [880, 1175], [440, 440, 440], [660, 495, 330]
LONG_AGO = timedelta(minutes=-30)
CHIME, BOARD_LOST = [659, 880], [440, 330]

# notes each tone the page starts, and measures what reaches the loudspeaker; the page's own code stays as it is
EAR = """
  window.tones = [];
  window.loudest = 0;
  const start = AudioScheduledSourceNode.prototype.start;
  AudioScheduledSourceNode.prototype.start = function (...when) {
    window.tones.push({ hertz: Math.round(this.frequency.value), at: Date.now(), context: this.context.state });
    return start.apply(this, when);
  };
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to === this.context.destination) {
      const ear = this.context.createAnalyser();
      const wave = new Float32Array(ear.fftSize);
      connect.call(this, ear);
      const listen = () => {
        ear.getFloatTimeDomainData(wave);
        window.loudest = Math.max(window.loudest, ...wave.map(Math.abs));
        requestAnimationFrame(listen);
      };
      listen();
    }
    return connect.call(this, to, ...rest);
  };
"""


async def open_with_ear(page: Page, path: str) -> None:
    await page.add_init_script(EAR)
    await page.clock.install()
    await page.goto(path)
    await expect(page.locator("[data-fresh]")).to_contain_text("live,")


async def open_wall(app: web.Application, open_page: OpenPage, *, begin: bool = True) -> Page:
    page = await open_page("/healthz", width=1280, height=800)
    await log_in_browser(app, page.context, Role.KITCHEN)
    await open_with_ear(page, "/kitchen")
    if begin:
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-start]")).to_be_hidden()
        assert await heard(page) == NEW, "beginning the shift plays a test"
    return page


async def heard(page: Page) -> list[int]:
    """The tones started since the last call, in hertz; each of them by a context that runs."""
    tones: list[dict[str, Any]] = await page.evaluate("() => window.tones.splice(0)")
    assert all(tone["context"] == "running" for tone in tones)
    return [tone["hertz"] for tone in tones]


async def pass_seconds(page: Page, seconds: int) -> None:
    """The page's clock goes on, second by second; what it does meanwhile gets its turn."""
    for _ in range(seconds):
        await page.clock.run_for(1_000)
        await asyncio.sleep(0.02)


async def lose(page: Page) -> None:
    await page.context.set_offline(True)
    for _second in range(17):
        await pass_seconds(page, 1)
        if await page.locator("[data-lost]").is_visible():
            return
    pytest.fail("not lost within 17 seconds")


async def is_loud(page: Page) -> bool:
    return bool(await page.evaluate("() => window.loudest > 0.1"))


@pytest.mark.requirement("LIVE-2", "LIVE-5")
async def test_a_wall_that_is_lost_sounds_until_it_is_live_again(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    await place_test_order(app)
    page = await open_wall(app, open_page)
    await pass_seconds(page, 6)
    await page.evaluate("() => { window.tones = []; }")  # the new order's
    await lose(page)
    await eventually(lambda: is_loud(page), "something is heard", 10)
    tones = await heard(page)
    assert tones[-3:] == LOST, tones
    await pass_seconds(page, 20)
    tones = await heard(page)
    assert tones == LOST * (len(tones) // 3), "nothing else sounds while it is lost"
    assert len(tones) // 3 in (4, 5), "every five seconds"
    await page.context.set_offline(False)
    await expect(page.locator("[data-lost]")).to_be_hidden()
    await heard(page)
    await pass_seconds(page, 6)
    assert LOST[2] not in await heard(page)


@pytest.mark.requirement("LIVE-2", "LIVE-5")
async def test_mute_silences_the_wall_for_a_minute_and_ends_by_itself(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    page = await open_wall(app, open_page)
    await lose(page)
    await heard(page)
    await page.keyboard.press("m")
    await expect(page.locator("[data-muted]")).to_be_visible()
    await pass_seconds(page, 56)
    assert await heard(page) == []
    await expect(page.locator("[data-muted]")).to_be_visible()
    await pass_seconds(page, 10)
    assert (await heard(page))[:3] == LOST
    await expect(page.locator("[data-muted]")).to_be_hidden()


@pytest.mark.requirement("LIVE-2", "LIVE-5")
async def test_before_the_shift_begins_a_lost_wall_is_red_and_silent(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    await place_test_order(app)
    page = await open_wall(app, open_page, begin=False)
    await expect(page.locator("[data-start]")).to_be_visible()
    await lose(page)
    await pass_seconds(page, 10)
    assert await heard(page) == []
    assert not await is_loud(page)
    await expect(page.locator("[data-lost]")).to_contain_text("NOT LIVE SINCE")
    await expect(page.locator("[data-start]")).to_be_visible()


@pytest.mark.requirement("LIVE-2")
async def test_a_new_order_sounds_until_somebody_accepts_it_and_a_late_one_once(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    page = await open_wall(app, open_page)
    await pass_seconds(page, 6)
    assert await heard(page) == [], "an idle kitchen is quiet"
    order = await place_test_order(app, first_name="Maya")
    shown = page.locator(f'[data-id="{order.public_id}"]')
    await expect(shown).to_have_attribute("data-state", "new")
    await pass_seconds(page, 11)
    tones = await heard(page)
    assert tones == NEW * (len(tones) // 2)
    assert len(tones) // 2 in (2, 3), "at once and every five seconds"
    await page.keyboard.press("Enter")
    await expect(shown.locator(".t-step")).to_have_text("Start")
    await heard(page)
    await pass_seconds(page, 11)
    assert await heard(page) == []

    late = await place_test_order(app, paid=True, promised_in=LONG_AGO)
    await page.get_by_role("button", name=f"Accept {late.number}").click()
    await expect(page.locator(f'[data-id="{late.public_id}"]')).to_have_attribute("data-state", "late")
    await pass_seconds(page, 11)
    tones = await heard(page)
    assert [tone for tone in tones if tone not in NEW] == LATE


@pytest.mark.requirement("LIVE-3", "LIVE-5")
async def test_a_board_whose_sound_is_on_chimes_for_the_ready_and_says_that_it_is_lost(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    page = await open_page("/healthz", width=1280, height=720)
    await open_with_ear(page, "/board")
    order = await place_test_order(app)
    await move_test_order(app, order, Status.IN_PROGRESS, Status.READY)
    await expect(page.locator("[data-ready]")).to_contain_text(order.number)
    assert await heard(page) == [], "no sound before somebody turned it on"
    await page.get_by_role("button", name="Turn the sound on").click()
    await expect(page.get_by_role("button", name="Sound is on")).to_be_visible()
    assert await heard(page) == CHIME
    other = await place_test_order(app)
    await move_test_order(app, other, Status.IN_PROGRESS, Status.READY)
    await expect(page.locator("[data-ready]")).to_contain_text(other.number)
    assert await heard(page) == CHIME
    await lose(page)
    assert await heard(page) == BOARD_LOST
    await pass_seconds(page, 30)
    assert await heard(page) == [], "guests sit beside it"
    await pass_seconds(page, 35)
    assert await heard(page) == BOARD_LOST
