"""What was kept for the next page, in Chromium: read after the log-in, gone with the next page."""

import pytest
from aiohttp import web
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from server.access.clock import utc_now
from server.database import Connection
from server.realtime.telling import TELLER
from shop.cart.saved_carts import change_saved_cart
from tests.conftest import OpenPage
from tests.decisions.test_cart import wanted
from tests.journeys.test_cart_joining import PASSWORD, give_password
from tests.support.shopping import add_person, stock_product

SENTENCE = "Bread was added to your saved cart."


async def log_in_with_a_guests_bread(
    page: Page, app: web.Application, connection: Connection, going_on: str = ""
) -> None:
    """A customer with a saved soup comes as a guest, puts bread into the cart from the menu, and logs in."""
    person_id = await add_person(connection)
    soup = await stock_product(connection, "Soup")
    await stock_product(connection, "Bread")
    async with app[TELLER].transaction() as unit:
        await change_saved_cart(unit.connection, person_id, lambda cart: cart.add(wanted(soup)), utc_now())
    await page.goto("/")
    await page.get_by_role("button", name="Add Bread").click()
    await expect(page.get_by_text("Bread is in your cart.")).to_be_visible()
    await page.goto(f"/login{going_on}")
    await page.get_by_label("E-mail").fill(await give_password(connection, person_id))
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Log in").click()


@pytest.mark.requirement("CART-7", "ACC-2")
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("going_on", ["", "?next=/orders"])
async def test_what_joined_is_read_after_the_log_in_and_gone_after_a_reload(
    app: web.Application, open_page: OpenPage, connection: Connection, width: int, going_on: str
) -> None:
    page = await open_page("/", width=width)
    await log_in_with_a_guests_bread(page, app, connection, going_on)
    news = page.get_by_role("region", name="About your cart")
    await expect(news.get_by_text(SENTENCE)).to_be_visible()
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.reload()
    await expect(page.locator("[data-cart-count]").first).to_have_text("2")
    await expect(page.get_by_text(SENTENCE)).to_have_count(0)
    await page.goto("/cart")
    await expect(page.locator("[data-line]")).to_have_count(2)
    await expect(page.get_by_text(SENTENCE)).to_have_count(0)


@pytest.mark.requirement("CART-7", "CART-8")
async def test_what_adding_from_the_menu_answers_is_said_there(open_page: OpenPage, connection: Connection) -> None:
    await stock_product(connection, "Soup")
    bread = await stock_product(connection, "Bread")
    page = await open_page("/")
    await page.get_by_role("button", name="Add Bread").click()
    await expect(page.get_by_text("Bread is in your cart.")).to_be_visible()
    await connection.execute("update products set price_minor = 520 where id = $1", bread)
    await page.get_by_role("button", name="Add Soup").click()
    await expect(page.locator("[data-toasts]")).to_have_text(
        "Soup is in your cart. The price of Bread went up from $4.20 to $5.20."
    )
