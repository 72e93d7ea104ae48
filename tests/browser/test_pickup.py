"""The pickup board in Chromium: newest ready on top, gone on collection, nothing clipped, never falsely empty."""

import pytest
from aiohttp import web
from playwright.async_api import Page, expect

from server.database import Connection
from server.orders.order import Status
from tests.browser.conftest import Prompt
from tests.browser.test_tracker import check_accessible
from tests.conftest import OpenPage
from tests.support.kitchen import move_test_order, place_test_order

CLIPPED = """() => [...document.querySelectorAll("[data-preparing] li, [data-ready] li, [data-ready] b, .b-foot > *")]
  .filter((one) => one.offsetParent !== null)
  .map((one) => [one.getBoundingClientRect(), one.textContent])
  .filter(([box]) => box.left < -1 || box.right > innerWidth + 1 || box.top < 0 || box.bottom > innerHeight + 1)
  .map(([, text]) => text)"""
OVERLAPPING = """() => {
  const signs = [...document.querySelectorAll("[data-preparing] li, [data-ready] li")];
  const boxes = signs.map((one) => one.getBoundingClientRect());
  return boxes.some((a, n) => boxes.slice(n + 1).some((b) =>
    a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 2 && b.top < a.bottom - 2));
}"""

NAMES_ON_A_FRAME = """() => {
  const frame = 15 * Math.min(innerWidth / 1920, innerHeight / 1080);
  const foot = (element) => element.getBoundingClientRect().bottom;
  const below = (name) => foot(name) - foot(name.parentElement) + frame;
  return [...document.querySelectorAll(".b-ready .b-sign > span:not([hidden])")].filter((name) => below(name) > 0.5)
    .map((name) => `${name.textContent}: ${below(name)}`);
}"""
ROOM_IN_THE_FRAME = """() => {
  const sign = document.querySelector(".b-sign--new"), px = Math.min(innerWidth / 1920, innerHeight / 1080);
  const frame = sign.getBoundingClientRect(), edge = 15 * px;
  const boxes = [sign.querySelector("b"), sign.querySelector("em")].map((one) => one.getBoundingClientRect());
  return Math.min(...boxes.map((box) => Math.min(box.left - frame.left, frame.right - box.right) - edge)) / px;
}"""


async def open_board(open_page: OpenPage, width: int = 1920, height: int = 1080) -> Page:
    page = await open_page("/board", width=width, height=height)
    await expect(page.locator("[data-fresh]")).to_contain_text("live,")
    return page


@pytest.mark.requirement("LIVE-3", "ORD-4")
async def test_a_number_moves_over_the_board_without_reload(
    app: web.Application, server: object, open_page: OpenPage, prompt: Prompt
) -> None:
    page = await open_board(open_page)
    await expect(page.locator("[data-empty]")).to_be_visible()
    await check_accessible(page)

    order = await place_test_order(app, first_name="Maya", show_name=True)
    await prompt(expect(page.locator("[data-preparing]")).to_contain_text(order.number))
    await expect(page.locator("[data-empty]")).to_be_hidden()
    other = await place_test_order(app, paid=True)
    await move_test_order(app, other, Status.IN_PROGRESS, Status.READY)
    await move_test_order(app, order, Status.IN_PROGRESS, Status.READY)
    await prompt(expect(page.locator(".b-sign--new")).to_contain_text(order.number))
    await expect(page.locator(".b-sign--new")).to_contain_text("Maya")
    await expect(page.locator("[data-ready] li").nth(1)).to_contain_text(other.number)
    await check_accessible(page)
    await expect(page.locator(".b-sign--new")).to_have_count(0, timeout=11_000)
    await expect(page.locator("[data-ready] li").first).to_contain_text(order.number)
    await move_test_order(app, other, Status.COLLECTED)
    await prompt(expect(page.locator("[data-ready]")).not_to_contain_text(other.number))


