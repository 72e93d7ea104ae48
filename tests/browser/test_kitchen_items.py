"""Items ticked on the wall in Chromium: by finger and by key, seen on the other screen within a second, taken back."""

import asyncio

import pytest
from aiohttp import web
from playwright.async_api import Locator, Page, Route, expect

from server.orders.order import Role, Status
from tests.browser.conftest import Prompt
from tests.browser.test_kitchen import open_wall, ticket
from tests.browser.test_tracker import check_accessible
from tests.conftest import OpenPage
from tests.support.kitchen import TestLine, log_in_browser, move_test_order, place_test_order

LINES = [TestLine("Flat white", 2, removes=["foam"]), TestLine("Croissant", 1), TestLine("Garden bowl", 1)]


def item(page: Page, place: str, line: int) -> Locator:
    return page.locator(f'{place} .t-item[data-line="{line}"]')


async def expect_item(page: Page, place: str, line: int, status: str) -> None:
    await expect(item(page, place, line)).to_have_class(f"t-item {status}")


async def hold_answers(page: Page, addresses: str) -> asyncio.Event:
    """What the page sends arrives at once; it is answered while the event is set."""
    answers = asyncio.Event()

    async def answer(route: Route) -> None:
        response = await route.fetch()
        await answers.wait()
        await route.fulfill(response=response)

    await page.route(addresses, answer)
    return answers


@pytest.mark.requirement("LIVE-2", "LIVE-6")
async def test_a_finger_ticks_an_item_and_the_other_screen_agrees_within_a_second(
    app: web.Application, server: object, open_page: OpenPage, prompt: Prompt
) -> None:
    here, there = await open_wall(app, open_page), await open_wall(app, open_page)
    order = await place_test_order(app, lines=LINES, paid=True)
    place = ticket(here, order)
    for status, state in (("started", "started"), ("done", "done"), ("open", "open")):
        await item(here, place, 1).locator("button").click()
        await prompt(expect_item(there, place, 1, state))
        for screen in (here, there):
            await expect_item(screen, place, 1, state)
            await expect(screen.locator(f"{place} .t-step")).to_have_text("Finish")
        await expect(here.locator("[data-toasts]")).to_contain_text("Flat white")
        await expect(here.locator("[data-undo-words]")).to_contain_text(
            {"started": "started", "done": "done", "open": "not done"}[status]
        )
    # three items at once, before the first has been answered: none is lost, none is refused
    for line in (1, 2, 3):
        await item(here, place, line).locator("button").dispatch_event("click")
    for line in (1, 2, 3):
        await expect_item(there, place, line, "started")
    await check_accessible(here)
    # the finger has left the item: Enter is for the ticket
    await here.keyboard.press("Enter")
    await expect(there.locator(place)).to_have_attribute("data-state", "ready")
    await expect(item(there, place, 1).locator("button")).to_have_count(0)


