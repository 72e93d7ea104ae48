"""Open pages in Chromium follow the catalogue: a new product, a photo, a title, a retired one, without a reload."""

import re

import pytest
import pytest_asyncio
from aiohttp import FormData, web
from playwright.async_api import Page, expect

from server.database import Connection
from server.orders.order import Role
from tests.browser.conftest import Prompt
from tests.conftest import OpenPage
from tests.journeys.test_back_office_catalogue import create, fields_of, send
from tests.journeys.test_menu import add_type
from tests.support.kitchen import LoggedIn, log_in
from tests.support.pictures import picture
from tests.support.shopping import Client, stock_product


@pytest_asyncio.fixture
async def admin(app: web.Application, client: Client) -> LoggedIn:
    return await log_in(app, client, Role.ADMIN)


async def settled(page: Page) -> None:
    """The page's line to the server stands, and a reload from here on would show."""
    await page.wait_for_load_state("networkidle")
    await page.evaluate("window.never_reloaded = true")


async def upload(app: web.Application, admin: LoggedIn, product_id: int, **fields: object) -> None:
    """Change a product and hang up a photo."""
    form = FormData([("csrf_token", admin.csrf_token)])
    for name, value in (await fields_of(app, **fields)).items():
        form.add_field(name, str(value))
    form.add_field("photo", picture("PNG"), filename="bun.png", content_type="image/png")
    answer = await admin.client.post(f"/admin/products/{product_id}", data=form, headers={"Accept": "application/json"})
    assert answer.status == 200, await answer.text()


@pytest.mark.requirement("CAT-1", "CAT-4", "CAT-6")
@pytest.mark.parametrize("width", [390, 1280])
async def test_a_new_product_stands_in_its_place_and_a_retired_one_is_gone(
    app: web.Application, admin: LoggedIn, open_page: OpenPage, connection: Connection, width: int
) -> None:
    for place in range(3):
        await stock_product(connection, f"Soup {place}", position=place)
    page = await open_page("/", width=width)
    cards = page.locator("[data-product] h3")
    await expect(cards).to_have_text(["Soup 0", "Soup 1", "Soup 2"])
    await page.get_by_role("button", name="Add Soup 1").focus()
    await settled(page)
    bun = await create(app, admin)
    await expect(page.locator("[data-product]", has_text="Halloumi bun")).to_be_visible()
    await expect(page.locator("[data-part=types] a").first).to_have_text("All 4")
    await expect(page.get_by_role("button", name="Add Soup 1")).to_be_focused()
    await send(admin, f"/admin/products/{bun['id']}/retire", {})
    await expect(cards).to_have_text(["Soup 0", "Soup 1", "Soup 2"])
    await page.get_by_role("button", name="Add Soup 1").click()
    await expect(page.get_by_text("Soup 1 is in your cart.")).to_be_visible()
    assert await page.evaluate("window.never_reloaded")


@pytest.mark.requirement("CAT-1", "CAT-2", "CAT-4")
async def test_pages_and_types_keep_their_numbers(
    app: web.Application, admin: LoggedIn, open_page: OpenPage, connection: Connection, prompt: Prompt
) -> None:
    teas = await add_type(connection, "Teas", 1)
    ids = [await stock_product(connection, f"Tea {place:02}", type_id=teas, position=place) for place in range(24)]
    first = await open_page("/menu/teas")
    await settled(first)
    await expect(first.get_by_role("navigation", name="Pages")).to_have_count(0)
    late = await create(app, admin, title="Late tea", type_id=teas)
    await prompt(expect(first.get_by_role("navigation", name="Pages")).to_be_visible())
    await expect(first.locator("[data-part=title]")).to_contain_text("Page 1 of 2")
    second = await first.context.new_page()
    await second.goto("/menu/teas?page=2")
    await settled(second)
    await expect(second.locator("[data-product] h3")).to_have_text(["Late tea"])
    other = await create(app, admin, title="Odd one")
    await prompt(expect(second.locator("[data-part=types]")).to_contain_text("All 26"))
    await expect(second.locator("[data-product]")).to_have_count(1)
    await send(admin, f"/admin/products/{ids[0]}/retire", {})
    # the second page has emptied: its reader is led to the one that is the last now
    await prompt(expect(second).to_have_url(re.compile(r"/menu/teas\?page=1$")))
    await expect(second.locator("[data-product] h3").last).to_have_text("Late tea")
    await prompt(expect(first.locator("[data-product] h3").last).to_have_text("Late tea"))
    assert (other["id"] > late["id"], await first.evaluate("window.never_reloaded")) == (True, True)


