"""One's own orders in Chromium: cancelled with a confirming step, gone once the kitchen starts, ordered again."""

import pytest
from aiohttp import web
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from server.database import Connection
from server.orders.order import Order, Role, Status
from tests.conftest import OpenPage
from tests.support.kitchen import TestLine, log_in_browser, make_person, move_test_order, place_test_order
from tests.support.shopping import stock_product

WIDTHS = (390, 1280)


async def register(page: Page, connection: Connection) -> int:
    await page.goto("/register?next=/orders")
    for name, value in {"full_name": "Maya Rossi", "email": "maya@example.com", "password": "a good sentence"}.items():
        await page.fill(f"[name={name}]", value)
    await page.click("main button")
    await page.wait_for_url("**/orders")
    person_id: int = await connection.fetchval("select id from people where email = 'maya@example.com'")
    return person_id


async def check_accessible(page: Page) -> None:
    """No rule of axe broken, and nothing wider than the window."""
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def place_three(app: web.Application, person_id: int) -> list[Order]:
    lines = [("Flat white", 2), ("Cinnamon roll", 1), ("Soup of the day", 1), ("Croissant", 1), ("Water", 1)]
    return [await place_test_order(app, person_id=person_id, lines=lines) for _ in range(3)]


@pytest.mark.requirement("ORD-5")
@pytest.mark.parametrize("width", WIDTHS)
async def test_cancelling_asks_once_more_and_is_gone_when_the_kitchen_starts(
    app: web.Application, open_page: OpenPage, connection: Connection, width: int
) -> None:
    page = await open_page("/", width=width, height=844)
    first, second, _third = await place_three(app, await register(page, connection))
    await page.goto(f"/orders/{first.public_id}")
    await expect(page.locator("[data-fresh-words]")).to_contain_text("Live, as of")
    assert not await page.get_by_role("button", name="Yes, cancel").is_visible()
    await page.get_by_text("Cancel this order").click()
    await check_accessible(page)
    await page.get_by_role("button", name=f"Yes, cancel order {first.number}").click()
    await expect(page.locator("[data-heading]")).to_have_text("This order was cancelled")
    await expect(page.get_by_text("Cancel this order")).to_be_hidden()
    await page.goto(f"/orders/{second.public_id}")
    await expect(page.locator("[data-fresh-words]")).to_contain_text("Live, as of")
    await expect(page.get_by_text("Cancel this order")).to_be_visible()
    await move_test_order(app, second, Status.IN_PROGRESS)
    await expect(page.get_by_text("Cancel this order")).to_be_hidden()
    await expect(page.get_by_role("button", name="Order the same again")).to_be_visible()


@pytest.mark.requirement("ORD-7", "ORD-2")
@pytest.mark.parametrize("width", WIDTHS)
async def test_the_last_order_goes_into_the_cart_from_list_and_menu(
    app: web.Application, open_page: OpenPage, connection: Connection, width: int
) -> None:
    page = await open_page("/", width=width, height=844)
    person_id = await register(page, connection)
    await check_accessible(page)
    await place_three(app, person_id)
    await connection.execute("update products set retired_at = now() where title = 'Soup of the day'")
    await page.goto("/orders")
    await expect(page.locator(".again")).to_contain_text(
        "2 × Flat white, 1 × Cinnamon roll, 1 × Soup of the day and 2 more"
    )
    await check_accessible(page)
    await page.click(".again button")
    await page.wait_for_url("**/cart")
    await expect(page.locator("main")).to_contain_text("Soup of the day is no longer sold. We left it out.")
    await page.goto("/")
    await check_accessible(page)
    await page.click(".again button")
    await page.wait_for_url("**/cart")
    await expect(page.locator("main")).to_contain_text("Flat white")


@pytest.mark.requirement("ORD-2", "ORD-3", "ADM-1", "CHK-2")
@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_words_that_never_end_widen_no_page_of_an_order(
    app: web.Application, open_page: OpenPage, connection: Connection, width: int
) -> None:
    page = await open_page("/", width=width, height=844)
    long_product = await stock_product(connection, "W" * 120, slug="w")
    long_name = await make_person(app, Role.ADMIN, full_name="N" * 100)
    line = TestLine("W" * 120, 99, option="O" * 60, choices=["C" * 60])
    order = await place_test_order(
        app, person_id=long_name, lines=[line], first_name="N" * 100, note="n" * 200, allergy="a" * 100
    )
    await log_in_browser(app, page.context, Role.ADMIN, person_id=long_name)
    await page.goto(f"/products/{long_product}")
    await page.get_by_role("button", name="Add to cart").click()
    await page.wait_for_url("**/cart*")
    for path in (
        "/cart",
        "/checkout",
        "/orders",
        f"/orders/{order.public_id}",
        f"/admin/orders/{order.public_id}",
        "/admin/orders",
    ):
        answer = await page.goto(path)
        assert answer is not None
        assert answer.url.endswith(path)
        assert await page.evaluate("document.documentElement.scrollWidth") == width, path