@pytest.mark.requirement("LIVE-2", "LIVE-6")
async def test_keys_walk_into_the_items_tick_them_and_take_it_back(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    here, there = await open_wall(app, open_page), await open_wall(app, open_page)
    order = await place_test_order(app, lines=LINES)
    place = ticket(here, order)
    await expect(here.locator(place)).to_have_attribute("aria-current", "true")
    await here.keyboard.press("ArrowDown")
    await here.keyboard.press("ArrowDown")
    await expect(item(here, place, 2)).to_have_attribute("aria-current", "true")
    await expect(here.locator("[data-toasts]")).to_have_text(f"{order.number}: Croissant selected")
    await here.keyboard.press("i")
    for screen in (here, there):
        await expect_item(screen, place, 2, "done")
        await expect(screen.locator(f"{place} .t-step")).to_have_text("Finish")
    await expect(item(here, place, 2)).to_have_attribute("aria-current", "true")
    # it started the order: taking it back takes the start back too
    await here.keyboard.press("u")
    for screen in (here, there):
        await expect_item(screen, place, 2, "open")
        await expect(screen.locator(f"{place} .t-step")).to_have_text("Start")
    await here.keyboard.press("Escape")
    for line, key in ((1, "i"), (2, "i"), (3, "o")):
        await here.keyboard.press(key)
        await expect_item(there, place, line, "done" if key == "i" else "started")
    await here.keyboard.press("u")
    await expect_item(there, place, 3, "open")
    await expect_item(there, place, 2, "done")
    await here.keyboard.press("i")
    await expect(there.locator(place)).to_have_attribute("data-all-done", "")
    await expect(there.locator(f"{place} .t-step")).to_have_text("Finish")
    await here.keyboard.press("i")
    await expect(here.locator("[data-toasts]")).to_have_text(f"{order.number}: every item is done")
    await check_accessible(there)


@pytest.mark.requirement("LIVE-2", "LIVE-6")
async def test_two_hands_on_two_screens_both_count_and_a_moved_ticket_is_said(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    here, there = await open_wall(app, open_page), await open_wall(app, open_page)
    order = await place_test_order(app, lines=LINES, paid=True)
    order = await move_test_order(app, order, Status.IN_PROGRESS)
    place = ticket(here, order)
    for screen in (here, there):
        await expect(screen.locator(f"{place} .t-step")).to_have_text("Finish")
    # there the network is slow: its taps arrive when the version they saw has gone, and mean what they meant
    arrives = asyncio.Event()

    async def slowly(route: Route) -> None:
        await arrives.wait()
        await route.continue_()

    await there.route("**/items/**", slowly)
    await item(there, place, 2).locator("button").dispatch_event("click")
    await item(there, place, 1).locator("button").dispatch_event("click")
    await item(here, place, 1).locator("button").dispatch_event("click")
    await expect_item(there, place, 1, "started")
    arrives.set()
    for screen in (here, there):
        for line in (1, 2):
            await expect_item(screen, place, line, "started")
    await expect(there.locator(place)).not_to_have_attribute("data-pending", "")
    await there.unroute("**/items/**")
    # but what was finished elsewhere before the tap arrived is not touched, and the tap is answered in words
    arrives.clear()
    await here.route("**/items/**", slowly)
    await item(here, place, 3).locator("button").dispatch_event("click")
    await there.keyboard.press("Enter")
    await expect(here.locator(place)).to_have_attribute("data-state", "ready")
    arrives.set()
    await expect(here.locator("[data-toasts]")).to_have_text(f"{order.number} had moved: it is ready now")
    await expect_item(here, place, 3, "done")


@pytest.mark.requirement("LIVE-2")
async def test_what_a_full_ticket_leaves_out_comes_to_the_front_and_can_be_ticked(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    page = await open_wall(app, open_page)
    order = await place_test_order(
        app, lines=[TestLine(f"Dish number {n} with a long name", n, option="large") for n in range(1, 25)]
    )
    place = ticket(page, order)
    await expect(page.locator(f"{place} .t-more")).to_be_visible()
    await expect(item(page, place, 24)).to_be_hidden()
    await page.locator(f"{place} .t-more button").click()
    first = page.locator(f"{place} .t-item[aria-current]")
    await expect(first).to_be_visible()
    for _ in range(30):
        if await item(page, place, 24).get_attribute("aria-current"):
            break
        await page.keyboard.press("ArrowDown")
    await expect(item(page, place, 24)).to_be_visible()
    await expect(item(page, place, 1)).to_be_hidden()
    await page.keyboard.press("i")
    await expect_item(page, place, 24, "done")


@pytest.mark.requirement("LIVE-2", "LIVE-6")
async def test_items_are_ticked_without_script(app: web.Application, server: object, open_page: OpenPage) -> None:
    first = await open_page("/login")
    assert first.context.browser is not None
    context = await first.context.browser.new_context(java_script_enabled=False, base_url=first.url)
    await log_in_browser(app, context, Role.KITCHEN)
    page = await context.new_page()
    order = await place_test_order(app, lines=LINES)
    place = ticket(page, order)
    await page.goto("/kitchen")
    for status in ("started", "done", "open"):
        await page.get_by_role("button", name="1 Croissant").click()
        await expect_item(page, place, 2, status)
    await context.close()


@pytest.mark.requirement("LIVE-2", "LIVE-6")
async def test_the_last_tap_is_undone_even_before_its_answer_is_here(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    here, there = await open_wall(app, open_page), await open_wall(app, open_page)
    order = await move_test_order(app, await place_test_order(app, lines=LINES, paid=True), Status.IN_PROGRESS)
    place = ticket(here, order)
    await expect(here.locator(f"{place} .t-step")).to_have_text("Finish")
    await here.keyboard.press("i")
    await expect_item(there, place, 1, "done")
    await expect(here.locator("[data-undo-words]")).to_contain_text("Flat white")
    answers = await hold_answers(here, "**/items/**")
    await here.keyboard.press("i")
    await expect_item(there, place, 2, "done")
    await here.keyboard.press("u")
    answers.set()
    await expect_item(there, place, 2, "open")
    await expect_item(there, place, 1, "done")


@pytest.mark.requirement("LIVE-2", "LIVE-6")
async def test_keys_pressed_faster_than_answers_come_are_all_sent_in_turn(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    here, there = await open_wall(app, open_page), await open_wall(app, open_page)
    order = await place_test_order(app, lines=LINES, paid=True)
    place = ticket(here, order)
    await expect(here.locator(place)).to_have_attribute("aria-current", "true")
    answers = await hold_answers(here, "**/orders/**")
    # accepted, and two items done; each key means what the one before it will have made
    for key in ("Enter", "i", "i"):
        await here.keyboard.press(key)
    await expect(there.locator(f"{place} .t-step")).to_have_text("Start")
    answers.set()
    for line, status in ((1, "done"), (2, "done"), (3, "open")):
        await expect_item(there, place, line, status)
    # a tick while an undo is on its way comes after it
    await expect(here.locator("[data-undo-words]")).to_contain_text("Croissant")
    answers.clear()
    await here.keyboard.press("u")
    await expect_item(there, place, 2, "open")
    for key in ("i", "o"):
        await here.keyboard.press(key)
    answers.set()
    for screen in (here, there):
        for line, status in ((1, "done"), (2, "done"), (3, "started")):
            await expect_item(screen, place, line, status)