@pytest.mark.requirement("CAT-4", "CAT-3", "CART-8")
async def test_a_new_photo_and_title_reach_menu_product_and_cart(
    app: web.Application, admin: LoggedIn, open_page: OpenPage
) -> None:
    sizes = {"option_id": ["", ""], "option_title": ["Small", "Large"], "option_price": ["8", "10"]}
    bun = await create(app, admin, **sizes, option_stock=["", ""])
    menu = await open_page("/")
    product, cart = await menu.context.new_page(), await menu.context.new_page()
    await product.goto(f"/products/{bun['id']}-{bun['slug']}")
    await product.get_by_role("radio", name="Large").check(force=True)
    await product.get_by_role("button", name="Add to cart").click()
    await cart.goto("/cart")
    await product.goto(f"/products/{bun['id']}-{bun['slug']}")
    await product.get_by_role("radio", name="Large").check(force=True)
    await product.get_by_role("button", name="One more").click()
    for page in (menu, product, cart):
        await settled(page)
    await upload(app, admin, bun["id"], title="Halloumi roll", description="Fried, this time.")
    for page, place in ((menu, "[data-product]"), (product, "[data-product-page]"), (cart, "[data-line]")):
        await expect(page.locator(place)).to_contain_text("Halloumi roll")
        await expect(page.locator(f"{place} .tile img.photo")).to_have_attribute("src", re.compile("^/photos/"))
        assert await page.evaluate("window.never_reloaded"), place
    await expect(product).to_have_url(re.compile("-halloumi-roll$"))
    await expect(product).to_have_title(re.compile("^Halloumi roll"))
    await expect(product.get_by_text("Fried, this time.")).to_be_visible()
    await expect(product.get_by_role("radio", name="Large")).to_be_checked()
    await expect(product.get_by_role("textbox", name="Quantity")).to_have_value("2")
    await expect(product.get_by_role("button", name="One more")).to_be_focused()
    await expect(product.locator("[data-sum]")).to_have_text("$20.00")
    await product.get_by_role("button", name="One more").click()
    await expect(product.locator("[data-sum]")).to_have_text("$30.00")


@pytest.mark.requirement("CAT-1")
async def test_what_the_reader_looks_at_stays_where_it_is(
    app: web.Application, admin: LoggedIn, open_page: OpenPage, connection: Connection
) -> None:
    soups = await add_type(connection, "Soups", 1)
    cakes = await add_type(connection, "Cakes", 2)
    for place in range(4):
        await stock_product(connection, f"Soup {place}", type_id=soups, position=place)
    for place in range(12):
        await stock_product(connection, f"Cake {place}", type_id=cakes, position=place)
    page = await open_page("/", width=1280)
    await settled(page)
    card = page.locator("[data-product]", has_text="Cake 9")
    await card.evaluate("card => scrollTo(0, card.getBoundingClientRect().top + scrollY - 40)")
    top = await card.evaluate("card => card.getBoundingClientRect().top")
    await create(app, admin, title="Fifth soup", type_id=soups)
    await expect(page.locator("[data-product]", has_text="Fifth soup")).to_have_count(1)
    assert abs(await card.evaluate("card => card.getBoundingClientRect().top") - top) < 2


@pytest.mark.requirement("CAT-1")
@pytest.mark.parametrize("width", [390, 1280])
async def test_what_stands_first_on_a_page_keeps_clear_of_the_header(
    open_page: OpenPage, connection: Connection, width: int
) -> None:
    soup = await stock_product(connection, "Soup")
    gaps = {}
    for path in ("/", "/menu/other", f"/products/{soup}-x", "/cart"):
        page = await open_page(path, width=width)
        await page.wait_for_load_state("networkidle")
        gaps[path] = await page.evaluate(
            """() => {
              const first = document.querySelector("main .sign, main h1, main .crumbs a");
              const head = document.querySelector(".site-head");
              return first.getBoundingClientRect().top - head.getBoundingClientRect().bottom;
            }"""
        )
    assert all(12 <= gap <= 48 for gap in gaps.values()), gaps
