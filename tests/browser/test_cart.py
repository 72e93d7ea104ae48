"""The cart's page in Chromium: in place, with and without script, in every open page."""

import re

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from server.database import Connection
from server.history import MENU, NewEvent
from server.orderbook import SHOP
from server.orders.order import Role
from server.realtime.redis import REDIS
from server.realtime.telling import TELLER
from server.settings import Settings
from shop.menu.telling import touch_product
from tests.browser.conftest import Prompt
from tests.conftest import OpenPage
from tests.support.kitchen import log_in_browser
from tests.support.shopping import add_person, stock_product


async def check_accessible(page: Page) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


async def add_to_cart(page: Page, product_id: int, quantity: int = 1) -> None:
    """Put something into the cart of the page's browser, from the menu's address."""
    await page.goto("/cart")
    added = await page.evaluate(
        """async ([product_id, quantity]) => {
          const csrf_token = document.querySelector("[data-csrf-token]").dataset.csrfToken;
          const answer = await fetch("/cart/items", { method: "POST",
            headers: { Accept: "application/json" }, body: new URLSearchParams({ product_id, quantity, csrf_token }) });
          return answer.status;
        }""",
        [str(product_id), str(quantity)],
    )
    assert added == 201


@pytest.mark.requirement("CART-2", "CART-3", "CART-4")
@pytest.mark.parametrize("width", [390, 1280])
async def test_quantities_change_and_lines_come_back_in_place(
    open_page: OpenPage, connection: Connection, width: int
) -> None:
    page = await open_page("/cart", width=width)
    await expect(page.get_by_role("heading", name="Nothing in it yet")).to_be_visible()
    await check_accessible(page)
    await add_to_cart(page, await stock_product(connection, "Soup", price_minor=500))
    await add_to_cart(page, await stock_product(connection, "Bread", price_minor=200))
    await page.goto("/cart")
    await page.evaluate("window.never_reloaded = true")
    soup = page.locator("[data-line]", has_text="Soup")
    await soup.get_by_role("button", name="One more").click()
    await expect(page.locator(".sums .total dd")).to_have_text("$12.00")
    await expect(soup.get_by_role("button", name="One more")).to_be_focused()
    await expect(page.locator("[data-cart-count]")).to_have_text("3")
    await soup.get_by_role("textbox", name="Quantity").fill("99")
    await page.keyboard.press("Tab")
    await expect(page.locator(".sums .total dd")).to_have_text("$497.00")
    await page.locator("[data-line]", has_text="Bread").get_by_role("button", name="One fewer").click()
    await expect(page.get_by_text("Bread removed")).to_be_visible()
    await check_accessible(page)
    await page.get_by_role("button", name="Undo Bread").click()
    await expect(page.locator("[data-line]")).to_have_count(2)
    assert await page.evaluate("window.never_reloaded")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.requirement("CART-2", "CAT-3")
@pytest.mark.parametrize("width", [390, 1280])
async def test_a_word_without_end_breaks_instead_of_the_page(
    open_page: OpenPage, connection: Connection, width: int
) -> None:
    word = "Kapitänstorte" * 6
    product = await stock_product(connection, word, price_minor=999_900)
    page = await open_page(f"/products/{product}-x", width=width)
    fits = "document.documentElement.scrollWidth <= innerWidth"
    await expect(page.get_by_role("heading", name=word)).to_be_visible()
    assert await page.evaluate(fits)
    await page.get_by_role("button", name="Add to cart").click()
    line = page.locator("[data-line]")
    await expect(line).to_be_visible()
    assert await page.evaluate(fits)
    title, price = await line.locator("h3 a").bounding_box(), await line.locator(".line__price").bounding_box()
    assert title is not None
    assert price is not None
    assert title["x"] + title["width"] <= price["x"]


