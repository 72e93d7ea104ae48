"""Products in the back office: made, changed, found, retired; who may, and what a wrong field gets."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient

from server.database import DATABASE
from server.orders.order import Role
from server.orders.shapes import Json
from tests.support.kitchen import LoggedIn, log_in, pair_display
from tests.support.shopping import stock_product

Person = TestClient[web.Request, web.Application]
NewClient = Callable[[], Awaitable[Person]]

Fields = dict[str, Any]


async def other_type(app: web.Application) -> int:
    async with app[DATABASE].acquire() as connection:
        type_id: int = await connection.fetchval("select id from product_types where built_in")
    return type_id


async def send(
    who: LoggedIn, path: str, fields: Fields, *, accept: str = "application/json", **headers: str
) -> tuple[int, Json]:
    """Post a form whose lists are repeated fields; status and JSON (of a page: its text under «page»)."""
    body = FormData([("csrf_token", who.csrf_token)])
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            body.add_field(name, str(one))
    answer = await who.client.post(path, data=body, headers={"Accept": accept, **headers}, allow_redirects=False)
    if accept == "application/json":
        shape: Json = await answer.json(content_type=None)
        return answer.status, shape
    return answer.status, {"page": await answer.text(), "location": answer.headers.get("Location", "")}


async def fields_of(app: web.Application, **changes: object) -> Fields:
    return {
        "title": "Halloumi bun",
        "description": "Grilled halloumi in a seeded bun.",
        "price": "8.40",
        "type_id": await other_type(app),
        **changes,
    }


async def create(app: web.Application, who: LoggedIn, **changes: object) -> Json:
    status, shape = await send(who, "/admin/products", await fields_of(app, **changes))
    assert status == 201, shape
    product: Json = shape["product"]
    return product


@pytest.mark.requirement("CAT-4")
async def test_an_admin_creates_a_product_with_everything(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    status, shape = await send(
        admin,
        "/admin/products",
        await fields_of(
            app,
            title="Crème brûlée",
            kitchen_title="Brulee",
            tags="Vegetarian, gluten free",
            prep_minutes=9,
            station="pastry",
            stock="12",
            option_id=["", ""],
            option_title=["Small", "Large"],
            option_price=["4.20", "6.00"],
            option_stock=["", "3"],
            group_title=["Milk", "Without"],
            group_several=["0", "1"],
            choice_group=["0", "0", "1"],
            choice_title=["Whole", "Oat", "Onion"],
            choice_price=["", "+0.40", "-0.20"],
            choice_removes=["0", "0", "1"],
        ),
    )
    product = shape["product"]

    assert status == 201
    assert product["slug"] == "creme-brulee"
    assert (product["kitchen_title"], product["station"], product["prep_minutes"]) == ("Brulee", "pastry", 9)
    assert product["tags"] == ["vegetarian", "gluten free"]
    assert [(o["title"], o["price"], o["stock"]) for o in product["options"]] == [
        ("Small", 420, None),
        ("Large", 600, 3),
    ]
    assert product["price"] == 420
    assert [
        (g["title"], g["several"], [(c["title"], c["price"], c["removes"]) for c in g["choices"]])
        for g in product["choice_groups"]
    ] == [("Milk", False, [("Whole", 0, False), ("Oat", 40, False)]), ("Without", True, [("Onion", -20, True)])]
    page = await client.get(f"/products/{product['id']}-creme-brulee")
    assert page.status == 200
    assert "/art/" in await page.text()


@pytest.mark.requirement("CAT-4")
async def test_what_is_left_out_of_a_new_product_has_a_sensible_value(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    product = await create(app, admin, title="Slow roasted winter vegetables on toasted sourdough")
    assert (product["prep_minutes"], product["station"], product["stock"]) == (4, "kitchen", None)
    assert product["kitchen_title"] == "Slow roasted winter"
    assert product["available"] is True


@pytest.mark.requirement("CAT-4", "CAT-3")
async def test_a_field_left_out_of_a_change_keeps_its_value(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    before = await create(
        app,
        admin,
        tags="vegan",
        stock="7",
        prep_minutes=11,
        option_title=["Small", "Large"],
        option_price=["4.20", "6.00"],
        group_title="Milk",
        choice_group="0",
        choice_title="Oat",
        choice_price="0.40",
    )
    status, shape = await send(admin, f"/admin/products/{before['id']}", {"price": "9.10"})
    assert status == 200
    assert shape["product"] == {**before, "own_price": 910}


@pytest.mark.requirement("CAT-4", "CAT-3")
async def test_options_and_choices_that_stay_keep_their_ids_and_others_are_retired(
    app: web.Application, client: Person
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    before = await create(
        app,
        admin,
        option_title=["Small", "Large"],
        option_price=["4.20", "6.00"],
        group_title="Milk",
        choice_group=["0", "0"],
        choice_title=["Whole", "Oat"],
        choice_price=["", "0.40"],
    )
    small, large = before["options"]
    whole, oat = before["choice_groups"][0]["choices"]
    _, shape = await send(
        admin,
        f"/admin/products/{before['id']}",
        {
            "option_id": [large["id"], ""],
            "option_title": ["Very large", "Tiny"],
            "option_price": ["6.50", "2.00"],
            "option_stock": ["", ""],
            "group_title": "Milk",
            "group_several": "0",
            "choice_group": ["0", "0"],
            "choice_title": ["Oat", "Soy"],
            "choice_price": ["0.50", "0.30"],
        },
    )
    after = shape["product"]
    first = after["options"][0]
    assert (first["id"], first["title"], first["price"]) == (large["id"], "Very large", 650)
    assert after["options"][1]["id"] not in (small["id"], large["id"])
    choices = after["choice_groups"][0]["choices"]
    assert (choices[0]["id"], choices[0]["price"]) == (oat["id"], 50)
    assert choices[1]["id"] not in (whole["id"], oat["id"])
    async with app[DATABASE].acquire() as connection:
        assert await connection.fetchval(
            "select retired_at is not null from product_options where id = $1", small["id"]
        )
        assert await connection.fetchval("select retired_at is not null from choices where id = $1", whole["id"])


@pytest.mark.requirement("CAT-4", "CAT-3")
async def test_empty_rows_remove_every_option_and_choice(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    before = await create(
        app, admin, option_title="Small", option_price="4.20", group_title="Milk", choice_group="0", choice_title="Oat"
    )
    _, shape = await send(
        admin,
        f"/admin/products/{before['id']}",
        {
            "option_id": before["options"][0]["id"],
            "option_title": "",
            "option_price": "",
            "option_stock": "",
            "group_title": "",
            "group_several": "0",
        },
    )
    assert (shape["product"]["options"], shape["product"]["choice_groups"]) == ([], [])


@pytest.mark.requirement("CAT-7")
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("title", "  ", "Give it a name"),
        ("title", "\u200b", "Give it a name"),
        ("title", "x" * 121, "at most 120"),
        ("description", "", "Describe it in a sentence"),
        ("price", "", "Type a price"),
        ("price", "0", "more than zero"),
        ("price", "0.00", "more than zero"),
        ("price", "-1", "more than zero"),
        ("price", "1e3", "in digits"),
        ("price", "4.205", "Did you mean 4.20 or 4.21?"),
        ("price", "٤", "in digits"),
        ("type_id", "", "Choose a type"),
        ("type_id", "999999", "no longer there"),
        ("prep_minutes", "241", "from 0 to 240"),
        ("prep_minutes", "-1", "from 0 to 240"),
        ("stock", "-1", "whole number"),
        ("stock", "1.5", "whole number"),
        ("tags", "a" * 31, "short words"),
        ("tags", "vegan, " * 100, "at most 600"),
        ("tags", "vegan\x00", "cannot be read"),
        ("option_title", "\u200b", "Name this option"),
        ("option_price", "0", "more than zero"),
        ("option_stock", "-3", "whole number"),
        ("option_id", "77", "no longer there"),
        ("choice_price", "free", "in digits"),
        ("choice_price", "-9.00", "less than nothing"),
        ("choice_title", "\u200b", "Name this choice"),
        ("group_title", "\u2028\u200b", "Name this group"),
        ("choice_group", "4", "counted from 0"),
        ("choice_group", "0000000004", "counted from 0"),
        ("choice_group", "0" * 9 + "1" * 5000, "counted from 0"),
    ],
)
async def test_a_wrong_field_is_said_with_a_suggestion_and_nothing_is_written(
    app: web.Application, client: Person, name: str, value: str, words: str
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    rows: Fields = {}
    if name.startswith("option"):
        rows = {"option_id": "", "option_title": "Small", "option_price": "1.00", "option_stock": ""}
    if name.startswith(("choice", "group")):
        rows = {"group_title": "Milk", "group_several": "0", "choice_group": "0", "choice_title": "Oat"}
    status, problem = await send(admin, "/admin/products", await fields_of(app, **{**rows, name: value}))
    assert (status, problem["type"]) == (422, "wrong-fields")
    assert words in problem["errors"][name][0]
    async with app[DATABASE].acquire() as connection:
        assert await connection.fetchval("select count(*) from products") == 0


@pytest.mark.requirement("CAT-7", "CAT-11")
async def test_a_choice_without_any_group_is_refused_and_not_lost(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    product = await create(app, admin)
    fields = {"choice_group": "0", "choice_title": "Oat", "choice_price": "0.40"}
    status, problem = await send(admin, f"/admin/products/{product['id']}", fields)
    assert (status, list(problem["errors"])) == (422, ["choice_group"])


@pytest.mark.requirement("CAT-4")
async def test_what_nobody_would_see_is_as_good_as_left_empty(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    product = await create(app, admin, kitchen_title="\u200b", station="\u2060", tags="vegan,\u200b, ,\ufeff")
    assert (product["kitchen_title"], product["station"]) == ("Halloumi bun", "kitchen")
    assert product["tags"] == ["vegan"]


@pytest.mark.requirement("CAT-7")
async def test_a_form_that_failed_comes_back_as_it_was_typed_rows_included(
    app: web.Application, client: Person
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    fields = await fields_of(
        app,
        title="<b>Bun</b>",
        price="8.405",
        option_id=["", "", ""],
        option_title=["Regular", "Double", ""],
        option_price=["8.40", "much", ""],
        option_stock=["", "12", ""],
        group_title=["Bread", ""],
        group_several=["1", "0"],
        choice_group=["0", "1"],
        choice_title=["Seeded", ""],
        choice_price=["0.30", ""],
        choice_removes=["0", "0"],
    )
    status, answer = await send(admin, "/admin/products", fields, accept="text/html")
    page = answer["page"]
    assert status == 422
    assert "Did you mean 8.40 or 8.41?" in page
    for typed in ('value="8.405"', "&lt;b&gt;Bun&lt;/b&gt;", 'value="Regular"', 'value="much"', 'value="Bread"'):
        assert typed in page
    assert 'value="12"' in page
    assert 'value="Seeded"' in page
    assert 'id="option-2-price" aria-invalid="true" aria-describedby="option-2-price-error"' in page


@pytest.mark.requirement("CAT-9", "CAT-4")
async def test_a_stock_edit_applies_the_difference_to_what_the_form_showed(
    app: web.Application, client: Person
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    product = await create(app, admin, stock="10")
    path = f"/admin/products/{product['id']}"
    async with app[DATABASE].acquire() as connection:
        await connection.execute("update products set stock = 7")  # three were sold since the form was opened
    _, shape = await send(admin, path, {"stock": "15", "stock_seen": "10"})
    assert shape["product"]["stock"] == 12
    _, shape = await send(admin, path, {"title": "Bun", "stock": "10", "stock_seen": "10"})
    assert shape["product"]["stock"] == 12
    status, problem = await send(admin, path, {"stock": "0", "stock_seen": "15"})
    assert status == 422
    assert "12 are left now" in problem["errors"]["stock"][0]
    _, shape = await send(admin, path, {"stock": "", "stock_seen": "12"})
    assert shape["product"]["stock"] is None
    _, shape = await send(admin, path, {"stock": "5"})
    assert shape["product"]["stock"] == 5


@pytest.mark.requirement("CAT-9", "CAT-4")
async def test_an_options_stock_edit_applies_the_difference_too(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    product = await create(app, admin, option_title="Large", option_price="5", option_stock="10")
    path, option = f"/admin/products/{product['id']}", product["options"][0]["id"]
    row = {"option_id": option, "option_title": "Large", "option_price": "5"}
    async with app[DATABASE].acquire() as connection:
        await connection.execute("update product_options set stock = 4")
    _, shape = await send(admin, path, {**row, "option_stock": "12", "option_stock_seen": "10"})
    assert shape["product"]["options"][0]["stock"] == 6
    status, problem = await send(admin, path, {**row, "option_stock": "1", "option_stock_seen": "10"})
    assert status == 422
    assert "6 are left now" in problem["errors"]["option_stock"][0]


@pytest.mark.requirement("CAT-4")
async def test_the_list_finds_by_words_type_stock_and_retirement_twenty_a_page(
    app: web.Application, client: Person
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    async with app[DATABASE].acquire() as connection:
        tea = await connection.fetchval("insert into product_types (slug, title) values ('teas', 'Teas') returning id")
        for number in range(19):
            await stock_product(connection, f"Bun number {number}")
        await stock_product(connection, "Green tea", type_id=tea, stock=5)
        await stock_product(connection, "Black tea 100%", type_id=tea, stock=6)
        gone = await stock_product(connection, "Old tea", type_id=tea, stock=1)
        with_option = await stock_product(connection, "Chai", stock=0)
        await connection.execute("update products set retired_at = now() where id = $1", gone)
        await connection.execute(
            "insert into product_options (product_id, title, price_minor, stock) values ($1, 'Pot', 400, 9)",
            with_option,
        )

    async def found(query: str) -> list[str]:
        answer = await admin.get(f"/admin/products{query}")
        return [product["title"] for product in (await answer.json())["products"]]

    everything = await (await admin.get("/admin/products")).json()
    assert (len(everything["products"]), everything["pages"], everything["total"]) == (20, 2, 22)
    assert everything["products"][0]["title"] == "Chai"
    assert len(await found("?page=2")) == 2
    assert (await admin.get("/admin/products?page=3")).status == 404
    assert await found("?q=TEA+gre") == ["Green tea"]
    assert await found("?q=100%25") == ["Black tea 100%"]
    assert await found("?type=teas") == ["Black tea 100%", "Green tea"]
    assert await found("?stock=low") == ["Green tea"]
    assert await found("?show=retired") == ["Old tea"]
    assert await found("?type=teas&show=all&stock=low") == ["Old tea", "Green tea"]
    page = await (await admin.get("/admin/products?q=nothing", accept="text/html")).text()
    assert "Nothing here matches" in page


@pytest.mark.requirement("CAT-6")
async def test_a_retired_product_leaves_the_menu_keeps_its_page_and_comes_back(
    app: web.Application, client: Person
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    product = await create(app, admin)
    path = f"/admin/products/{product['id']}"

    async def on_menu() -> bool:
        return "Halloumi bun" in await (await admin.get("/", accept="text/html")).text()

    status, shape = await send(admin, f"{path}/retire", {})
    assert (status, shape["product"]["retired"], shape["product"]["available"]) == (200, True, False)
    assert not await on_menu()
    page = await admin.get(f"/products/{product['id']}-{product['slug']}", accept="text/html")
    assert "We no longer sell this." in await page.text()
    status, _problem = await send(admin, "/cart/items", {"product_id": product["id"], "quantity": 1})
    assert status == 409
    status, answer = await send(admin, f"{path}/restore", {}, accept="text/html")
    assert (status, answer["location"]) == (303, f"{path}?saved=1")
    assert await on_menu()


@pytest.mark.requirement("CAT-4", "CAT-5", "CAT-6", "ACC-5")
async def test_only_admins_use_the_catalogues_pages(app: web.Application, new_client: NewClient) -> None:
    async with app[DATABASE].acquire() as connection:
        product_id = await stock_product(connection)
    reads = ["/admin/products", "/admin/products/new", f"/admin/products/{product_id}", "/admin/types"]
    writes = [
        "/admin/products",
        f"/admin/products/{product_id}",
        f"/admin/products/{product_id}/retire",
        f"/admin/products/{product_id}/restore",
        "/admin/types",
        "/admin/types/1",
        "/admin/types/1/move",
        "/admin/types/1/empty",
        "/admin/types/1/delete",
    ]
    for who in (
        await log_in(app, await new_client(), Role.CUSTOMER),
        await log_in(app, await new_client(), Role.KITCHEN),
        await pair_display(app, await new_client()),
    ):
        assert [(await who.get(path, accept="text/html")).status for path in reads] == [403] * len(reads)
        fields = await fields_of(app, direction="up")
        assert [(await send(who, path, fields))[0] for path in writes] == [403] * len(writes)
    guest = await log_in(app, await new_client(), Role.GUEST)
    for path in [*reads, "/admin/products/999999"]:
        page = await guest.get(path, accept="text/html")
        assert (page.status, page.headers["Location"].split("?")[0]) == (303, "/login")
        assert (await guest.get(path)).status == 401
    assert [(await send(guest, path, {}))[0] for path in writes] == [401] * len(writes)
    async with app[DATABASE].acquire() as connection:
        assert await connection.fetchval("select count(*) from products where retired_at is null") == 1


@pytest.mark.requirement("CAT-4")
async def test_saving_leads_to_the_form_or_back_to_the_list_it_stood_on(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    product = await create(app, admin, stock="3")
    path = f"/admin/products/{product['id']}"
    own = str(client.make_url("/admin/products?stock=low"))
    _, answer = await send(admin, path, {"stock": "9", "stock_seen": "3"}, accept="text/html", Referer=own)
    assert answer["location"] == "/admin/products?stock=low"
    foreign = "https://elsewhere.test/admin/products"
    _, answer = await send(admin, path, {"title": "Bun"}, accept="text/html", Referer=foreign)
    assert answer["location"] == f"{path}?saved=1"
    page = await (await admin.get(f"{path}?saved=1", accept="text/html")).text()
    assert "Saved." in page
    assert (await admin.get("/admin/products/999999")).status == 404
    assert (await send(admin, "/admin/products/999999", {"title": "x"}))[0] == 404
    assert (await send(admin, "/admin/products/999999/retire", {}))[0] == 404
