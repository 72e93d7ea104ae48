"""Hand-taken money in Chromium: the phone and the back office side by side, without reload."""

import pytest
from aiohttp import web
from playwright.async_api import expect

from server.orders.order import Role, Status
from tests.browser.test_tracker import check_accessible, open_as, open_order
from tests.conftest import OpenPage
from tests.support.kitchen import move_test_order, place_test_order


@pytest.mark.requirement("ORD-5", "ADM-1", "LIVE-4")
async def test_a_paid_order_is_cancelled_on_the_phone_and_its_money_given_back_at_the_counter(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    order = await place_test_order(app, lines=[("Flat white", 2), ("Cake", 1)])
    dashboard = await open_as(app, open_page, Role.ADMIN, None, "/admin")
    phone = await open_order(app, open_page, order)
    await phone.evaluate("window.never_reloaded = true")
    await phone.get_by_text("Cancel this order").click()
    await expect(phone.locator("[data-cancel-paid]")).to_be_hidden()
    await move_test_order(app, order, Status.PAID, role=Role.KITCHEN)
    promise = "You paid $12.60: come by the counter and we give it back."
    await expect(phone.locator("[data-cancel-paid]")).to_have_text(promise)
    await check_accessible(phone)
    assert await phone.evaluate("window.never_reloaded")

    await phone.get_by_role("button", name="Yes, cancel order").click()
    words = phone.locator("[data-refund-words]")
    await expect(words).to_have_text("You paid $12.60 at the counter. Come by and we give it back.")
    await expect(phone.locator("[data-fresh-words]")).to_contain_text("Live, as of")
    await phone.evaluate("window.never_reloaded = true")
    await check_accessible(phone)
    await expect(dashboard.locator("[data-owed-words]")).to_have_text("1 cancelled order is owed money.")
    await check_accessible(dashboard)
    await dashboard.locator("[data-owed-orders] a").click()
    await expect(dashboard.locator("live-freshness")).to_contain_text("Live")
    amount = dashboard.get_by_label("How much you gave back")
    await expect(amount).to_have_value("12.60")

    await amount.fill("20")
    await dashboard.get_by_role("button", name="Record as given back").click()
    await expect(dashboard.locator("#field-amount-error")).to_have_text(
        "Only $12.60 is left to give back. Type 12.60 or less."
    )
    await check_accessible(dashboard)
    await dashboard.get_by_text("Choose lines instead").click()
    await dashboard.get_by_label("Cake").fill("1")
    await dashboard.get_by_role("button", name="Record these lines").click()
    await expect(words).to_contain_text("Come by for the other $8.40.")
    # what was typed in the other form stays typed: it is put right, and taken
    await expect(amount).to_have_value("20")
    await amount.fill("8.40")
    await dashboard.get_by_role("button", name="Record as given back").dblclick()
    await expect(words).to_contain_text("We gave back $12.60 at ")
    await expect(phone.locator("[data-returned]")).to_be_visible()
    await expect(amount).to_have_count(0)
    await check_accessible(dashboard)
    await check_accessible(phone)
    assert await phone.evaluate("window.never_reloaded")
    await dashboard.goto("/admin")
    await expect(dashboard.locator("[data-owed]")).to_be_hidden()