@pytest.mark.requirement("CART-6")
async def test_two_tabs_of_a_customer_agree(app: web.Application, open_page: OpenPage, connection: Connection) -> None:
    person = await add_person(connection)
    soup = await stock_product(connection, "Soup", price_minor=500)
    pages = []
    for _ in range(2):
        page = await open_page("/cart")
        await log_in_browser(app, page.context, Role.CUSTOMER, person)
        pages.append(page)
    one, other = pages
    await add_to_cart(one, soup)
    await expect(one.locator("[data-line]")).to_have_count(1)
    await connection.execute("update products set price_minor = 600 where id = $1", soup)
    await one.goto("/cart")
    await other.goto("/cart")
    await expect(one.get_by_text("The price of Soup went up from $5.00 to $6.00.")).to_be_visible()
    # both lines to the server stand before anything changes
    for page in pages:
        await page.wait_for_load_state("networkidle")
    await one.get_by_role("button", name="One more").click()
    await expect(one.locator(".sums .total dd")).to_have_text("$12.00")
    await expect(other.locator(".sums .total dd")).to_have_text("$12.00")
    await other.get_by_role("button", name="Remove Soup").click()
    await expect(one.get_by_role("heading", name="Nothing in it yet")).to_be_visible()


@pytest.mark.requirement("CART-6")
async def test_two_tabs_of_a_guest_agree_within_a_second(
    open_page: OpenPage, connection: Connection, prompt: Prompt
) -> None:
    one = await open_page("/cart")
    await add_to_cart(one, await stock_product(connection, "Soup", price_minor=500))
    await one.goto("/cart")
    other = await one.context.new_page()
    await other.goto("/cart")
    await expect(other.locator("[data-line]")).to_have_count(1)
    await one.get_by_role("button", name="One more").click()
    await expect(one.locator(".sums .total dd")).to_have_text("$10.00")
    await prompt(expect(other.locator(".sums .total dd")).to_have_text("$10.00"))
    await other.get_by_role("button", name="Remove Soup").click()
    await prompt(expect(one.get_by_role("heading", name="Nothing in it yet")).to_be_visible())
    await one.get_by_role("button", name="Undo Soup").click()
    await prompt(expect(other.locator("[data-line]")).to_have_count(1))
    menu = await one.context.new_page()
    await menu.goto("/")
    await menu.get_by_role("button", name="Add Soup").click()
    await prompt(expect(other.locator(".sums .total dd")).to_have_text("$15.00"))


@pytest.mark.requirement("CART-8", "CAT-8")
@pytest.mark.parametrize("role", [Role.GUEST, Role.CUSTOMER])
async def test_an_open_cart_follows_prices_and_what_sells_out(
    app: web.Application, open_page: OpenPage, connection: Connection, role: Role
) -> None:
    page = await open_page("/cart")
    if role is Role.CUSTOMER:
        await log_in_browser(app, page.context, role, await add_person(connection))
    soup = await stock_product(connection, "Soup", price_minor=500)
    await add_to_cart(page, soup)
    await page.goto("/cart")
    other = await page.context.new_page()
    await other.goto("/cart")

    async def change(words: str) -> None:
        async with app[TELLER].transaction() as unit:
            await unit.connection.execute(f"update products set {words} where id = $1", soup)  # noqa: S608 - tests' own
            touch_product(unit, soup)

    # before the page's line to the server stands: what was missed is read then
    await change("price_minor = 550")
    await expect(page.locator(".sums .total dd")).to_have_text("$5.50")
    for tab in (page, other):
        await expect(tab.get_by_text("The price of Soup went up from $5.00 to $5.50.")).to_be_visible()
        await tab.wait_for_load_state("networkidle")
    await change("available = false")
    for tab in (page, other):
        await expect(tab.get_by_text("Soup has sold out. Take it out of the cart to check out.")).to_be_visible()
        await expect(tab.get_by_role("link", name="Check out")).to_have_count(0)
    await change("available = true")
    await expect(page.get_by_role("link", name="Check out")).to_be_visible()


@pytest.mark.requirement("CART-8")
@pytest.mark.parametrize("width", [320, 390])
async def test_what_cannot_be_had_fits_a_phone_under_its_longest_name(
    open_page: OpenPage, connection: Connection, width: int
) -> None:
    page = await open_page("/cart", width=width)
    title = "Slow-roasted heirloom tomato, burrata and basil oil sourdough"
    product = await stock_product(connection, title, price_minor=123_450)
    await add_to_cart(page, product, 9)
    await connection.execute(
        "update products set available = false, unavailable_until = now() + interval '1 day' where id = $1", product
    )
    await page.goto("/cart")
    await expect(page.locator(".line .tag")).to_contain_text("Sold out until")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await check_accessible(page)


