"""The catalogue's pages in Chromium: a product is made, changed, photographed, sold out, and open pages follow."""

import re

import pytest
from aiohttp import web
from playwright.async_api import Browser, FilePayload, Page, expect

from server.database import DATABASE
from server.orders.order import Role
from server.settings import Settings
from tests.browser.conftest import Prompt
from tests.browser.test_tracker import check_accessible, open_as
from tests.conftest import OpenPage
from tests.support.kitchen import log_in_browser
from tests.support.pictures import picture
from tests.support.shopping import stock_product


async def open_admin(app: web.Application, open_page: OpenPage, path: str, width: int = 1280) -> Page:
    return await open_as(app, open_page, Role.ADMIN, None, path, width=width, height=900)


async def fill_in(page: Page) -> None:
    """A product with two options, a group of two choices, and a photo."""
    await page.get_by_label("Title", exact=True).fill("Halloumi bun")
    await page.get_by_label("Description").fill("Grilled halloumi in a seeded bun.")
    await page.get_by_label("Price", exact=True).fill("8.40")
    await page.get_by_label("Type", exact=True).select_option(label="Other")
    await page.get_by_label("Option 1 name").fill("Regular")
    await page.get_by_label("Option 1 price").fill("8.40")
    await page.get_by_role("button", name="Add option").click()
    await expect(page.get_by_label("Option 2 name")).to_be_focused()
    await page.keyboard.type("Double")
    await page.get_by_label("Option 2 price").fill("10.90")
    await page.get_by_label("Option 2 stock").fill("12")
    await page.get_by_role("button", name="Add a group of choices").click()
    await expect(page.get_by_label("Group 1 name")).to_be_focused()
    await page.keyboard.type("Bread")
    await page.get_by_label("Choice 1 name").fill("Seeded")
    await page.get_by_role("button", name="Add choice").click()
    await page.keyboard.type("Gluten free")
    await page.get_by_label("Choice 2 price difference").fill("+0.80")


