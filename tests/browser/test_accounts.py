"""The account in Chromium: fields named before sending, sessions ended, accessible, nothing clipped, no script."""

import pytest
from aiohttp import web
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from server.database import Connection
from server.settings import Settings
from shop.accounts.reset_tokens import derive_token
from tests.conftest import OpenPage
from tests.support.kitchen import place_test_order

MAYA = {"full_name": "Maya Rossi", "email": "maya@example.com", "password": "a good sentence"}
WIDTHS = (390, 1280)


async def register(page: Page) -> None:
    await page.goto("/register?next=/account")
    for name, value in MAYA.items():
        await page.fill(f"[name={name}]", value)
    await page.click("main button")
    await page.wait_for_url("**/account")


async def check_accessible(page: Page) -> None:
    """No rule of axe broken, and nothing wider than the window."""
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.requirement("ACC-3")
@pytest.mark.parametrize("width", WIDTHS)
async def test_the_account_is_changed_in_a_browser(open_page: OpenPage, width: int) -> None:
    page = await open_page("/", width=width, height=844)
    await register(page)
    await check_accessible(page)
    await page.fill("[name=full_name]", "")
    await page.click("text=Save changes")
    await expect(page.locator("#field-full_name-error")).to_have_text("Please tell us your name, as on your letterbox.")
    assert await page.evaluate("document.activeElement.name") == "full_name"
    await page.fill("[name=full_name]", "Maya Lind")
    await page.fill("[name=new_password]", "another sentence")
    await page.click("text=Save changes")
    await expect(page.locator("[data-failed-form]")).to_be_focused()
    await expect(page.locator("#field-current_password-error")).to_contain_text("current password")
    await expect(page.locator("[name=full_name]")).to_have_value("Maya Lind")
    await check_accessible(page)
    await page.fill("[name=new_password]", "another sentence")
    await page.fill("[name=current_password]", MAYA["password"])
    await page.click("text=Save changes")
    await expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    await expect(page.locator("[name=full_name]")).to_have_value("Maya Lind")
    await check_accessible(page)


@pytest.mark.requirement("ACC-3")
async def test_another_devices_open_page_notices_that_it_was_logged_out(
    app: web.Application, open_page: OpenPage, connection: Connection
) -> None:
    laptop, phone = await open_page("/"), await open_page("/", width=390)
    await register(laptop)
    await phone.goto("/login?next=/cart")
    await phone.fill("[name=email]", MAYA["email"])
    await phone.fill("[name=password]", MAYA["password"])
    await phone.click("main button")
    await phone.wait_for_url("**/cart")
    person_id = await connection.fetchval("select id from people")
    order = await place_test_order(app, person_id=person_id)
    await phone.goto(f"/orders/{order.public_id}")
    await expect(phone.locator("[data-fresh-words]")).to_contain_text("Live, as of")
    await laptop.goto("/account")
    await expect(laptop.locator(".sessions li")).to_have_count(2)
    await check_accessible(laptop)
    await laptop.click("text=Log out everywhere else")
    await expect(laptop.locator(".sessions li")).to_have_count(1)
    await phone.wait_for_url("**/login?next=**", timeout=3_000)


@pytest.mark.requirement("ACC-4")
@pytest.mark.parametrize("width", WIDTHS)
async def test_a_forgotten_password_in_a_browser(
    open_page: OpenPage, connection: Connection, settings: Settings, width: int
) -> None:
    page = await open_page("/", width=width, height=844)
    await register(page)
    await page.context.clear_cookies()
    await page.goto("/login")
    await check_accessible(page)
    await page.click("text=Forgotten?")
    await check_accessible(page)
    await page.fill("[name=email]", MAYA["email"])
    await page.click("main button")
    await expect(page.locator("main")).to_contain_text(
        "If there is an account for this address, we have written to it."
    )
    await check_accessible(page)
    token = derive_token(settings.secret_key, await connection.fetchval("select nonce from password_resets"))
    await page.goto(f"/reset/{token}")
    await check_accessible(page)
    await page.fill("[name=password]", "short")
    await page.click("main button")
    await expect(page.locator("#field-password-error")).to_contain_text("at least 8")
    await page.fill("[name=password]", "another sentence")
    await page.click("main button")
    await expect(page.locator("main")).to_contain_text("Your new password is saved.")
    await page.goto(f"/reset/{token}")
    await expect(page.locator("main")).to_contain_text("Ask for a new link")
    await check_accessible(page)


@pytest.mark.requirement("ACC-7")
@pytest.mark.parametrize("width", WIDTHS)
async def test_the_data_is_downloaded_and_the_account_deleted(
    app: web.Application, open_page: OpenPage, connection: Connection, width: int
) -> None:
    page = await open_page("/", width=width, height=844)
    await register(page)
    async with page.expect_download() as coming:
        await page.click("text=Download my data")
    assert (await coming.value).suggested_filename == "my-data.json"
    order = await place_test_order(app, person_id=await connection.fetchval("select id from people"))
    await page.click("text=Delete my account")
    await check_accessible(page)
    await page.fill("[name=password]", MAYA["password"])
    await page.click("main button")
    await expect(page.get_by_role("alert")).to_contain_text("There are open orders. Nothing was deleted.")
    await check_accessible(page)
    await page.click(f"text=order {order.number}")
    await page.click("text=Cancel this order")
    await page.click(f"text=Yes, cancel order {order.number}")
    await expect(page.locator("[data-heading]")).to_have_text("This order was cancelled")
    await page.goto("/account/delete")
    await page.fill("[name=password]", MAYA["password"])
    await page.click("main button")
    await expect(page.locator("main")).to_contain_text("Your account is deleted.")
    await check_accessible(page)


@pytest.mark.requirement("ACC-3", "ACC-4", "ACC-7")
async def test_all_of_it_works_without_script(browser: Browser, settings: Settings, server: object) -> None:
    context = await browser.new_context(base_url=settings.public_url, java_script_enabled=False)
    try:
        page = await context.new_page()
        await register(page)
        await page.fill("[name=phone]", "030 12345")
        await page.click("text=Save changes")
        await expect(page.locator("[name=phone]")).to_have_value("030 12345")
        await page.click("text=Delete my account")
        await page.fill("[name=password]", MAYA["password"])
        await page.click("main button")
        await expect(page.locator("main")).to_contain_text("Your account is deleted.")
        await page.click("text=Forgotten?")
        await page.fill("[name=email]", MAYA["email"])
        await page.click("main button")
        await expect(page.locator("main")).to_contain_text("we have written to it")
    finally:
        await context.close()
