"""Forgotten passwords: asked for without telling who has an account; reset once, within an hour, for everywhere."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
import structlog
from aiohttp import web

from server.access.clock import Clock
from server.database import Connection
from server.settings import Settings
from shop.accounts.limits import LIMITS, RESET_SECONDS, RESETS, RESETS_FROM_ONE_PLACE, WRONG_PASSWORDS
from shop.accounts.reset_tokens import derive_token, reset_link, token_hash
from tests.support.clocks import MovableClock
from tests.support.shopping import Client, Visitor

NewClient = Callable[[], Awaitable[Client]]
MAYA = {"full_name": "Maya Rossi", "email": "maya@example.com", "password": "a good sentence"}
NEW = "a better sentence"


@pytest.fixture
def clock() -> Clock:
    return MovableClock()


@pytest_asyncio.fixture
async def maya(client: Client) -> Visitor:
    visitor = Visitor(client)
    answer = await visitor.post("/register", **MAYA)
    assert answer.status == 201
    visitor.token = answer.headers["X-CSRF-Token"]
    return visitor


@pytest_asyncio.fixture
async def visitor(new_client: NewClient) -> Visitor:
    return Visitor(await new_client())


async def mailed_token(connection: Connection, settings: Settings) -> str:
    """The token of the latest link, as the mail's sender derives it."""
    nonce = await connection.fetchval("select nonce from password_resets where person_id is not null order by id desc")
    return derive_token(settings.secret_key, nonce)


async def log_in(visitor: Visitor, password: str, email: str = MAYA["email"]) -> int:
    answer = await visitor.post("/login", email=email, password=password)
    visitor.token = answer.headers["X-CSRF-Token"]
    return answer.status


@pytest.mark.requirement("ACC-4")
async def test_a_forgotten_password_is_replaced_by_a_link_and_every_session_ends(
    maya: Visitor, visitor: Visitor, connection: Connection, settings: Settings
) -> None:
    await maya.get("/account")
    assert "Forgotten?" in await visitor.page("/login")
    answer = await visitor.submit("/forgot", email="MAYA@example.com")
    assert (answer.status, answer.headers["Location"]) == (303, "/forgot?asked=1")
    assert "If there is an account for this address, we have written to it." in await visitor.page("/forgot?asked=1")
    token = await mailed_token(connection, settings)
    assert "Save the new password" in await visitor.page(f"/reset/{token}")
    answer = await visitor.submit(f"/reset/{token}", password=NEW)
    assert (answer.status, answer.headers["Location"]) == (303, "/login?renewed=1")
    assert "Your new password is saved." in await visitor.page("/login?renewed=1")
    assert (await maya.client.get("/account", headers=maya.headers)).status == 401
    assert await connection.fetchval("select count(*) from sessions") == 0, "a link logs nobody in"
    assert await log_in(visitor, MAYA["password"]) == 422
    assert await log_in(visitor, NEW) == 200


@pytest.mark.requirement("ACC-4")
async def test_the_answer_is_the_same_whether_there_is_an_account_or_not(maya: Visitor, visitor: Visitor) -> None:
    async def ask(email: str) -> tuple[object, ...]:
        page = await visitor.submit("/forgot", email=email)
        json = await visitor.post("/forgot", email=email)
        return page.status, page.headers["Location"], json.status, await json.text()

    known = [await ask(MAYA["email"]) for _ in range(RESETS)]
    unknown = [await ask("nobody@example.com") for _ in range(RESETS)]
    assert len({*known, *unknown}) == 1, "also past the limit"


@pytest.mark.requirement("ACC-4")
async def test_asking_takes_as_long_whether_there_is_an_account_or_not(
    maya: Visitor, visitor: Visitor, connection: Connection
) -> None:
    async def take(email: str) -> float:
        began = time.perf_counter()
        await visitor.post("/forgot", email=email)
        return time.perf_counter() - began

    emails = [MAYA["email"], "nobody@example.com"]
    await visitor.get("/login")
    pairs = [[await take(email) for email in emails] for _ in range(RESETS)]
    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert abs(known - unknown) < 0.05
    assert await connection.fetchval("select count(*) from password_resets") == 2 * RESETS, "the same is written"


@pytest.mark.requirement("ACC-4")
async def test_a_link_works_once_even_when_it_is_used_twice_at_once(
    maya: Visitor, new_client: NewClient, connection: Connection, settings: Settings
) -> None:
    users = [Visitor(await new_client()) for _ in range(4)]
    await users[0].post("/forgot", email=MAYA["email"])
    token = await mailed_token(connection, settings)
    for one in users:
        await one.get("/login")
    answers = await asyncio.gather(*(one.post(f"/reset/{token}", password=f"{NEW} {n}") for n, one in enumerate(users)))
    assert sorted(answer.status for answer in answers) == [200, 404, 404, 404]
    won = [answer.status for answer in answers].index(200)
    assert await log_in(users[0], f"{NEW} {won}") == 200
    page = await users[1].client.get(f"/reset/{token}")
    assert (page.status, "Ask for a new link" in await page.text()) == (404, True)


@pytest.mark.requirement("ACC-4")
async def test_a_password_that_will_not_do_leaves_the_link_as_it_was(
    maya: Visitor, visitor: Visitor, connection: Connection, settings: Settings
) -> None:
    await visitor.post("/forgot", email=MAYA["email"])
    token = await mailed_token(connection, settings)
    answer = await visitor.submit(f"/reset/{token}", password="short")
    page = await answer.text()
    assert (answer.status, "at least 8 characters" in page) == (422, True)
    assert (await visitor.post(f"/reset/{token}", password=NEW)).status == 200