@pytest.mark.requirement("CART-6")
async def test_a_cart_the_server_has_lost_is_offered_back(
    app: web.Application, open_page: OpenPage, connection: Connection, settings: Settings
) -> None:
    page = await open_page("/cart")
    await add_to_cart(page, await stock_product(connection, "Soup"), 2)
    await page.goto("/cart")
    await expect(page.locator("[data-line]")).to_have_count(1)
    async for key in app[REDIS].scan_iter(f"{settings.redis_prefix}cart:*"):
        await app[REDIS].delete(key)
    await page.goto("/cart")
    await expect(page.get_by_text("Your last cart from this browser is still here: Soup.")).to_be_visible()
    await page.get_by_role("button", name="Put it back").click()
    await expect(page.locator("[data-line] input[name=quantity]")).to_have_value("2")
    await page.get_by_role("button", name="Remove Soup").click()
    await expect(page.get_by_text("Soup removed")).to_be_visible()
    async for key in app[REDIS].scan_iter(f"{settings.redis_prefix}cart:*"):
        await app[REDIS].delete(key)
    await page.goto("/cart")
    await expect(page.get_by_role("button", name="Put it back")).to_be_hidden()


@pytest.mark.requirement("CHK-2", "CHK-6")
@pytest.mark.parametrize("width", [390, 1280])
async def test_the_checkout_is_reviewed_corrected_and_placed(
    app: web.Application, open_page: OpenPage, connection: Connection, width: int
) -> None:
    await connection.execute("update shop_settings set delivery = true")
    page = await open_page("/cart", width=width)
    await log_in_browser(app, page.context, Role.CUSTOMER, await add_person(connection, "Ada Lovelace"))
    await add_to_cart(page, await stock_product(connection, "Soup", price_minor=500), 2)
    await page.goto("/cart")
    await page.get_by_role("link", name="Check out").click()
    await check_accessible(page)
    await expect(page.get_by_label("Delivery address")).to_be_hidden()
    await page.get_by_text("To your door").click()
    await page.get_by_label("Note to the kitchen").fill("Extra hot")
    await page.evaluate("document.querySelector('form[action=\"/checkout\"]').submit()")  # as without script
    await expect(page.locator("[data-failed-form]")).to_be_focused()
    await expect(page.get_by_label("Note to the kitchen")).to_have_value("Extra hot")
    await expect(page.locator("#field-address-error")).to_be_visible()
    await check_accessible(page)
    await page.get_by_label("Delivery address").fill("1 High Street")
    await page.get_by_role("button", name="Place order").dblclick()
    await expect(page).to_have_url(re.compile(r"/orders/[\w-]+$"))
    assert await connection.fetchval("select count(*) from orders") == 1
    assert await connection.fetchval("select note from orders") == "Extra hot"


