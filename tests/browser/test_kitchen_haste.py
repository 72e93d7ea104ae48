"""Keys quicker than the network: what is pressed is done in turn or answered in words; nothing waits for nothing."""

import asyncio

import pytest
from aiohttp import web
from playwright.async_api import Page, Route, WebSocketRoute, expect

from server.orders.order import Status
from tests.browser.test_kitchen import open_wall, ticket
from tests.browser.test_kitchen_items import LINES, expect_item, hold_answers
from tests.conftest import OpenPage
from tests.support.kitchen import move_test_order, place_test_order


@pytest.mark.requirement("LIVE-2", "LIVE-6")
async def test_accepting_what_a_tick_has_accepted_is_not_waited_for(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    page = await open_wall(app, open_page)
    order = await place_test_order(app, lines=LINES, paid=True)
    place, arrives = ticket(page, order), asyncio.Event()
    await expect(page.locator(place)).to_have_attribute("aria-current", "true")

    async def arrive_late(route: Route) -> None:
        await arrives.wait()
        await route.continue_()

    await page.route("**/orders/**", arrive_late)
    await page.keyboard.press("i")
    async with page.expect_response("**/accept"):
        await page.keyboard.press("Enter")
        arrives.set()
    await expect(page.locator(f"{place} .t-step")).to_have_text("Finish")
    await expect(page.locator(place)).not_to_have_attribute("data-pending", "", timeout=4_000)
    await page.keyboard.press("Enter")
    await expect(page.locator(place)).to_have_attribute("data-state", "ready")


@pytest.mark.requirement("LIVE-2", "LIVE-6")
async def test_a_step_pressed_after_an_undo_does_not_overtake_it(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    page = await open_wall(app, open_page)
    order = await place_test_order(app, lines=LINES, paid=True)
    place = ticket(page, order)
    await expect(page.locator(place)).to_have_attribute("aria-current", "true")
    answers = await hold_answers(page, "**/orders/**")
    await page.keyboard.press("i")
    await expect_item(page, place, 1, "done")
    for key in ("u", "Enter"):
        await page.keyboard.press(key)
    answers.set()
    await expect_item(page, place, 1, "open")
    await expect(page.locator(f"{place} .t-step")).to_have_text("Start")


@pytest.mark.requirement("LIVE-2", "LIVE-6")
async def test_a_tick_pressed_after_an_undo_means_what_the_undo_will_have_made(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    page = await open_wall(app, open_page)
    order = await place_test_order(app, lines=LINES, paid=True)
    place = ticket(page, order)
    await expect(page.locator(place)).to_have_attribute("aria-current", "true")
    answers = await hold_answers(page, "**/orders/**")
    for key in ("Enter", "i", "u", "i"):
        await page.keyboard.press(key)
    answers.set()
    for line, status in ((1, "done"), (2, "open")):
        await expect_item(page, place, line, status)
    await expect(page.locator(f"{place} .t-step")).to_have_text("Finish")
    await expect(page.locator(place)).not_to_have_attribute("data-pending", "")
    await expect_item(page, place, 1, "done")


async def delay_the_feed(page: Page, comes: asyncio.Event) -> None:
    """From its next connection on the page hears nothing while the event is cleared; then everything, in order."""

    def carry(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        line: asyncio.Queue[str | bytes] = asyncio.Queue()

        async def hand_on() -> None:
            while True:
                message = await line.get()
                await comes.wait()
                socket.send(message)

        hands.append(asyncio.create_task(hand_on()))
        server.on_message(line.put_nowait)
        socket.on_close(lambda _code, _reason: hands[-1].cancel())

    hands: list[asyncio.Task[None]] = []
    await page.route_web_socket("**/live", carry)


@pytest.mark.requirement("LIVE-2", "LIVE-6")
async def test_a_step_is_undone_even_before_the_feed_has_shown_it(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    here, there = await open_wall(app, open_page), await open_wall(app, open_page)
    comes = asyncio.Event()
    comes.set()
    await delay_the_feed(here, comes)
    await here.reload()
    await expect(here.locator("[data-fresh]")).to_contain_text("live,")
    await here.keyboard.press("Enter")
    order = await move_test_order(app, await place_test_order(app, lines=LINES, paid=True), Status.IN_PROGRESS)
    place = ticket(here, order)
    for screen in (here, there):
        await expect(screen.locator(f"{place} .t-step")).to_have_text("Finish")
    comes.clear()
    await here.keyboard.press("Enter")
    await expect(here.locator("[data-undo-words]")).to_contain_text(order.number)
    await expect(there.locator(place)).to_have_attribute("data-state", "ready")
    await here.keyboard.press("u")
    await expect(there.locator(f"{place} .t-step")).to_have_text("Finish")
    comes.set()
    await expect(here.locator(f"{place} .t-step")).to_have_text("Finish")
    await expect(here.locator(place)).not_to_have_attribute("data-pending", "")
