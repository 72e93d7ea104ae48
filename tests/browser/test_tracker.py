"""The order page in Chromium: it follows its order without reload, says when it cannot, and works without script."""

import asyncio
import re
from datetime import timedelta

import pytest
from aiohttp import web
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from server.orders.order import Fulfilment, Order, Payment, Role, Status
from tests.browser.conftest import Prompt
from tests.conftest import OpenPage
from tests.support.kitchen import log_in_browser, move_test_order, place_test_order

AT_REST = """() => Promise.all(document.getAnimations()
  .filter((one) => one.playState === "running" && one.effect?.getComputedTiming().endTime < 2_000)
  .map((one) => one.finished.catch(() => undefined)))
  .then(() => undefined)"""


async def open_as(
    app: web.Application, open_page: OpenPage, role: Role, person: int | None, path: str, **size: int
) -> Page:
    """A page of somebody who is logged in."""
    page = await open_page("/board", **size)  # its answer has set a guest's cookie: the next one stays
    await log_in_browser(app, page.context, role, person)
    await page.goto(path)
    return page


async def open_order(app: web.Application, open_page: OpenPage, order: Order, width: int = 390) -> Page:
    page = await open_as(
        app, open_page, Role.CUSTOMER, order.person_id, f"/orders/{order.public_id}", width=width, height=844
    )
    await expect(page.locator("[data-fresh-words]")).to_contain_text("Live, as of")
    return page


async def check_accessible(page: Page) -> None:
    """Of the page at rest: half faded in, every colour would be too pale."""
    await page.evaluate(AT_REST)
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.requirement("LIVE-1", "ORD-3", "ORD-4")
async def test_the_page_follows_its_order_to_the_counter_without_reload(
    app: web.Application, server: object, open_page: OpenPage, prompt: Prompt
) -> None:
    first = await place_test_order(app)
    order = await place_test_order(app, lines=[("Flat white", 2)], allergy="Nuts")
    page = await open_order(app, open_page, order)
    await page.evaluate("window.never_reloaded = true")
    await expect(page.locator("[data-heading]")).to_have_text("We have your order")
    await expect(page.locator("[data-sub]")).to_have_text("1 order before yours.")
    await expect(page.locator("[data-due]")).to_contain_text("PAY AT COUNTER $8.40")
    await expect(page).to_have_title("8 min, A-2, Orderboard")
    await check_accessible(page)

    await move_test_order(app, first, Status.IN_PROGRESS, Status.READY)
    await expect(page.locator("[data-sub]")).to_have_text("No orders before yours: you are next.")
    await move_test_order(app, order, Status.IN_PROGRESS)
    await prompt(expect(page.locator("[data-heading]")).to_have_text("The kitchen is making it"))
    await expect(page.locator("[data-step=in_progress]")).to_have_attribute("aria-current", "step")
    await move_test_order(app, order, Status.PAID)
    await prompt(expect(page.locator("[data-heading]")).to_have_text("The kitchen is making it"))
    await expect(page.locator("[data-due]")).to_be_hidden()
    await expect(page.locator("[data-paid]")).to_have_text("Paid $8.40")
    await move_test_order(app, order, Status.READY)
    await prompt(expect(page.locator("[data-heading]")).to_have_text("It is on the counter"))
    await expect(page.locator("[data-plate]")).to_have_attribute("data-state", "ready")
    await expect(page).to_have_title("Ready, A-2, Orderboard")
    await check_accessible(page)
    await move_test_order(app, order, Status.COLLECTED)
    await prompt(expect(page.locator("[data-heading]")).to_have_text("Collected, enjoy it"))
    await expect(page.locator("[data-finished]")).to_contain_text("Collected at")
    assert await page.evaluate("window.never_reloaded")


