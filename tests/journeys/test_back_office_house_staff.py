"""Staff roles: given and taken by admins only, never the last admin's, and at once (ACC-5)."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import CookieJar, WSMsgType, web
from aiohttp.test_utils import TestClient, TestServer

from server.app import create_app
from server.database import DATABASE, queries
from server.orders.order import Role
from server.settings import Settings
from server.web.sessions import cookie_name
from tests.support.kitchen import LoggedIn, log_in, make_person, pair_display

Person = TestClient[web.Request, web.Application]
NewClient = Callable[[], Awaitable[Person]]
WAITING = (
    "select count(*) from pg_locks where locktype = 'advisory' and not granted"
    " and database = (select oid from pg_database where datname = current_database())"
)


@pytest.fixture
async def admin(app: web.Application, client: Person) -> LoggedIn:
    return await log_in(app, client, Role.ADMIN)


async def email_of(app: web.Application, person_id: int | None) -> str:
    async with app[DATABASE].acquire() as connection:
        email: str = await connection.fetchval("select email from people where id = $1", person_id)
    return email


async def role_of(app: web.Application, person_id: int | None) -> str:
    async with app[DATABASE].acquire() as connection:
        role: str = await connection.fetchval("select role from people where id = $1", person_id)
    return role


async def audit(app: web.Application) -> list[tuple[object, ...]]:
    async with app[DATABASE].acquire() as connection:
        rows = await connection.fetch(
            "select person_id, changed_by, old_role, new_role, source from role_changes order by id"
        )
    return [tuple(row) for row in rows]


@pytest.mark.requirement("ACC-5")
async def test_an_admin_gives_and_takes_roles_by_email_and_it_is_written_down(
    app: web.Application, admin: LoggedIn
) -> None:
    someone = await make_person(app, full_name="Nina Park")
    email = await email_of(app, someone)
    for role in ("kitchen", "admin", "admin", "customer"):
        answer = await admin.post("/admin/staff", {"email": f"  {email.upper()} ", "role": role})
        assert answer.status == 200
        shape = (await answer.json())["person"]
        assert set(shape) == {"full_name", "display_name", "email", "phone", "role"}
        assert (shape["full_name"], shape["role"]) == ("Nina Park", role)
        assert await role_of(app, someone) == role
    by = admin.person_id
    assert await audit(app) == [
        (someone, by, "customer", "kitchen", "web"),
        (someone, by, "kitchen", "admin", "web"),
        (someone, by, "admin", "customer", "web"),
    ]


@pytest.mark.requirement("ACC-5")
async def test_the_page_lists_the_staff_and_changes_roles_with_plain_forms(
    app: web.Application, admin: LoggedIn
) -> None:
    cook = await make_person(app, Role.KITCHEN, "Kim <b>Berger</b>")
    await make_person(app, Role.CUSTOMER, "Maya Lindqvist")
    page = await (await admin.get("/admin/staff", accept="text/html")).text()
    assert "Kim &lt;b&gt;Berger&lt;/b&gt;" in page
    assert "Maya Lindqvist" not in page
    fields = {"email": await email_of(app, cook), "role": "admin"}
    answer = await admin.post("/admin/staff", fields, accept="text/html")
    assert (answer.status, answer.headers["Location"]) == (303, "/admin/staff?saved=1")
    assert await role_of(app, cook) == "admin"
    staff = (await (await admin.get("/admin/staff")).json())["staff"]
    assert {member["role"] for member in staff} == {"admin"}


WRONG = [
    ({"email": "nobody@people.test", "role": "kitchen"}, "email", "Nobody has registered"),
    ({"email": "not an address", "role": "kitchen"}, "email", "@"),
    ({"email": "", "role": "kitchen"}, "email", "maya@example.com"),
    ({"role": "kitchen"}, "email", "maya@example.com"),
    ({"email": "nobody@people.test", "role": "owner"}, "role", "customer, kitchen or admin"),
    ({"email": "nobody@people.test"}, "role", "customer, kitchen or admin"),
    ({"email": "nobody@people.test", "role": "guest"}, "role", "customer, kitchen or admin"),
]


@pytest.mark.requirement("ACC-5")
@pytest.mark.parametrize(("fields", "name", "words"), WRONG)
async def test_what_cannot_be_granted_is_said_beside_the_field(
    app: web.Application, admin: LoggedIn, fields: dict[str, str], name: str, words: str
) -> None:
    answer = await admin.post("/admin/staff", fields)
    assert answer.status == 422
    assert words in (await answer.json(content_type=None))["errors"][name][0]
    page = await admin.post("/admin/staff", fields, accept="text/html")
    text = await page.text()
    assert page.status == 422
    assert f'id="field-{name}-error"' in text
    if "email" in fields:
        assert f'value="{fields["email"]}"' in text
    assert await audit(app) == []


@pytest.mark.requirement("ACC-5")
async def test_the_last_admin_stays_one(app: web.Application, admin: LoggedIn, new_client: NewClient) -> None:
    own = await email_of(app, admin.person_id)
    for role in ("customer", "kitchen"):
        answer = await admin.post("/admin/staff", {"email": own, "role": role})
        assert answer.status == 422
        assert "last admin" in (await answer.json(content_type=None))["errors"]["role"][0]
    assert await role_of(app, admin.person_id) == "admin"
    assert (await admin.get("/admin/staff")).status == 200

    second = await log_in(app, await new_client(), Role.ADMIN)
    answer = await second.post("/admin/staff", {"email": own, "role": "customer"})
    assert answer.status == 200
    alone = await email_of(app, second.person_id)
    assert (await second.post("/admin/staff", {"email": alone, "role": "customer"})).status == 422


@pytest.mark.requirement("ACC-5")
async def test_a_deleted_admin_does_not_count_as_another(
    app: web.Application, admin: LoggedIn, new_client: NewClient
) -> None:
    other = await make_person(app, Role.ADMIN)
    async with app[DATABASE].acquire() as connection:
        await connection.execute("update people set deleted_at = now() where id = $1", other)
    own = await email_of(app, admin.person_id)
    assert (await admin.post("/admin/staff", {"email": own, "role": "kitchen"})).status == 422


@pytest.mark.requirement("ACC-5")
async def test_two_admins_who_revoke_each_other_leave_one(app: web.Application, new_client: NewClient) -> None:
    pair = [await log_in(app, await new_client(), Role.ADMIN) for _ in range(2)]
    emails = [await email_of(app, one.person_id) for one in pair]
    async with app[DATABASE].acquire() as connection:
        async with connection.transaction():
            await queries().shop.lock_house_roles(connection)
            answers = asyncio.gather(
                pair[0].post("/admin/staff", {"email": emails[1], "role": "customer"}),
                pair[1].post("/admin/staff", {"email": emails[0], "role": "customer"}),
            )
            # both have been let in as admins, and neither has looked at the roles yet
            async with asyncio.timeout(3):
                while await connection.fetchval(WAITING) < 2:  # noqa: ASYNC110 - nobody tells who waits for a lock
                    await asyncio.sleep(0.02)
        statuses = [answer.status for answer in await answers]
    assert sorted([await role_of(app, one.person_id) for one in pair]) == ["admin", "customer"]
    assert sorted(statuses) == [200, 422]


@pytest.mark.requirement("ACC-5")
async def test_everything_a_person_has_open_ends_with_their_role(
    app: web.Application, admin: LoggedIn, new_client: NewClient
) -> None:
    cook = await log_in(app, await new_client(), Role.KITCHEN)
    elsewhere = await log_in(app, await new_client(), Role.KITCHEN, cook.person_id)
    bystander = await log_in(app, await new_client(), Role.KITCHEN)
    assert (await cook.get("/kitchen")).status == 200
    origin = {"Origin": str(cook.client.make_url("/")).rstrip("/")}
    sockets = [await one.client.ws_connect("/live", headers=origin) for one in (cook, elsewhere, bystander)]

    answer = await admin.post("/admin/staff", {"email": await email_of(app, cook.person_id), "role": "customer"})

    assert answer.status == 200
    for one in (cook, elsewhere):
        assert (await one.get("/kitchen")).status == 401
    assert (await bystander.get("/kitchen")).status == 200
    async with asyncio.timeout(2):
        for socket in sockets[:2]:
            while (await socket.receive()).type not in (WSMsgType.CLOSE, WSMsgType.CLOSED):
                pass
            assert socket.close_code == 4001
    assert not sockets[2].closed
    for socket in sockets:
        await socket.close()


@pytest.mark.requirement("ACC-5", "LIVE-9")
async def test_who_lost_the_role_cannot_come_back_through_another_process_that_still_knew_them(
    app: web.Application, settings: Settings, admin: LoggedIn, new_client: NewClient
) -> None:
    cook = await log_in(app, await new_client(), Role.KITCHEN)
    other = TestServer(create_app(settings, with_worker=False), host="127.0.0.1")
    await other.start_server()
    cookies = {cookie_name(secure=False): cook.token}
    async with TestClient(other, cookies=cookies, cookie_jar=CookieJar(unsafe=True)) as elsewhere:
        origin = {"Origin": str(other.make_url("/")).rstrip("/")}
        socket = await elsewhere.ws_connect("/live", headers=origin)
        answer = await admin.post("/admin/staff", {"email": await email_of(app, cook.person_id), "role": "customer"})
        assert answer.status == 200
        while (await socket.receive(5)).type not in (WSMsgType.CLOSE, WSMsgType.CLOSED):
            pass
        assert socket.close_code == 4001
        again = await elsewhere.ws_connect("/live", headers=origin)
        await again.send_json({"type": "subscribe", "topic": "kitchen"})
        while (said := await again.receive_json(timeout=5))["type"] in ("hello", "heartbeat"):
            pass
        assert (said["type"], said["code"]) == ("error", "not_found")
        assert (await elsewhere.get("/kitchen", headers={"Accept": "application/json"})).status == 401


@pytest.mark.requirement("ACC-5")
async def test_nobody_else_gives_roles(app: web.Application, new_client: NewClient) -> None:
    for role in (Role.CUSTOMER, Role.KITCHEN):
        who = await log_in(app, await new_client(), role)
        fields = {"email": await email_of(app, who.person_id), "role": "admin"}
        assert (await who.post("/admin/staff", fields)).status == 403
        assert (await who.get("/admin/staff")).status == 403
        assert await role_of(app, who.person_id) == role.value
    display = await pair_display(app, await new_client())
    assert (await display.post("/admin/staff", {"email": "x@y.test", "role": "admin"})).status == 403
    guest = await log_in(app, await new_client(), Role.GUEST)
    assert (await guest.post("/admin/staff", {"email": "x@y.test", "role": "admin"})).status == 401
    admin = await log_in(app, await new_client(), Role.ADMIN)
    someone = await email_of(app, await make_person(app))
    forged = await admin.post("/admin/staff", {"email": someone, "role": "admin"}, with_token=False)
    assert forged.status == 403
    assert await audit(app) == []
