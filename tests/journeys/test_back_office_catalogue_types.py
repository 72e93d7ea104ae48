"""Product types: ordered by hand, renamed, emptied, deleted; every product has exactly one at any time."""

import asyncio

import pytest
from aiohttp import web

from server.database import DATABASE, queries
from server.orders.order import Role
from server.orders.shapes import Json
from tests.journeys.test_back_office_catalogue import Person, create, send
from tests.support.kitchen import LoggedIn, log_in


async def make_type(who: LoggedIn, title: str) -> Json:
    status, shape = await send(who, "/admin/types", {"title": title})
    assert status == 201, shape
    made: Json = shape["type"]
    return made


async def titles(who: LoggedIn) -> list[str]:
    return [one["title"] for one in (await (await who.get("/admin/types")).json())["types"]]


@pytest.mark.requirement("CAT-5")
async def test_a_type_is_created_renamed_and_keeps_its_address(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    made = await make_type(admin, "Hot drinks")
    assert (made["slug"], made["products"], made["built_in"]) == ("hot-drinks", 0, False)
    product = await create(app, admin, type_id=made["id"])
    status, shape = await send(admin, f"/admin/types/{made['id']}", {"title": "Warm drinks"})
    assert (status, shape["type"]["title"], shape["type"]["slug"]) == (200, "Warm drinks", "hot-drinks")
    told = await (await admin.get(f"/admin/products/{product['id']}")).json()
    assert told["product"]["type"]["title"] == "Warm drinks"
    assert "Warm drinks" in await (await admin.get("/menu/hot-drinks", accept="text/html")).text()


@pytest.mark.requirement("CAT-5", "CAT-7")
async def test_a_type_needs_a_name_of_its_own(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    made = await make_type(admin, "Juices")
    for path, title, words in (
        ("/admin/types", " ", "Give the type a name"),
        ("/admin/types", "JUICES", "already"),
        ("/admin/types", "x" * 61, "at most 60"),
        (f"/admin/types/{made['id']}", "other", "already"),
    ):
        status, problem = await send(admin, path, {"title": title})
        assert (status, words in problem["errors"]["title"][0]) == (422, True), problem
        status, answer = await send(admin, path, {"title": title}, accept="text/html")
        assert status == 422
        assert words in answer["page"]
    assert await titles(admin) == ["Juices", "Other"]
    other = (await make_type(admin, "Jüices"))["slug"]
    assert other == "juices-2"


@pytest.mark.requirement("CAT-5")
async def test_of_types_made_at_once_each_has_a_name_and_an_address_of_its_own(
    app: web.Application, client: Person
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    wanted = ["Hot drinks"] * 4 + ["Hot-drinks"] * 2
    answers = await asyncio.gather(*(send(admin, "/admin/types", {"title": title}) for title in wanted))
    assert sorted(status for status, _ in answers) == [201, 201, 422, 422, 422, 422]
    made = [shape["type"] for status, shape in answers if status == 201]
    assert sorted(one["title"] for one in made) == ["Hot drinks", "Hot-drinks"]
    assert sorted(one["slug"] for one in made) == ["hot-drinks", "hot-drinks-2"]


@pytest.mark.requirement("CAT-5")
async def test_types_are_ordered_by_hand_and_other_stays_last(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    ids = {title: (await make_type(admin, title))["id"] for title in ("A", "B", "C")}
    for title, direction, order in (
        ("C", "up", ["A", "C", "B", "Other"]),
        ("C", "up", ["C", "A", "B", "Other"]),
        ("C", "up", ["C", "A", "B", "Other"]),
        ("C", "down", ["A", "C", "B", "Other"]),
        ("B", "down", ["A", "C", "B", "Other"]),
    ):
        assert (await send(admin, f"/admin/types/{ids[title]}/move", {"direction": direction}))[0] == 200
        assert await titles(admin) == order
    assert (await send(admin, f"/admin/types/{ids['A']}/move", {"direction": "sideways"}))[0] == 422


@pytest.mark.requirement("CAT-5")
@pytest.mark.parametrize("act", ["delete", "empty"])
async def test_a_type_that_goes_or_is_emptied_leaves_its_products_to_other(
    app: web.Application, client: Person, act: str
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    made = await make_type(admin, "Juices")
    kept, retired = [await create(app, admin, type_id=made["id"], title=title) for title in ("Orange", "Apple")]
    await send(admin, f"/admin/products/{retired['id']}/retire", {})
    async with app[DATABASE].acquire() as connection:
        before = await connection.fetchval("select version from topics where name = 'menu'")

    status, shape = await send(admin, f"/admin/types/{made['id']}/{act}", {})

    assert (status, shape["type"]["id"]) == (200, made["id"])
    for product in (kept, retired):
        now = (await (await admin.get(f"/admin/products/{product['id']}")).json())["product"]
        assert now["type"] == {"title": "Other", "slug": "other"}
    assert await titles(admin) == (["Other"] if act == "delete" else ["Juices", "Other"])
    async with app[DATABASE].acquire() as connection:
        told = await connection.fetch("select event from topic_events where topic = 'menu' and version > $1", before)
    assert sorted(row["event"] for row in told) == ["listing.changed", "product.changed", "product.changed"]


@pytest.mark.requirement("CAT-5")
async def test_other_stays_and_keeps_its_name(app: web.Application, client: Person) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    async with app[DATABASE].acquire() as connection:
        other = await connection.fetchval("select id from product_types where built_in")
    for act in ("delete", "empty", "move"):
        status, problem = await send(admin, f"/admin/types/{other}/{act}", {"direction": "up"})
        assert (status, problem["type"]) == (409, "built-in-type")
    status, problem = await send(admin, f"/admin/types/{other}", {"title": "Rest"})
    assert status == 422
    assert "keeps its name" in problem["errors"]["title"][0]
    assert (await send(admin, "/admin/types/999999/delete", {}))[0] == 404
    assert await titles(admin) == ["Other"]


@pytest.mark.requirement("CAT-5")
async def test_a_product_never_ends_without_a_type_when_its_type_is_deleted_meanwhile(
    app: web.Application, client: Person
) -> None:
    admin = await log_in(app, client, Role.ADMIN)
    for _round in range(5):
        made = await make_type(admin, "Short lived")
        held = [await create(app, admin, type_id=made["id"]) for _ in range(3)]
        answers = await asyncio.gather(
            *(send(admin, f"/admin/products/{product['id']}", {"price": "2"}) for product in held),
            send(admin, f"/admin/types/{made['id']}/delete", {}),
            *(send(admin, f"/admin/products/{product['id']}", {"price": "3"}) for product in held),
            *(
                send(
                    admin,
                    "/admin/products",
                    {"title": f"P{n}", "description": "x", "price": "1", "type_id": made["id"]},
                )
                for n in range(4)
            ),
        )
        assert [status for status, _ in answers[:7]] == [200] * 7, answers
        assert all(status in (201, 422) for status, _ in answers[7:]), answers
    async with app[DATABASE].acquire() as connection:
        lost = await connection.fetchval(
            "select count(*) from products p left join product_types t on t.id = p.type_id where t.built_in is not true"
        )
    assert lost == 0


@pytest.mark.requirement("CAT-5")
async def test_who_changes_a_product_waits_for_its_type_before_holding_the_product(
    app: web.Application, client: Person
) -> None:
    """Else the two would wait for each other in a circle, and one of them be refused."""
    admin = await log_in(app, client, Role.ADMIN)
    product = await create(app, admin)
    async with app[DATABASE].acquire() as deleting, app[DATABASE].acquire() as looking:
        async with deleting.transaction():
            await queries().shop.lock_back_office_types(deleting)
            change = asyncio.create_task(send(admin, f"/admin/products/{product['id']}", {"price": "2"}))
            async with asyncio.timeout(5):
                while not await looking.fetchval(  # noqa: ASYNC110 - a lock waited for tells nobody
                    "select count(*) from pg_stat_activity"
                    " where datname = current_database() and wait_event_type = 'Lock'"
                ):
                    await asyncio.sleep(0.01)
            await deleting.fetch("select id from products where id = $1 for update nowait", product["id"])
        status, shape = await change
    assert (status, shape["product"]["price"]) == (200, 200)