@pytest.mark.requirement("LIVE-1", "ORD-3")
async def test_a_cancelled_order_says_so_at_once(app: web.Application, server: object, open_page: OpenPage) -> None:
    order = await place_test_order(app)
    page = await open_order(app, open_page, order)
    await move_test_order(app, order, Status.CANCELLED)
    await expect(page.locator("[data-heading]")).to_have_text("This order was cancelled")
    await expect(page.locator("[data-due]")).to_be_hidden()
    await check_accessible(page)


@pytest.mark.requirement("LIVE-1", "CHK-6")
async def test_an_order_for_another_day_says_which(app: web.Application, server: object, open_page: OpenPage) -> None:
    page = await open_order(app, open_page, await place_test_order(app, promised_in=timedelta(hours=36)))
    await expect(page.locator("[data-dial-below]")).to_have_text(re.compile(r"tomorrow|on \d+ \w+ \d{4}"))
    await expect(page.locator("[data-dial-above]")).to_have_text("ready at about")
    await check_accessible(page)


@pytest.mark.requirement("LIVE-1")
async def test_a_delivery_goes_its_own_way(app: web.Application, server: object, open_page: OpenPage) -> None:
    order = await place_test_order(app, fulfilment=Fulfilment.DELIVERY, payment=Payment.CARD)
    page = await open_order(app, open_page, order)
    await expect(page.locator("[data-heading]")).to_have_text("Waiting for your payment")
    await move_test_order(app, order, Status.PAID, Status.IN_PROGRESS, Status.SHIPPED)
    await expect(page.locator("[data-heading]")).to_have_text("It is on its way")
    await move_test_order(app, order, Status.DELIVERED)
    await expect(page.locator("[data-heading]")).to_have_text("Delivered, enjoy it")
    await check_accessible(page)


@pytest.mark.requirement("LIVE-1", "LIVE-5")
async def test_without_the_server_the_ring_breaks_and_the_clock_time_stays(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    order = await place_test_order(app, promised_in=timedelta(minutes=30))
    page = await open_as(app, open_page, Role.CUSTOMER, order.person_id, "/healthz", width=390, height=844)
    await page.clock.install()
    await page.goto(f"/orders/{order.public_id}")
    await expect(page.locator("[data-fresh-words]")).to_contain_text("Live, as of")
    await page.context.set_offline(True)
    for _second in range(16):
        await page.clock.run_for(1_000)
        await asyncio.sleep(0.02)  # the page's own frames must get their turn between the ticks
        if await page.locator("[data-banner]").is_visible():
            break
    await expect(page.locator("[data-banner]")).to_contain_text("Not live since")
    await expect(page.locator("[data-heading]")).to_have_text("We cannot see the kitchen")
    await expect(page.locator("[data-ring] .lost")).to_have_count(1)
    await expect(page.locator("[data-dial-unit]")).to_be_hidden()
    await check_accessible(page)


@pytest.mark.requirement("LIVE-1")
async def test_the_page_is_whole_without_script(app: web.Application, browser: Browser, server: object) -> None:
    order = await move_test_order(app, await place_test_order(app), Status.IN_PROGRESS)
    context = await browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    try:
        await log_in_browser(app, context, Role.CUSTOMER, order.person_id)
        page = await context.new_page()
        await page.goto(f"{server.make_url(f'/orders/{order.public_id}')}")  # type: ignore[attr-defined] # the fixture's server
        await expect(page.locator("h1")).to_have_text("The kitchen is making it")
        await move_test_order(app, order, Status.READY)
        await page.get_by_role("link", name="Refresh").click()
        await expect(page.locator("h1")).to_have_text("It is on the counter")
    finally:
        await context.close()


@pytest.mark.requirement("LIVE-1")
@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_nothing_is_wider_than_the_screen(
    app: web.Application, server: object, open_page: OpenPage, width: int
) -> None:
    order = await place_test_order(app, lines=[("A very long name of a thing to eat that wraps", 12)], note="x" * 200)
    page = await open_order(app, open_page, order, width=width)
    assert await page.evaluate("document.documentElement.scrollWidth") == width