@pytest.mark.requirement("CAT-4", "CAT-11", "CAT-3", "CAT-7")
async def test_a_product_is_made_with_options_choices_and_a_photo_seen_before_it_is_sent(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    page = await open_admin(app, open_page, "/admin/products/new")
    await fill_in(page)
    preview = page.locator("[data-preview] img")
    upload = page.locator("[name=photo]")
    await upload.set_input_files(FilePayload(name="notes.txt", mimeType="text/plain", buffer=b"hello"))
    await expect(page.locator("#field-photo-error")).to_contain_text("no JPEG, PNG or WebP")
    await upload.set_input_files(FilePayload(name="bun.png", mimeType="image/png", buffer=picture("PNG")))
    await expect(page.locator("#field-photo-error")).to_be_hidden()
    await expect(preview).to_have_attribute("src", re.compile("^blob:"))
    assert await preview.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1200
    await check_accessible(page)

    await page.get_by_role("button", name="Create product").click()
    await expect(page.get_by_role("heading", name="Halloumi bun")).to_be_visible()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    assert "/photos/" in await preview.evaluate("image => image.decode().then(() => image.currentSrc)")
    await page.get_by_role("link", name="See in the shop").click()
    await expect(page.locator(".option")).to_contain_text(["Regular", "Double"])
    await expect(page.get_by_label("Bread", exact=True)).to_contain_text("Gluten free (+$0.80)")
    image = page.locator(".tile--hero img")
    assert await image.evaluate("image => image.decode().then(() => getComputedStyle(image).objectFit)") == "cover"
    await check_accessible(page)


@pytest.mark.requirement("CAT-7")
async def test_a_wrong_field_is_said_before_sending_and_a_refused_form_keeps_its_rows(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    page = await open_admin(app, open_page, "/admin/products/new")
    await page.get_by_role("button", name="Create product").click()
    await expect(page.get_by_label("Title", exact=True)).to_be_focused()
    await expect(page.locator("#field-title-error")).to_contain_text("Give it a name people know")
    await expect(page.locator("#field-type_id-error")).to_contain_text("Choose a type")
    await fill_in(page)
    await expect(page.locator("#field-type_id-error")).to_be_hidden()
    await page.get_by_label("Price", exact=True).fill("8.405")
    await page.get_by_label("Option 2 price").fill("much")
    await page.locator("[name=photo]").set_input_files(
        FilePayload(name="bun.png", mimeType="image/png", buffer=picture("PNG"))
    )
    await page.get_by_role("button", name="Create product").click()
    await expect(page.locator("[data-failed-form]")).to_be_focused()
    await expect(page.locator("#field-price-error")).to_contain_text("Did you mean 8.40 or 8.41?")
    await expect(page.locator("#option-2-price-error")).to_contain_text("in digits")
    await expect(page.get_by_text("Please choose the photo once more")).to_be_visible()
    await expect(page.get_by_label("Choice 2 name")).to_have_value("Gluten free")
    await check_accessible(page)
    await page.get_by_label("Price", exact=True).fill("8.40")
    await page.get_by_label("Option 2 price").fill("10.90")
    await page.get_by_role("button", name="Create product").click()
    await expect(page.get_by_role("heading", name="Halloumi bun")).to_be_visible()


@pytest.mark.requirement("CAT-4", "CAT-3")
async def test_rows_that_are_removed_are_gone_from_the_shop(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    page = await open_admin(app, open_page, "/admin/products/new")
    await fill_in(page)
    await page.get_by_role("button", name="Create product").click()
    await page.get_by_role("button", name="Remove option 1").click()
    await expect(page.get_by_label("Option 1 name")).to_have_value("Double")
    await page.get_by_role("button", name="Remove group 1").click()
    await page.get_by_role("button", name="Save product").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await expect(page.get_by_label("Option 1 name")).to_have_value("Double")
    await expect(page.get_by_label("Option 2 name")).to_have_value("")
    await expect(page.get_by_label("Group 1 name")).to_have_count(0)


@pytest.mark.requirement("CAT-8", "CAT-9", "CAT-4")
async def test_the_list_marks_sold_out_and_counts_in_place_and_open_pages_follow(
    app: web.Application, server: object, open_page: OpenPage, prompt: Prompt
) -> None:
    async with app[DATABASE].acquire() as connection:
        product_id = await stock_product(connection, "Flat white", stock=10)
    menu = await open_page("/")
    shown = await open_page(f"/products/{product_id}-x", width=390)
    card = menu.locator(f"[data-product='{product_id}']")
    for page in (menu, shown):
        await page.evaluate("window.never_reloaded = true")
    admin = await open_admin(app, open_page, "/admin/products")
    await admin.evaluate("window.never_reloaded = true")

    await admin.get_by_role("button", name="Mark sold out").click()
    await prompt(expect(card.locator(".tag--out")).to_be_visible())
    await prompt(expect(shown.locator("[data-buy]")).to_be_disabled())
    await expect(admin.locator("[data-state]")).to_have_text("Sold out")
    await admin.get_by_role("button", name="Put back").click()
    await prompt(expect(card.locator(".tag--out")).to_have_count(0))
    await prompt(expect(shown.locator("[data-buy]")).to_be_enabled())
    await expect(admin.locator("[data-state]")).to_have_text("On sale")

    stock = admin.get_by_label("Stock of Flat white")
    await stock.fill("0")
    await admin.get_by_role("button", name="Save stock").click()
    await prompt(expect(card.locator(".tag--out")).to_be_visible())
    await stock.fill("many")
    await admin.get_by_role("button", name="Save stock").click()
    await expect(admin.locator("[data-toasts]")).to_contain_text("Type a whole number")
    assert await admin.evaluate("window.never_reloaded")

    await admin.goto(f"/admin/products/{product_id}")
    await admin.get_by_label("Price", exact=True).fill("5.55")
    await admin.get_by_label("Stock", exact=True).fill("8")
    await admin.get_by_role("button", name="Save product").click()
    await prompt(expect(card.locator("[data-price]")).to_have_text("$5.55"))
    await expect(shown.locator("[data-sum]")).to_have_text("$5.55")
    assert await menu.evaluate("window.never_reloaded")
    assert await shown.evaluate("window.never_reloaded")
    await admin.get_by_role("button", name="Retire").click()
    await prompt(expect(shown.get_by_text("We no longer sell this.")).to_be_visible())
    await expect(card.locator(".card__add")).to_be_hidden()
    await check_accessible(admin)


@pytest.mark.requirement("CAT-5")
async def test_types_are_made_moved_renamed_and_deleted(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    page = await open_admin(app, open_page, "/admin/types")
    for title in ("Hot drinks", "Juices"):
        await page.get_by_label("Name", exact=True).fill(title)
        await page.get_by_role("button", name="Create type").click()
        await expect(page.get_by_label(f"Name of the type {title}")).to_be_visible()
    await page.get_by_role("button", name="Move Juices up").click()
    await expect(page.locator(".types__title .input").first).to_have_value("Juices")
    await page.get_by_label("Name of the type Juices").fill("hot drinks")
    await page.get_by_role("button", name="Rename Juices").click()
    await expect(page.get_by_text("There is a type called")).to_be_visible()
    await expect(page.get_by_label("Name of the type Juices")).to_be_focused()
    await check_accessible(page)
    await page.get_by_text("Delete Hot drinks", exact=True).click()
    await page.get_by_role("button", name="Yes, delete Hot drinks").click()
    await expect(page.locator(".types__row")).to_have_count(2)


@pytest.mark.requirement("CAT-4", "CAT-11")
async def test_without_script_the_form_still_makes_options_and_choices(
    app: web.Application, server: object, browser: Browser, settings: Settings
) -> None:
    context = await browser.new_context(base_url=settings.public_url, java_script_enabled=False)
    try:
        page = await context.new_page()
        await page.goto("/board")
        await log_in_browser(app, context, Role.ADMIN)
        await page.goto("/admin/products/new")
        await page.get_by_label("Title", exact=True).fill("Bun")
        await page.get_by_label("Description").fill("Warm.")
        await page.get_by_label("Price", exact=True).fill("4")
        await page.get_by_label("Type", exact=True).select_option(label="Other")
        await page.get_by_label("Option 1 name").fill("Large")
        await page.get_by_label("Option 1 price").fill("5")
        await page.get_by_text("Add a group of choices").click()
        await page.get_by_label("Group 1 name").fill("Bread")
        await page.get_by_label("Choice 1 name").fill("Rye")
        await page.get_by_role("button", name="Create product").click()
        await page.get_by_label("Option 2 name").fill("Small")
        await page.get_by_label("Option 2 price").fill("3")
        await page.get_by_label("Choice 2 name").first.fill("White")
        await page.get_by_role("button", name="Save product").click()
        await expect(page.get_by_label("Option 2 name")).to_have_value("Small")
        await expect(page.get_by_label("Choice 2 name").first).to_have_value("White")
        await page.goto("/admin/products")
        await page.get_by_role("button", name="Mark sold out").click()
        await expect(page).to_have_url(f"{settings.public_url}/admin/products")
        await expect(page.locator("[data-state]")).to_have_text("Sold out")
    finally:
        await context.close()


@pytest.mark.requirement("CAT-4", "CAT-5")
@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_the_catalogues_pages_fit_any_screen(
    app: web.Application, server: object, open_page: OpenPage, width: int
) -> None:
    async with app[DATABASE].acquire() as connection:
        product_id = await stock_product(connection, "A product with quite a long name that goes on and on", stock=3)
        await connection.execute(
            "insert into product_options (product_id, title, price_minor, stock)"
            " values ($1, 'Very large indeed', 900, 2)",
            product_id,
        )
        await connection.execute("insert into product_types (slug, title) values ('t', 'A type with a long name')")
    page = await open_admin(app, open_page, "/admin/products", width)
    for path in ("/admin/products", f"/admin/products/{product_id}", "/admin/products/new", "/admin/types"):
        await page.goto(path)
        assert await page.evaluate("document.documentElement.scrollWidth") == width, path
        await check_accessible(page)


@pytest.mark.requirement("CAT-1", "CAT-3", "CAT-4")
@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_words_that_never_end_widen_no_page(
    app: web.Application, server: object, open_page: OpenPage, width: int
) -> None:
    async with app[DATABASE].acquire() as connection:
        long_type = await connection.fetchval(
            "insert into product_types (slug, title) values ('w', repeat('W', 60)) returning id"
        )
        product_id = await stock_product(
            connection, "W" * 120, slug="w", description="W" * 400, type_id=long_type, tags=["W" * 30]
        )
        await connection.execute(
            "insert into product_options (product_id, title, price_minor) values ($1, repeat('W', 60), 900)", product_id
        )
        group_id = await connection.fetchval(
            "insert into choice_groups (product_id, title, several) values ($1, repeat('W', 60), false) returning id",
            product_id,
        )
        await connection.execute("insert into choices (group_id, title) values ($1, repeat('W', 60))", group_id)
        await connection.execute(
            "update shop_settings set shop_name = repeat('W', 60), address_line = repeat('W', 120)"
        )
    page = await open_admin(app, open_page, "/", width)
    for path in (
        "/",
        "/menu/w",
        f"/products/{product_id}-w",
        "/account",
        "/admin/products",
        f"/admin/products/{product_id}",
        "/admin/types",
    ):
        await page.goto(path)
        assert await page.evaluate("document.documentElement.scrollWidth") == width, path
    await page.context.clear_cookies()
    for path in ("/login", "/register", "/pair"):
        await page.goto(path)
        assert await page.evaluate("document.documentElement.scrollWidth") == width, path
