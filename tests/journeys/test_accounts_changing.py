"""One's own account: what can be changed, by whom, and where one is logged in."""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from server.access import SESSIONS
from server.database import DATABASE, Connection
from server.history import ADMIN
from server.orders.order import Role
from shop.accounts.limits import TAKEN_EMAILS, WRONG_PASSWORDS
from tests.support.forms import read_page_form
from tests.support.kitchen import log_in, place_test_order
from tests.support.shopping import Client, Visitor

NewClient = Callable[[], Awaitable[Client]]
MAYA = {"full_name": "Maya Rossi", "email": "maya@example.com", "password": "a good sentence"}


@pytest_asyncio.fixture
async def maya(client: Client) -> Visitor:
    return await register(Visitor(client), **MAYA)


async def register(visitor: Visitor, **fields: object) -> Visitor:
    answer = await visitor.post("/register", **{**MAYA, **fields})
    assert answer.status == 201, await answer.text()
    visitor.token = answer.headers["X-CSRF-Token"]
    return visitor


async def log_in_with(visitor: Visitor, password: str, email: str = MAYA["email"]) -> int:
    answer = await visitor.post("/login", email=email, password=password)
    visitor.token = answer.headers["X-CSRF-Token"]
    return answer.status


@pytest.mark.requirement("ACC-3")
async def test_what_is_sent_is_changed_and_what_is_left_out_stays(maya: Visitor) -> None:
    answer = await maya.post("/account", phone="+49 (0)30 123-45", display_name="May")
    assert (answer.status, await answer.json()) == (
        200,
        {
            "full_name": "Maya Rossi",
            "display_name": "May",
            "email": "maya@example.com",
            "phone": "+49 (0)30 123-45",
            "role": "customer",
        },
    )
    changed = await (await maya.post("/account", full_name="Maya Lind", phone="", display_name="")).json()
    assert (changed["full_name"], changed["display_name"], changed["phone"]) == ("Maya Lind", "Maya", "")
    assert await maya.get("/account") == changed


@pytest.mark.requirement("ACC-3")
async def test_the_page_shows_what_there_is_and_saves_it_without_script(maya: Visitor) -> None:
    page = await maya.page("/account")
    fields = dict(read_page_form(page, "/account", holding="full_name"))
    assert (fields["full_name"], fields["email"], fields["new_password"]) == ("Maya Rossi", "maya@example.com", "")
    answer = await maya.submit("/account", **{**fields, "phone": "030 12345", "csrf_token": maya.token})
    assert (answer.status, answer.headers["Location"]) == (303, "/account?saved=1")
    assert "Saved." in await maya.page("/account?saved=1")
    assert (await maya.get("/account"))["phone"] == "030 12345"


@pytest.mark.requirement("ACC-3")
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("full_name", " ", "your name"),
        ("email", "maya@example", "Did you mean maya@example.com?"),
        ("phone", "call me", "digits"),
        ("new_password", "short", "at least 8 characters"),
        ("display_name", "x" * 61, "at most 60"),
    ],
)
async def test_a_wrong_field_changes_nothing_and_brings_back_what_was_typed(
    maya: Visitor, field: str, value: str, words: str
) -> None:
    before = await maya.get("/account")
    typed = {"full_name": "Maya Typed", "current_password": MAYA["password"], field: value}
    answer = await maya.submit("/account", **typed)
    page = await answer.text()
    assert answer.status == 422
    assert words in page
    assert f'href="#field-{field}"' in page
    if field != "full_name":
        assert 'value="Maya Typed"' in page
    assert MAYA["password"] not in page
    problem = await (await maya.post("/account", **typed)).json()
    assert (problem["type"], list(problem["errors"])) == ("wrong-fields", [field])
    assert await maya.get("/account") == before


@pytest.mark.requirement("ACC-3")
@pytest.mark.parametrize("change", [{"email": "new@example.com"}, {"new_password": "another sentence"}])
async def test_e_mail_and_password_ask_for_the_present_password(
    maya: Visitor, connection: Connection, change: dict[str, str]
) -> None:
    before = await connection.fetchrow("select email, email_key, password_hash from people")
    for current in ({}, {"current_password": ""}, {"current_password": "not this one"}):
        answer = await maya.post("/account", **change, **current)
        assert (answer.status, list((await answer.json())["errors"])) == (422, ["current_password"])
    assert await connection.fetchrow("select email, email_key, password_hash from people") == before
    assert (await maya.post("/account", **change, current_password=MAYA["password"])).status == 200