@pytest.mark.requirement("LIVE-3")
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720)])
async def test_the_newest_number_and_its_words_keep_off_the_frame_of_their_sign(
    app: web.Application, open_page: OpenPage, connection: Connection, width: int, height: int
) -> None:
    order = await place_test_order(app, first_name="Valentina", show_name=True)
    await connection.execute("update orders set number = 'M-88' where id = $1", order.id)
    page = await open_board(open_page, width, height)
    await move_test_order(app, order, Status.IN_PROGRESS, Status.READY)
    await expect(page.locator(".b-sign--new b")).to_have_text("M-88")
    assert await page.evaluate(ROOM_IN_THE_FRAME) >= 10


@pytest.mark.requirement("LIVE-3")
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720), (1280, 1024)])
async def test_many_numbers_shrink_and_take_turns_instead_of_being_clipped(
    app: web.Application, server: object, open_page: OpenPage, width: int, height: int
) -> None:
    for n in range(24):
        order = await place_test_order(app, first_name="Bartholomew", show_name=n % 3 == 0)
        if n % 2:
            await move_test_order(app, order, Status.IN_PROGRESS, Status.READY)
    page = await open_board(open_page, width, height)
    assert await page.evaluate(CLIPPED) == []
    assert not await page.evaluate(OVERLAPPING)
    assert await page.evaluate(NAMES_ON_A_FRAME) == []
    await expect(page.locator("[data-preparing-page]")).to_contain_text(" of 2")
    await page.wait_for_selector(".b-sign--new", state="detached")
    assert await page.evaluate(CLIPPED) == []
    assert await page.evaluate(NAMES_ON_A_FRAME) == []
    assert not await page.evaluate(OVERLAPPING)


@pytest.mark.requirement("LIVE-3")
async def test_a_number_that_waits_where_there_is_no_room_is_not_taken_for_the_newest(
    app: web.Application, open_page: OpenPage, connection: Connection
) -> None:
    first = await move_test_order(app, await place_test_order(app), Status.IN_PROGRESS, Status.READY)
    await connection.execute("update order_events set at = at - interval '1 minute' where order_id = $1", first.id)
    for _n in range(12):
        await move_test_order(app, await place_test_order(app), Status.IN_PROGRESS, Status.READY)
    page = await open_board(open_page)
    await expect(page.locator("[data-ready-page]")).to_contain_text(" of 2")
    await expect(page.locator(".b-sign--new b").get_by_text(first.number, exact=True)).to_have_count(0)


@pytest.mark.requirement("LIVE-3", "LIVE-5")
async def test_without_the_server_the_board_is_grey_and_sends_people_to_the_counter(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    order = await move_test_order(app, await place_test_order(app), Status.IN_PROGRESS, Status.READY)
    page = await open_page("/healthz", width=1920, height=1080)
    await page.clock.install()
    await page.goto("/board")
    await expect(page.locator("[data-fresh]")).to_contain_text("live,")
    await page.context.set_offline(True)
    for _second in range(17):
        await page.clock.run_for(1_000)
        if await page.locator("[data-lost]").is_visible():
            break
    await expect(page.locator("[data-lost]")).to_contain_text("Please ask at the counter")
    await expect(page.locator("[data-fresh]")).to_contain_text("last known")
    await expect(page.locator("[data-ready]")).to_contain_text(order.number)
    assert not await page.evaluate(OVERLAPPING)
    await check_accessible(page)


@pytest.mark.requirement("LIVE-3")
async def test_the_chime_waits_for_a_tap(app: web.Application, server: object, open_page: OpenPage) -> None:
    page = await open_board(open_page)
    sound = page.get_by_role("button", name="Turn the sound on")
    await sound.click()
    await expect(page.get_by_role("button", name="Sound is on")).to_have_attribute("aria-pressed", "true")


@pytest.mark.requirement("LIVE-3")
async def test_on_a_phone_the_board_scrolls_and_lists_everything(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    for _n in range(12):
        await place_test_order(app)
    page = await open_board(open_page, 390, 844)
    await expect(page.locator("[data-preparing] li")).to_have_count(12)
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    assert await page.evaluate("""() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector(".b-top .brand"));
      const sound = document.querySelector("[data-sound]").getBoundingClientRect();
      const name = range.getBoundingClientRect();
      return name.right <= sound.left || name.bottom <= sound.top;
    }"""), "the shop's name stands clear of the sound's button"
    await check_accessible(page)
