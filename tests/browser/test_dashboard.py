"""The dashboard in Chromium: rows and counts follow, steps are taken in place, filters need no loading."""

from datetime import timedelta

import pytest
from aiohttp import web
from playwright.async_api import Page, expect

from server.orders.order import Order, Role, Status
from tests.browser.conftest import Prompt
from tests.browser.test_tracker import check_accessible, open_as
from tests.conftest import OpenPage
from tests.support.kitchen import make_person, move_test_order, place_test_order


async def open_dashboard(app: web.Application, open_page: OpenPage, width: int = 1280, path: str = "/admin") -> Page:
    page = await open_as(app, open_page, Role.ADMIN, None, path, width=width, height=900)
    await expect(page.locator("[data-fresh]")).to_contain_text("Live,")
    return page


def row_of(page: Page, order: Order) -> str:
    return f'tr[data-order="{order.public_id}"]'


@pytest.mark.requirement("LIVE-4", "ORD-4")
async def test_an_order_is_taken_through_its_life_in_place(
    app: web.Application, server: object, open_page: OpenPage, prompt: Prompt
) -> None:
    page = await open_dashboard(app, open_page)
    await page.evaluate("window.never_reloaded = true")
    await expect(page.locator("[data-none]")).to_be_visible()
    order = await place_test_order(app, lines=[("Flat white", 3)], allergy="Nuts")
    row = page.locator(row_of(page, order))
    await prompt(expect(row).to_be_visible())
    await expect(row).to_have_class("row-new")
    await expect(row).to_contain_text("New, pay at counter")
    await expect(row).to_contain_text("$12.60")
    await expect(row.get_by_role("link", name=order.number)).to_have_attribute(
        "href", f"/admin/orders/{order.public_id}"
    )
    await expect(page.locator("[data-count=ordered]")).to_have_text("1")
    await check_accessible(page)

    await row.get_by_role("button", name="Mark paid").click()
    await prompt(expect(row).to_contain_text("New, paid"))
    await row.get_by_role("button", name="Start").click()
    await prompt(expect(row).to_contain_text("In progress"))
    await expect(page.locator("[data-kpi=in_progress]")).to_have_text("1")
    await row.get_by_role("button", name="Ready", exact=True).click()
    await prompt(expect(row.locator("[data-plate]")).to_have_attribute("data-state", "ready"))
    await row.get_by_text("More").click()
    await row.get_by_role("button", name="Step back").click()
    await prompt(expect(row).to_contain_text("In progress"))
    await row.get_by_role("button", name="Ready", exact=True).click()
    await row.get_by_role("button", name="Collected").click()
    await prompt(expect(row).to_have_count(0))
    await expect(page.locator("[data-count=collected]")).to_have_text("1")
    assert await page.evaluate("window.never_reloaded")


@pytest.mark.requirement("LIVE-4")
async def test_cancelling_asks_once_more(app: web.Application, server: object, open_page: OpenPage) -> None:
    order = await place_test_order(app)
    page = await open_dashboard(app, open_page)
    row = page.locator(row_of(page, order))
    await row.get_by_text("More").click()
    await expect(row.get_by_role("button", name=f"Yes, cancel {order.number}")).to_be_hidden()
    await row.get_by_text("Cancel order").click()
    await check_accessible(page)
    await row.get_by_role("button", name=f"Yes, cancel {order.number}").click()
    await expect(row).to_have_count(0)
    await expect(page.locator("[data-count=cancelled]")).to_have_text("1")


@pytest.mark.requirement("LIVE-4", "ORD-4")
async def test_a_step_somebody_else_was_quicker_with_is_said(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    order = await place_test_order(app)
    page = await open_dashboard(app, open_page)
    row = page.locator(row_of(page, order))
    await row.locator("[data-step=start] [name=version]").evaluate("field => field.value = '7'")
    await row.get_by_role("button", name="Start").click()
    await expect(page.locator("[data-toasts]")).to_contain_text("Somebody was quicker")
    await expect(row).to_contain_text("New, pay at counter")


@pytest.mark.requirement("LIVE-4")
async def test_filters_follow_without_loading(app: web.Application, server: object, open_page: OpenPage) -> None:
    new = await place_test_order(app)
    ready = await move_test_order(app, await place_test_order(app), Status.IN_PROGRESS, Status.READY)
    page = await open_dashboard(app, open_page)
    await page.evaluate("window.never_reloaded = true")
    await page.locator("[data-filter=ready]").click()
    await expect(page.locator(row_of(page, new))).to_have_count(0)
    await expect(page.locator(row_of(page, ready))).to_be_visible()
    await move_test_order(app, new, Status.IN_PROGRESS, Status.READY)
    await expect(page.locator(row_of(page, new))).to_be_visible()
    assert page.url.endswith("?status=ready")
    assert await page.evaluate("window.never_reloaded")


@pytest.mark.requirement("LIVE-4")
async def test_the_keyboard_keeps_its_place_when_rows_are_built_again(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    order = await place_test_order(app)
    page = await open_dashboard(app, open_page)
    row = page.locator(row_of(page, order))
    await row.get_by_role("button", name="Mark paid").focus()
    await page.keyboard.press("Enter")
    await expect(row).to_contain_text("New, paid")
    await expect(row.get_by_role("link", name=order.number)).to_be_focused()
    await row.get_by_text("More").focus()
    await page.keyboard.press("Enter")
    await expect(row.get_by_text("Cancel order")).to_be_visible()
    await move_test_order(app, order, Status.IN_PROGRESS)
    await expect(row).to_contain_text("In progress")
    await expect(row.get_by_role("button", name="Step back")).to_be_visible()
    await expect(row.locator("summary").first).to_be_focused()
    await row.get_by_role("button", name="Step back").focus()
    await page.keyboard.press("Enter")
    await expect(row).to_contain_text("New, paid")
    await expect(row.locator("summary").first).to_be_focused()
    await expect(row.get_by_text("Cancel order")).to_be_hidden()


@pytest.mark.requirement("LIVE-4")
async def test_nothing_late_is_not_red_and_an_empty_filter_says_so(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    page = await open_dashboard(app, open_page)
    none = page.locator("[data-none]")
    await expect(none).to_contain_text("New orders appear by themselves.")
    red = "getComputedStyle(document.querySelector('[data-kpi=late]')).color"
    quiet = await page.evaluate(red)
    await page.locator("[data-filter=ready]").click()
    await expect(none).to_contain_text("No order is in this state.")
    await place_test_order(app, promised_in=timedelta(minutes=-3))
    await expect(page.locator("[data-kpi=late]")).to_have_text("1")
    assert await page.evaluate(red) != quiet


@pytest.mark.requirement("LIVE-4")
@pytest.mark.parametrize("width", [390, 1024, 1280, 1920])
async def test_the_dashboard_fits_any_screen(
    app: web.Application, server: object, open_page: OpenPage, width: int
) -> None:
    long_name = await make_person(app, full_name="Wolfeschlegelstein" * 4)
    await move_test_order(app, await place_test_order(app, person_id=long_name), Status.IN_PROGRESS)
    page = await open_dashboard(app, open_page, width)
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    assert await page.locator(".panel--flush").evaluate("frame => frame.scrollWidth <= frame.clientWidth")
    await check_accessible(page)