@pytest.mark.requirement("CHK-2", "CHK-3", "PRED-5")
async def test_a_time_is_chosen_from_cards_or_the_list_and_the_promise_follows(
    app: web.Application, open_page: OpenPage, connection: Connection
) -> None:
    await connection.execute("update shop_settings set delivery = true, slot_capacity = 1")
    page = await open_page("/cart")
    await log_in_browser(app, page.context, Role.CUSTOMER, await add_person(connection, "Ada Lovelace"))
    await add_to_cart(page, await stock_product(connection, "Soup", price_minor=500))
    await page.goto("/checkout")
    listed, promise = page.locator("select[name=slot]"), page.locator("[data-promise-at]")
    asap = await promise.text_content()
    second = page.locator("[data-slot-cards] label").nth(2)
    time = (await second.locator("span").first.text_content() or "")[:5]
    await second.click()
    # late in the evening that is tomorrow, and says so
    await expect(listed.locator("option:checked")).to_have_attribute("data-at", re.compile(rf"^{time}(, tomorrow)?$"))
    await expect(promise).to_have_text(re.compile(rf"^Collect at {time}(, tomorrow)?$"))
    await page.get_by_text("To your door").click()
    await expect(promise).to_have_text(re.compile(rf"^Leaves our kitchen at {time}(, tomorrow)?$"))
    await page.get_by_text("At our counter").click()
    await listed.select_option("")
    await expect(page.locator("[data-slot-cards] input").first).to_be_checked()
    await expect(promise).to_have_text(asap or "")
    # somebody else takes the place meanwhile
    await second.click()
    slot = await listed.input_value()
    await connection.execute(
        "insert into slot_places (starts_at, taken) values (to_timestamp($1::bigint / 1000), 1)", int(slot)
    )
    await page.get_by_label("Note to the kitchen").fill("Extra hot")
    await page.get_by_role("button", name="Place order").click()
    await expect(page.get_by_text(f"{time} is full. Please choose another time.")).to_be_visible()
    await expect(page.get_by_label("Note to the kitchen")).to_have_value("Extra hot")
    await expect(page.locator("[data-slot-cards] label").nth(2)).to_contain_text("full")
    await check_accessible(page)
    await page.locator("[data-slot-cards] label").nth(3).click()
    later = await listed.input_value()
    await page.get_by_role("button", name="Place order").click()
    await expect(page).to_have_url(re.compile(r"/orders/[\w-]+$"))
    assert await connection.fetchval("select extract(epoch from slot)::bigint * 1000 from orders") == int(later)


@pytest.mark.requirement("CART-8", "CAT-10", "CHK-2")
async def test_an_open_checkout_follows_the_shop_and_keeps_what_was_typed(
    app: web.Application, open_page: OpenPage, connection: Connection
) -> None:
    page = await open_page("/cart")
    await log_in_browser(app, page.context, Role.CUSTOMER, await add_person(connection, "Ada Lovelace"))
    soup = await stock_product(connection, "Soup", price_minor=500)
    await add_to_cart(page, soup)
    await page.goto("/checkout")
    await page.get_by_label("Note to the kitchen").fill("Extra hot")
    async with app[TELLER].transaction() as unit:
        await unit.connection.execute("update products set price_minor = 550 where id = $1", soup)
        touch_product(unit, soup)
    await expect(page.locator(".sums .total dd")).to_have_text("$5.50")
    await expect(page.get_by_text("The price of Soup went up from $5.00 to $5.50.")).to_be_visible()
    await expect(page.get_by_label("Note to the kitchen")).to_have_value("Extra hot")
    async with app[TELLER].transaction() as unit:
        await unit.connection.execute("update shop_settings set paused_until = now() + interval '6 seconds'")
        unit.touch([MENU], opening_changed)
    app[SHOP].forget()
    await expect(page.get_by_role("heading", name="Ordering is closed just now")).to_be_visible()
    await check_accessible(page)
    # site/opening.js asks at the time the notice names, and once more when that was too early
    await expect(page.get_by_role("button", name="Place order")).to_be_visible(timeout=25_000)


@pytest.mark.requirement("CART-8", "CAT-8")
async def test_what_sells_out_under_an_open_checkout_is_named_in_the_cart(
    app: web.Application, open_page: OpenPage, connection: Connection
) -> None:
    page = await open_page("/cart")
    await log_in_browser(app, page.context, Role.CUSTOMER, await add_person(connection, "Ada Lovelace"))
    soup = await stock_product(connection, "Soup")
    await add_to_cart(page, soup)
    await page.goto("/checkout")
    async with app[TELLER].transaction() as unit:
        await unit.connection.execute("update products set available = false where id = $1", soup)
        touch_product(unit, soup)
    await page.wait_for_url("**/cart")
    await expect(page.get_by_text("Soup has sold out. Take it out of the cart to check out.")).to_be_visible()