@pytest.mark.requirement("ACC-4")
async def test_a_link_leads_nowhere_after_an_hour(
    maya: Visitor, visitor: Visitor, connection: Connection, settings: Settings, clock: MovableClock
) -> None:
    await visitor.post("/forgot", email=MAYA["email"])
    token = await mailed_token(connection, settings)
    clock.ahead = timedelta(minutes=59)
    assert (await visitor.client.get(f"/reset/{token}")).status == 200
    clock.ahead = timedelta(minutes=60, seconds=1)
    assert (await visitor.client.get(f"/reset/{token}")).status == 404
    assert (await visitor.post(f"/reset/{token}", password=NEW)).status == 404
    assert await log_in(visitor, MAYA["password"]) == 200
    clock.ahead = timedelta(hours=26)
    await visitor.post("/forgot", email="nobody@example.com")
    assert await connection.fetchval("select count(*) from password_resets") == 1, "old ones are swept"


@pytest.mark.requirement("ACC-4")
@pytest.mark.parametrize(
    "change", [{"email": "maya.new@example.com"}, {"new_password": "yet another sentence"}, {"reset": "1"}]
)
async def test_links_that_are_out_lead_nowhere_once_e_mail_or_password_have_changed(
    maya: Visitor, visitor: Visitor, connection: Connection, settings: Settings, change: dict[str, str]
) -> None:
    await visitor.post("/forgot", email=MAYA["email"])
    token = await mailed_token(connection, settings)
    if "reset" in change:
        await visitor.post("/forgot", email=MAYA["email"])
        later = await mailed_token(connection, settings)
        assert (await visitor.post(f"/reset/{later}", password=NEW)).status == 200
    else:
        assert (await maya.post("/account", **change, current_password=MAYA["password"])).status == 200
    assert (await visitor.post(f"/reset/{token}", password=NEW)).status == 404


@pytest.mark.requirement("ACC-4")
async def test_five_links_an_hour_are_enough_for_an_account(
    maya: Visitor, visitor: Visitor, connection: Connection
) -> None:
    for email in ["maya@example.com", "MAYA@example.com"] * RESETS:
        assert (await visitor.post("/forgot", email=email)).status == 200
    assert await connection.fetchval("select count(*) from password_resets") == RESETS


@pytest.mark.requirement("ACC-4")
async def test_no_token_lies_in_the_database_and_nobody_else_can_derive_one(
    maya: Visitor, visitor: Visitor, connection: Connection, settings: Settings
) -> None:
    await visitor.post("/forgot", email=MAYA["email"])
    row = await connection.fetchrow("select nonce, token_hash, mailed_at, person_id from password_resets")
    assert row is not None
    token = derive_token(settings.secret_key, row["nonce"])
    assert len(token) == 43
    assert row["token_hash"] == token_hash(token)
    assert row["mailed_at"] is None
    assert token.encode() not in bytes(row["nonce"]) + bytes(row["token_hash"])
    guessed = derive_token("another secret key", row["nonce"])
    for wrong in (guessed, row["nonce"].hex(), token[:-1], "x", "%00", "a" * 5000):
        assert (await visitor.post(f"/reset/{wrong}", password=NEW)).status == 404


@pytest.mark.requirement("ACC-4")
async def test_the_mails_link_is_on_the_configured_address(settings: Settings) -> None:
    assert reset_link(settings.public_url, "abc") == f"http://127.0.0.1:{settings.port}/reset/abc"


@pytest.mark.requirement("ACC-4")
async def test_the_owner_who_has_come_back_is_not_kept_out_by_the_guesses_before(
    maya: Visitor, visitor: Visitor, connection: Connection, settings: Settings
) -> None:
    for n in range(WRONG_PASSWORDS):
        await log_in(visitor, f"guess {n}")
    assert await log_in(visitor, MAYA["password"]) == 429
    await visitor.post("/forgot", email=MAYA["email"])
    await visitor.post(f"/reset/{await mailed_token(connection, settings)}", password=NEW)
    assert await log_in(visitor, NEW) == 200


@pytest.mark.requirement("ACC-4")
@pytest.mark.parametrize(
    ("email", "words"),
    [("", "Please type your e-mail"), ("maya", "has an @"), ("maya@gmail", "Did you mean maya@gmail.com?")],
)
async def test_what_can_be_no_address_is_told(visitor: Visitor, email: str, words: str) -> None:
    answer = await visitor.submit("/forgot", email=email)
    page = await answer.text()
    assert answer.status == 422
    assert words in page
    assert f'value="{email}"' in page


@pytest.mark.requirement("ACC-4")
async def test_an_address_that_only_looks_mistyped_may_be_the_registered_one(visitor: Visitor) -> None:
    assert (await visitor.submit("/forgot", email="maya@gmial.com")).status == 303


@pytest.mark.requirement("ACC-4")
async def test_tokens_are_not_logged(visitor: Visitor) -> None:
    with structlog.testing.capture_logs() as lines:
        await visitor.client.get("/reset/" + "t" * 43)
    assert [line["path"] for line in lines if line["event"] == "request"] == ["/reset/…"]


class TestOutsideTheDemo:
    """A shop that is no demo."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, demo=False)

    @pytest.mark.requirement("ACC-4")
    async def test_many_questions_from_one_place_are_refused(self, visitor: Visitor, app: web.Application) -> None:
        for _ in range(RESETS_FROM_ONE_PLACE):
            await app[LIMITS].add("resets from:127.0.0.1", RESET_SECONDS)
        answer = await visitor.post("/forgot", email="nobody@example.com")
        assert (answer.status, int(answer.headers["Retry-After"]) > 0) == (429, True)