@pytest.mark.requirement("ACC-3")
async def test_guesses_at_the_present_password_are_counted_with_those_at_the_door(maya: Visitor) -> None:
    for n in range(WRONG_PASSWORDS):
        answer = await maya.post("/account", new_password="another sentence", current_password=f"guess {n}")
        assert answer.status == 422
    answer = await maya.post("/account", new_password="another sentence", current_password=MAYA["password"])
    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.requirement("ACC-3", "ACC-1")
async def test_an_address_stays_one_account_also_when_it_is_changed(maya: Visitor, new_client: NewClient) -> None:
    await register(Visitor(await new_client()), email="Other@Example.com")
    wish = {"current_password": MAYA["password"], "email": "OTHER@example.com"}
    for _ in range(TAKEN_EMAILS):
        answer = await maya.post("/account", **wish)
        assert (answer.status, "already" in (await answer.json())["errors"]["email"][0]) == (422, True)
    assert (await maya.post("/account", **wish)).status == 429
    assert (await maya.get("/account"))["email"] == "maya@example.com"
    assert (await maya.post("/account", **{**wish, "email": "MAYA@example.com"})).status == 200
    assert await log_in_with(Visitor(await new_client()), MAYA["password"], "maya@EXAMPLE.com") == 200


@pytest.mark.requirement("ACC-3")
async def test_a_new_password_ends_every_other_session_at_once_sockets_too_and_renews_this_one(
    maya: Visitor, new_client: NewClient, app: web.Application, connection: Connection
) -> None:
    other = Visitor(await new_client())
    assert await log_in_with(other, MAYA["password"]) == 200
    origin = str(other.client.make_url("/")).rstrip("/")
    sockets = [await who.client.ws_connect("/live", headers={"Origin": origin}) for who in (other, maya)]
    for socket in sockets:
        assert (await socket.receive_json())["type"] == "hello"
    before = {row["token_hash"] for row in await connection.fetch("select token_hash from sessions")}
    wish = {"new_password": "another sentence", "current_password": MAYA["password"]}
    await other.get("/account")
    answer = await maya.post("/account", **wish)
    assert answer.status == 200
    assert (await other.client.get("/account", headers=other.headers)).status == 401, "at once, held copy or not"
    maya.token = answer.headers["X-CSRF-Token"]
    for socket in sockets:
        async with asyncio.timeout(2):
            while (await socket.receive()).type not in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED):
                pass
        assert socket.close_code == 4001
    assert (await maya.post("/account", phone="030 12345")).status == 200
    (after,) = [row["token_hash"] for row in await connection.fetch("select token_hash from sessions")]
    assert after not in before
    assert await log_in_with(Visitor(await new_client()), MAYA["password"]) == 422
    assert await log_in_with(Visitor(await new_client()), "another sentence") == 200


@pytest.mark.requirement("ACC-3")
async def test_a_log_in_that_was_checked_before_a_new_password_does_not_outlive_it(
    maya: Visitor, new_client: NewClient, app: web.Application, connection: Connection
) -> None:
    late = Visitor(await new_client())
    await late.get("/login")
    async with app[DATABASE].acquire() as changing, changing.transaction():
        await changing.execute("update people set password_hash = 'another'")
        await app[SESSIONS].end_all_of(changing, await changing.fetchval("select id from people"))
        entering = asyncio.create_task(late.post("/login", email=MAYA["email"], password=MAYA["password"]))
        while not await connection.fetchval("select count(*) from pg_locks where not granted"):
            assert not entering.done(), "the log-in waits for the change"
            await asyncio.sleep(0.01)
    assert (await entering).status == 422
    assert await connection.fetchval("select count(*) from sessions") == 0


