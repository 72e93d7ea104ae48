"""The house's pages of the back office in Chromium: accessible, live, and as good on a phone."""

import os
import re
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import Page, expect

from server.database import DATABASE
from server.orders.order import Fulfilment, Role, Status
from tests.browser.conftest import Prompt
from tests.browser.test_tracker import check_accessible, open_as
from tests.conftest import OpenPage
from tests.support.kitchen import TestLine, make_person, move_test_order, place_test_order

WIDTHS = (390, 1280)


async def shoot(page: Page, name: str, width: int) -> None:
    """A picture for a person to judge, where a folder for it is named."""
    folder = os.environ.get("ORDERBOARD_SHOTS")
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


async def check_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


@pytest.mark.requirement("CAT-10")
@pytest.mark.parametrize("width", WIDTHS)
async def test_settings_are_saved_and_wrong_ones_come_back_with_the_focus_on_what_is_wrong(
    app: web.Application, server: object, open_page: OpenPage, width: int
) -> None:
    page = await open_as(app, open_page, Role.ADMIN, None, "/admin/settings", width=width, height=900)
    await check_accessible(page)
    await check_fits(page)
    await shoot(page, "settings", width)

    await page.get_by_label("Monday").fill("8-18")
    await page.get_by_label("Name of the shop").fill("Café Kobalt")
    await page.get_by_role("button", name="Save settings").click()
    await expect(page.locator("#field-open_0-error")).to_contain_text("Did you mean 08:00-18:00?")
    await expect(page.locator("[data-failed-form]")).to_be_focused()
    await expect(page.get_by_label("Name of the shop")).to_have_value("Café Kobalt")
    await check_accessible(page)
    await shoot(page, "settings-wrong", width)

    await page.get_by_label("Monday").fill("08:00-18:00")
    await page.get_by_role("button", name="Save settings").click()
    await expect(page.get_by_role("status").first).to_contain_text("Saved.")
    await expect(page.locator(".side .brand")).to_contain_text("Café Kobalt")


@pytest.mark.requirement("CAT-10")
async def test_pausing_reaches_an_open_menu_and_ends_by_itself(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    await place_test_order(app)  # something is on the menu
    menu = await open_page("/", width=390, height=844)
    dashboard = await open_as(app, open_page, Role.ADMIN, None, "/admin", width=1280, height=900)
    await menu.evaluate("window.never_reloaded = true")
    await expect(menu.get_by_text("Paused until")).to_have_count(0)

    await dashboard.get_by_text("Pause ordering").click()
    await shoot(dashboard, "dashboard-pause", 1280)
    await dashboard.get_by_role("button", name="For 15 minutes").click()
    await expect(dashboard).to_have_url(re.compile("/admin$"))
    await expect(dashboard.get_by_text("Paused until")).to_be_visible()
    await expect(menu.get_by_text("Paused until")).to_be_visible(timeout=4_000)
    await expect(menu.get_by_text("Have a look, and order when we open")).to_be_visible()
    await expect(menu.get_by_text("Order now, collect at about")).to_be_hidden()
    await check_accessible(menu)
    path = await menu.locator(".card h3 a").first.get_attribute("href")
    product = await open_page(str(path))
    await expect(product.get_by_text("Paused until")).to_be_visible()
    await expect(product.get_by_text("if you order now")).to_be_hidden()
    await product.get_by_role("button", name="Add to cart").click()
    await expect(product.get_by_role("link", name="Check out")).to_be_visible()
    await expect(product.get_by_text("Collect at")).to_be_hidden()
    await shoot(menu, "menu-paused", 390)
    async with app[DATABASE].acquire() as connection:
        await connection.execute("update shop_settings set paused_until = now() + interval '3 seconds'")
    await menu.wait_for_timeout(1_200)  # the settings are held for a second
    await menu.evaluate("document.dispatchEvent(new Event('opening-changed'))")
    await expect(menu.get_by_text("Paused until")).to_have_count(0, timeout=8_000)
    await expect(menu.get_by_text("Order now, collect at about")).to_be_visible()
    assert await menu.evaluate("window.never_reloaded")


@pytest.mark.requirement("ACC-5")
@pytest.mark.parametrize("width", WIDTHS)
async def test_staff_and_screens_are_kept_with_plain_forms(
    app: web.Application, server: object, open_page: OpenPage, width: int
) -> None:
    await make_person(app, Role.KITCHEN, "Kim Berger")
    page = await open_as(app, open_page, Role.ADMIN, None, "/admin/staff", width=width, height=900)
    await check_accessible(page)
    await check_fits(page)
    await page.get_by_label("E-mail").fill("nobody@people.test")
    await page.get_by_role("button", name="Give the role").click()
    await expect(page.locator("#field-email-error")).to_contain_text("Nobody has registered")
    await check_accessible(page)
    await shoot(page, "staff", width)

    await page.goto("/admin/displays")
    await page.get_by_label("Name of the screen").fill("Kitchen wall")
    await page.get_by_role("button", name="Make a code").click()
    code = await page.locator("[data-code]").get_attribute("data-code")
    await check_accessible(page)
    await check_fits(page)
    await shoot(page, "displays", width)

    screen = await open_page(f"/pair?code={code}", width=width, height=844)
    await check_accessible(screen)
    await shoot(screen, "pair", width)
    await screen.get_by_role("button", name="Pair this screen").click()
    await expect(screen).to_have_url(re.compile("/kitchen$"))
    await page.goto("/admin/displays")
    await expect(page.get_by_text("Paired", exact=True)).to_be_visible()
    await page.get_by_text("Revoke Kitchen wall", exact=True).click()
    await page.get_by_role("button", name="Yes, revoke Kitchen wall").click()
    await expect(page.get_by_text("Revoked.")).to_be_visible()


@pytest.mark.requirement("ADM-1", "LIVE-4", "LIVE-5")
@pytest.mark.parametrize("width", WIDTHS)
async def test_an_orders_page_follows_it_without_reload_and_takes_steps_in_place(
    app: web.Application, server: object, open_page: OpenPage, width: int, prompt: Prompt
) -> None:
    lines = [TestLine("Flat white", 2, choices=["Oat milk"], removes=["Sugar"]), TestLine("Croissant", 1)]
    order = await place_test_order(app, lines=lines, allergy="Nuts", note="No lid")
    await move_test_order(app, await place_test_order(app, paid=True), Status.IN_PROGRESS, Status.READY)
    await place_test_order(app, fulfilment=Fulfilment.DELIVERY)
    page = await open_as(app, open_page, Role.ADMIN, None, "/admin/orders", width=width, height=900)
    await check_accessible(page)
    await check_fits(page)
    await shoot(page, "orders", width)
    await page.get_by_role("link", name=order.number).click()
    await expect(page.locator("live-freshness")).to_contain_text("Live, as of")
    await page.evaluate("window.never_reloaded = true")
    await check_accessible(page)
    await check_fits(page)
    await shoot(page, "order", width)

    await move_test_order(app, order, Status.IN_PROGRESS, role=Role.KITCHEN)
    await prompt(expect(page.locator("[data-order-live] > .spread .tag").first).to_have_text("In progress"))
    await page.get_by_role("button", name="Mark paid").click()
    await prompt(expect(page.get_by_text("Money taken")).to_be_visible())
    await page.get_by_role("button", name="Ready", exact=True).click()
    await prompt(expect(page.locator("h1 .plate")).to_have_attribute("data-state", "ready"))
    assert await page.evaluate("window.never_reloaded")
    await shoot(page, "order-ready", width)
