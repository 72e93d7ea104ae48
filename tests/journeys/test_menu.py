"""The menu and the product page, through the whole application."""

import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from aiohttp import web

from server.access.clock import utc_now
from server.database import Connection
from server.history import MENU, find_versions, get_epoch
from server.realtime.offers import OTHER_EPOCH
from server.realtime.telling import TELLER
from shop.menu.telling import touch_product
from shop.menu.topics import OFFERS
from tests.conftest import OpenPage
from tests.support.shopping import Client, Visitor, stock_product


@pytest_asyncio.fixture
async def visitor(client: Client) -> AsyncIterator[Visitor]:
    yield Visitor(client)


async def add_type(connection: Connection, title: str, position: int) -> int:
    type_id: int = await connection.fetchval(
        "insert into product_types (slug, title, position) values ($1, $2, $3) returning id",
        title.lower().replace(" ", "-"),
        title,
        position,
    )
    return type_id


@pytest.mark.requirement("CAT-1", "CAT-2")
async def test_the_menu_runs_by_type_and_position_and_is_paged(visitor: Visitor, connection: Connection) -> None:
    juices, teas = await add_type(connection, "Juices", 2), await add_type(connection, "Hot teas", 1)
    for place in range(30):
        await stock_product(connection, f"Juice {place:02}", type_id=juices, position=30 - place)
    await stock_product(connection, "Mint tea", type_id=teas, position=99)
    await stock_product(connection, "Old tea", type_id=teas, retired_at=utc_now())
    first, second = await visitor.get("/"), await visitor.get("/?page=2")
    titles = [product["title"] for product in first["products"] + second["products"]]
    assert titles == ["Mint tea", *(f"Juice {place:02}" for place in reversed(range(30)))]
    assert [(menu["page"], menu["pages"], menu["total"], len(menu["products"])) for menu in (first, second)] == [
        (1, 2, 31, 24),
        (2, 2, 31, 7),
    ]
    of_type = await visitor.get("/menu/juices?page=2")
    assert (of_type["total"], of_type["pages"], len(of_type["products"])) == (30, 2, 6)
    page = await visitor.page("/menu/juices")
    assert "Juice 29" in page
    assert "Mint tea" not in page


@pytest.mark.requirement("CAT-1")
@pytest.mark.parametrize("path", ["/?page=2", "/?page=0", "/?page=x", "/menu/no-such-type", "/menu/other?page=2"])
async def test_a_page_that_is_not_there_is_404(visitor: Visitor, connection: Connection, path: str) -> None:
    await stock_product(connection)
    assert (await visitor.get(path))["status"] == 404


async def test_an_empty_shop_has_one_empty_page(visitor: Visitor) -> None:
    assert await visitor.get("/") == {"products": [], "page": 1, "pages": 1, "total": 0}
    assert (await visitor.client.get("/menu/other")).status == 200


@pytest.mark.requirement("CAT-1")
async def test_a_card_shows_price_wait_and_picture_and_can_be_added_without_script(
    visitor: Visitor, connection: Connection
) -> None:
    product = await stock_product(connection, "Flat white", price_minor=380, prep_minutes=7, drawing="flat-white")
    page = await visitor.page("/")
    assert "$3.80" in page
    assert "7 min" in page
    assert "/art/flat-white.svg" in page
    form = re.search(r'<form class="card__add"(.*?)</form>', page, re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))
    assert fields["product_id"] == str(product)
    answer = await visitor.client.post("/cart/items", data=fields, allow_redirects=False)
    assert answer.status == 303
    assert [line["quantity"] for line in (await visitor.get("/cart"))["lines"]] == [1]


@pytest.mark.requirement("CAT-1", "CAT-9")
async def test_what_is_sold_out_is_shown_and_says_when_it_returns(visitor: Visitor, connection: Connection) -> None:
    await stock_product(connection, "Bakewell", stock=0)
    await stock_product(connection, "Waffle", available=False, unavailable_until=utc_now() + timedelta(days=1))
    await stock_product(connection, "Scone", available=False, unavailable_until=utc_now() - timedelta(minutes=1))
    on_sale = {product["title"]: product["available"] for product in (await visitor.get("/"))["products"]}
    assert on_sale == {"Bakewell": False, "Waffle": False, "Scone": True}
    page = await visitor.page("/")
    assert "Sold out</span>" in page
    assert "Back tomorrow" in page
    assert page.count("data-add-to-cart hidden") == 2