@pytest.mark.requirement("CHK-2", "CART-8")
async def test_what_was_typed_outlives_what_sells_out_meanwhile_and_is_its_owners_alone(
    app: web.Application, open_page: OpenPage, connection: Connection
) -> None:
    await connection.execute("update shop_settings set delivery = true")
    page = await open_page("/cart")
    ada = await add_person(connection, "Ada Lovelace")
    await log_in_browser(app, page.context, Role.CUSTOMER, ada)
    soup = await stock_product(connection, "Soup", price_minor=500)
    await add_to_cart(page, soup)
    await add_to_cart(page, await stock_product(connection, "Bread", price_minor=200))
    await page.goto("/checkout")
    await page.get_by_text("To your door").click()
    await page.get_by_label("Delivery address").fill("1 High Street")
    await page.get_by_label("Allergies").fill("Nuts")
    async with app[TELLER].transaction() as unit:
        await unit.connection.execute("update products set retired_at = now() where id = $1", soup)
        touch_product(unit, soup)
    await expect(page.get_by_text("Soup is no longer sold.").first).to_be_visible()
    await page.get_by_role("button", name="Remove Soup").click()
    await page.get_by_role("link", name="Check out").click()
    await expect(page.get_by_label("Delivery address")).to_have_value("1 High Street")
    await expect(page.get_by_label("Allergies")).to_have_value("Nuts")
    # who logs out leaves nothing
    await page.goto("/account")
    await page.locator("main form[action='/logout'] button").click()
    await expect(page.get_by_role("link", name="Log in")).to_be_visible()
    await log_in_browser(app, page.context, Role.CUSTOMER, ada)
    await page.goto("/checkout")
    await expect(page.locator("[data-slot-cards]")).to_be_visible()
    await expect(page.get_by_label("Allergies")).to_have_value("")
    await page.get_by_label("Allergies").fill("Nuts")
    # somebody else in the same tab, when a session has ended by itself
    await log_in_browser(app, page.context, Role.CUSTOMER, await add_person(connection, "Grace Hopper"))
    await add_to_cart(page, await stock_product(connection, "Tea"))
    await page.goto("/checkout")
    await expect(page.locator("[data-slot-cards]")).to_be_visible()
    await expect(page.get_by_label("Allergies")).to_have_value("")
    # an order takes it along
    await page.get_by_label("Allergies").fill("Milk")
    await page.get_by_role("button", name="Place order").click()
    await expect(page).to_have_url(re.compile(r"/orders/[\w-]+$"))
    assert await connection.fetchval("select allergy from orders") == "Milk"
    await expect(page.locator("[data-fresh-words]")).to_contain_text("Live, as of")
    await add_to_cart(page, await stock_product(connection, "Cake"))
    await page.goto("/checkout")
    await expect(page.locator("[data-slot-cards]")).to_be_visible()
    await expect(page.get_by_label("Allergies")).to_have_value("")


@pytest.mark.requirement("CHK-2")
async def test_without_script_the_checkout_is_a_plain_form(
    app: web.Application, browser: Browser, server: TestServer, connection: Connection
) -> None:
    context = await browser.new_context(base_url=str(server.make_url("/")), java_script_enabled=False)
    await log_in_browser(app, context, Role.CUSTOMER, await add_person(connection, "Ada Lovelace"))
    await stock_product(connection, "Soup", price_minor=500)
    await connection.execute("update shop_settings set delivery = true")
    app[SHOP].forget()
    page = await context.new_page()
    await page.goto("/")
    await page.get_by_role("button", name="Add Soup").click()
    await page.get_by_role("link", name="Check out").click()
    listed = page.locator("select[name=slot]")
    await listed.select_option(index=3)
    chosen = await listed.input_value()
    await expect(page.get_by_label("Delivery address")).to_be_hidden()
    await page.locator("[name=fulfilment][value=delivery]").check()
    await expect(page.get_by_label("Delivery address")).to_be_visible()
    await page.locator("[name=fulfilment][value=pickup]").check()
    await page.get_by_role("button", name="Place order").click()
    await expect(page).to_have_url(re.compile(r"/orders/[\w-]+$"))
    await context.close()
    assert await connection.fetchval("select extract(epoch from slot)::bigint * 1000 from orders") == int(chosen)


async def opening_changed(_connection: Connection) -> list[NewEvent]:
    return [NewEvent(MENU, "opening.changed", "{}")]