@pytest.mark.requirement("ACC-3")
async def test_a_change_that_was_checked_before_a_new_password_is_not_made_after_it(
    maya: Visitor, app: web.Application, connection: Connection
) -> None:
    async with app[DATABASE].acquire() as changing, changing.transaction():
        await changing.execute("update people set password_hash = 'another'")
        wish = {"email": "thief@example.com", "current_password": MAYA["password"]}
        late = asyncio.create_task(maya.post("/account", **wish))
        while not await connection.fetchval("select count(*) from pg_locks where not granted"):
            assert not late.done(), "the second change waits for the first"
            await asyncio.sleep(0.01)
    assert (await late).status == 422
    assert await connection.fetchval("select email from people") == MAYA["email"]


@pytest.mark.requirement("ACC-3")
async def test_sessions_are_listed_and_each_other_one_can_be_ended(
    maya: Visitor, new_client: NewClient, connection: Connection
) -> None:
    phone, tablet = Visitor(await new_client()), Visitor(await new_client())
    phone.headers["User-Agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile Safari/604.1"
    for visitor in (phone, tablet):
        assert await log_in_with(visitor, MAYA["password"]) == 200
    page = await maya.page("/account")
    assert page.count("Safari on iPhone</strong>") == 1
    assert page.count("This device") == 1
    assert page.index("This device") < page.index("Safari on iPhone</strong>")
    shown = [part.split("/end", 1)[0] for part in page.split("/account/sessions/")[1:]]
    assert len(shown) == 3, "two other ones, and all of them at once"
    iphone = await connection.fetchval("select token_hash from sessions where user_agent like '%iPhone%'")
    answer = await maya.submit(f"/account/sessions/{iphone.hex()}/end")
    assert (answer.status, answer.headers["Location"]) == (303, "/account?ended=1")
    assert (await phone.client.get("/account", headers=phone.headers)).status == 401
    assert (await maya.post(f"/account/sessions/{iphone.hex()}/end")).status == 404
    left = (await (await maya.post("/account/sessions/end-others")).json())["sessions"]
    assert [session["this_device"] for session in left] == [True]
    assert (await tablet.client.get("/account", headers=tablet.headers)).status == 401
    assert (await maya.get("/account"))["full_name"] == "Maya Rossi"


@pytest.mark.requirement("ACC-3", "ACC-6")
async def test_nobody_ends_or_changes_what_is_somebody_elses_not_even_an_admin(
    maya: Visitor, new_client: NewClient, app: web.Application, connection: Connection
) -> None:
    await maya.get("/account")
    before = await connection.fetchrow("select id, email, full_name, phone, password_hash from people")
    assert before is not None
    key = (await connection.fetchval("select token_hash from sessions")).hex()
    for role in (Role.CUSTOMER, Role.ADMIN):
        other = await log_in(app, await new_client(), role)
        assert (await other.post(f"/account/sessions/{key}/end", {})).status == 404
        wish = {"id": before["id"], "person_id": before["id"], "full_name": "Taken Over", "email_was": before["email"]}
        assert (await other.post("/account", wish)).status == 200
        assert (await other.post(f"/account/{before['id']}", wish)).status == 404
    row = "select id, email, full_name, phone, password_hash from people where id = $1"
    assert await connection.fetchrow(row, before["id"]) == before
    assert await connection.fetchval("select count(*) from people where full_name = 'Taken Over'") == 2
    assert (await maya.get("/account"))["full_name"] == "Maya Rossi"


@pytest.mark.requirement("ACC-3", "LIVE-4")
async def test_open_orders_on_the_dashboard_carry_the_new_name(
    maya: Visitor, app: web.Application, connection: Connection
) -> None:
    person_id = await connection.fetchval("select id from people")
    await place_test_order(app, person_id=person_id)
    assert (await maya.post("/account", full_name="Maya Lind")).status == 200
    last = "select data from topic_events where topic = $1 order by version desc limit 1"
    assert '"full_name":"Maya Lind"' in await connection.fetchval(last, ADMIN)


@pytest.mark.requirement("ACC-3", "ACC-6")
async def test_guests_are_led_to_log_in_and_displays_have_no_account(client: Client) -> None:
    guest = Visitor(client)
    for path in ("/account", "/account/sessions/end-others", f"/account/sessions/{'0' * 64}/end"):
        assert (await guest.post(path)).status == 401
        answer = await guest.submit(path)
        assert (answer.status, answer.headers["Location"].split("?")[0]) == (303, "/login")