@pytest.mark.requirement("CAT-3")
async def test_a_product_page_opens_under_its_own_address_whatever_slug_was_saved(
    visitor: Visitor, connection: Connection
) -> None:
    product_id = await stock_product(
        connection, "Flat white", slug="flat-white", description="Short <b>and</b> strong."
    )
    for path in (f"/products/{product_id}-old-name", f"/products/{product_id}", f"/products/0{product_id}-flat-white"):
        answer = await visitor.client.get(path, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (301, f"/products/{product_id}-flat-white"), path
    page = await visitor.page(f"/products/{product_id}-flat-white")
    assert "Short &lt;b&gt;and&lt;/b&gt; strong." in page
    shape = await visitor.get(f"/products/{product_id}-flat-white")
    assert (shape["id"], shape["slug"], shape["available"]) == (product_id, "flat-white", True)


@pytest.mark.requirement("CAT-3")
@pytest.mark.parametrize("path", ["/products/999999-x", "/products/x-y", "/products/-1-x", f"/products/{'9' * 18}-x"])
async def test_an_unknown_product_is_404(visitor: Visitor, path: str) -> None:
    assert (await visitor.client.get(path)).status == 404


@pytest.mark.requirement("CAT-3")
async def test_a_retired_product_opens_says_so_and_cannot_be_added(visitor: Visitor, connection: Connection) -> None:
    product_id = await stock_product(connection, "Old tea", slug="old-tea", retired_at=utc_now())
    page = await visitor.page(f"/products/{product_id}-old-tea")
    assert "We no longer sell this." in page
    assert "data-buy" not in page
    assert (await visitor.get(f"/products/{product_id}-old-tea"))["retired"] is True
    assert (await visitor.post("/cart/items", product_id=product_id, quantity=1)).status == 409


@pytest.mark.requirement("CAT-3")
async def test_options_and_choices_stand_on_the_page(visitor: Visitor, connection: Connection) -> None:
    product_id = await stock_product(connection, "Latte", slug="latte", price_minor=400)
    await connection.execute(
        "insert into product_options (product_id, title, price_minor, stock, position)"
        " values ($1, 'Large', 480, 0, 2), ($1, 'Small', 380, 2, 1)",
        product_id,
    )
    group = await connection.fetchval(
        "insert into choice_groups (product_id, title) values ($1, 'Milk') returning id", product_id
    )
    await connection.execute(
        "insert into choices (group_id, title, price_minor, position) values ($1, 'Whole', 0, 1), ($1, 'Oat', 40, 2)",
        group,
    )
    shape = await visitor.get(f"/products/{product_id}-latte")
    assert (shape["price"], shape["stock"]) == (380, None)
    assert [(o["title"], o["price"], o["stock"]) for o in shape["options"]] == [("Small", 380, 2), ("Large", 480, 0)]
    assert [c["title"] for c in shape["choice_groups"][0]["choices"]] == ["Whole", "Oat"]
    page = await visitor.page(f"/products/{product_id}-latte")
    for words in ("2 left", "Sold out", "Milk", "Oat (+$0.40)"):
        assert words in page
    # without script, too, the button says what the form as it stands would cost
    await connection.execute("update product_options set stock = case title when 'Large' then 1 else 0 end")
    await connection.execute("update choices set price_minor = 30 where title = 'Whole'")
    assert '<span class="num" data-sum>$5.10</span>' in await visitor.page(f"/products/{product_id}-latte")


@pytest.mark.requirement("CAT-1")
async def test_a_touched_product_is_told_once_and_the_next_page_knows_what_it_missed(
    client: Client, app: web.Application, connection: Connection
) -> None:
    product_id = await stock_product(connection, "Bakewell", stock=1)
    (offer,) = OFFERS
    before = (await find_versions(connection, [MENU]))[MENU]
    async with app[TELLER].transaction() as unit:
        await unit.connection.execute("update products set stock = 0 where id = $1", product_id)
        touch_product(unit, product_id)
        touch_product(unit, product_id)
    assert (await find_versions(connection, [MENU]))[MENU] == before + 1
    state = json.loads(await offer.read_state(connection, MENU, before))
    assert [(product["id"], product["available"]) for product in state["changed"]] == [(product_id, False)]
    assert json.loads(await offer.read_state(connection, MENU, before + 1)) == {"changed": []}
    assert json.loads(await offer.read_state(connection, MENU, None)) == {"changed": []}
    for since in (OTHER_EPOCH, before + 99):
        assert json.loads(await offer.read_state(connection, MENU, since)) == {"changed": [], "reload": True}


@pytest.mark.requirement("CAT-1")
async def test_an_open_menu_shows_sold_out_and_back_without_reload(
    open_page: OpenPage, app: web.Application, connection: Connection
) -> None:
    product_id = await stock_product(connection, "Bakewell", stock=1, slug="bakewell", price_minor=420)
    menu, product = await open_page("/", width=390), await open_page(f"/products/{product_id}-bakewell")
    epoch = await get_epoch(connection)
    assert await menu.locator("[data-menu]").get_attribute("data-epoch") == epoch

    async def change(stock: int, price: int) -> None:
        async with app[TELLER].transaction() as unit:
            await unit.connection.execute(
                "update products set stock = $2, price_minor = $3 where id = $1", product_id, stock, price
            )
            touch_product(unit, product_id)

    await change(0, 450)
    await menu.locator(".card--out .tag--out").wait_for()
    assert await menu.locator("button[aria-label='Add Bakewell']").is_hidden()
    assert await menu.locator("[data-price]").inner_text() == "$4.50"
    await product.locator("[data-buy]:disabled").wait_for()
    await change(3, 430)
    await menu.locator("button[aria-label='Add Bakewell']").click()
    await menu.locator(".toast", has_text="Bakewell is in your cart.").wait_for()
    assert await menu.locator("[data-cart-link] [data-cart-count]").inner_text() == "1"
    await product.locator("[data-sum]", has_text="$4.30").wait_for()
    await product.locator("[data-step='1']").click()
    assert await product.locator("[data-sum]").inner_text() == "$8.60"
