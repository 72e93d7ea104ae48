"""Accounts through the whole application: register, log in, log out, and who may become what."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
import pytest_asyncio
from aiohttp import web

from server.access import Passwords
from server.database import Connection
from server.settings import Settings
from shop.accounts.granting import AdminNotMade, create_admin
from shop.accounts.limits import (
    LIMITS,
    REGISTRATION_SECONDS,
    REGISTRATIONS,
    WRONG_PASSWORD_SECONDS,
    WRONG_PASSWORDS,
    WRONG_PASSWORDS_FROM_ONE_PLACE,
)
from shop.demo.menu import MENU
from shop.demo.seeding import PASSWORD, seed_demo
from tests.conftest import OpenPage
from tests.support.shopping import Client, Visitor, stock_product

CHEAP = Passwords((1, 8, 1))
MAYA = {"full_name": "Maya Rossi", "email": "maya@example.com", "password": "a good sentence"}


@pytest_asyncio.fixture
async def visitor(client: Client) -> Visitor:
    return Visitor(client)


async def register(visitor: Visitor, **fields: object) -> dict[str, object]:
    """A new customer, with the token of the new session."""
    answer = await visitor.post("/register", **{**MAYA, **fields})
    assert answer.status == 201, await answer.text()
    visitor.token = answer.headers["X-CSRF-Token"]
    person: dict[str, object] = await answer.json()
    return person


@pytest.mark.requirement("ACC-1")
async def test_registering_logs_in_and_honours_next(visitor: Visitor, connection: Connection) -> None:
    answer = await visitor.submit("/register", **MAYA, next="/checkout")
    assert (answer.status, answer.headers["Location"]) == (303, "/checkout")
    assert await visitor.get("/account") == {
        "full_name": "Maya Rossi",
        "display_name": "Maya",
        "email": "maya@example.com",
        "phone": "",
        "role": "customer",
    }
    kept = await connection.fetchval("select password_hash from people")
    assert kept.startswith("$argon2id$")


@pytest.mark.requirement("ACC-1")
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("full_name", " \u200b ", "your name"),
        ("email", "maya@example", "Did you mean maya@example.com?"),
        ("email", "maya@gmial.com", "Did you mean maya@gmail.com?"),
        ("password", "short", "at least 8 characters"),
        ("password", "12345678", "first that anybody tries"),
        ("phone", "call me", "digits"),
    ],
)
async def test_a_wrong_field_brings_the_form_back_with_what_was_typed(
    visitor: Visitor, connection: Connection, field: str, value: str, words: str
) -> None:
    answer = await visitor.submit("/register", **{**MAYA, "next": "/cart", field: value})
    page = await answer.text()
    assert answer.status == 422
    assert words in page
    assert f'href="#field-{field}"' in page
    assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', page) or field == "phone"
    assert 'value="/cart"' in page
    for kept in ("full_name", "email"):
        if kept != field:
            assert MAYA[kept] in page
    assert MAYA["password"] not in page
    problem = await (await visitor.post("/register", **{**MAYA, field: value})).json()
    assert (problem["type"], problem["status"], list(problem["errors"])) == ("wrong-fields", 422, [field])
    assert await connection.fetchval("select count(*) from people") == 0


@pytest.mark.requirement("ACC-1")
async def test_who_types_a_likely_slip_twice_means_it(visitor: Visitor) -> None:
    assert (await visitor.post("/register", **{**MAYA, "email": "maya@gmial.com"})).status == 422
    await register(visitor, email="maya@gmial.com", email_meant="maya@gmial.com")


@pytest.mark.requirement("ACC-1")
async def test_an_address_has_one_account_whatever_its_case_and_even_at_once(
    new_client: Callable[[], Awaitable[Client]], connection: Connection
) -> None:
    visitors = [Visitor(await new_client()) for _ in range(5)]
    spellings = ["maya@example.com", "MAYA@example.com", "Maya@Example.Com", " maya@example.com ", "mAYA@EXAMPLE.COM"]
    answers = await asyncio.gather(
        *(one.post("/register", **{**MAYA, "email": email}) for one, email in zip(visitors, spellings, strict=True))
    )
    assert sorted(answer.status for answer in answers) == [201, 422, 422, 422, 422]
    told = next(answer for answer in answers if answer.status == 422)
    assert "already" in (await told.json())["errors"]["email"][0]
    assert await connection.fetchval("select count(*) from people") == 1


@pytest.mark.requirement("ACC-2")
async def test_logging_in_begins_a_new_session_and_logging_out_ends_it_on_the_server(
    visitor: Visitor, connection: Connection
) -> None:
    def cookie() -> str:
        return next(c.value for c in visitor.client.session.cookie_jar if c.key == "session")

    await register(visitor)
    registered = cookie()
    await visitor.post("/logout")
    visitor.token = ""
    assert (await visitor.client.get("/account", headers=visitor.headers)).status == 401
    assert await connection.fetchval("select count(*) from sessions") == 0
    guest = cookie()
    await visitor.get("/login")
    answer = await visitor.post("/login", email="MAYA@example.com", password=MAYA["password"])
    assert answer.status == 200
    assert (await answer.json())["email"] == "maya@example.com"
    visitor.token = answer.headers["X-CSRF-Token"]
    assert len({registered, guest, cookie()}) == 3
    stolen = {"Cookie": f"session={registered}", **visitor.headers}
    visitor.client.session.cookie_jar.clear()
    assert (await visitor.client.get("/account", headers=stolen)).status == 401


@pytest.mark.requirement("ACC-2", "ACC-3", "ACC-7")
async def test_the_longest_password_is_not_right_with_more_behind_it(visitor: Visitor) -> None:
    await register(visitor, password="p" * 200)
    typed = "p" * 200 + "q"
    assert (await visitor.post("/login", email=MAYA["email"], password=typed)).status == 422
    changed = await visitor.post("/account", new_password="another sentence", current_password=typed)
    assert (changed.status, list((await changed.json())["errors"])) == (422, ["current_password"])
    assert (await visitor.post("/account/delete", password=typed)).status == 422
    assert (await visitor.post("/login", email=MAYA["email"], password="p" * 200)).status == 200


@pytest.mark.requirement("ACC-2")
async def test_the_token_of_the_answer_to_a_log_in_serves_at_once(visitor: Visitor) -> None:
    await register(visitor)
    assert (await visitor.post("/logout")).status == 200


@pytest.mark.requirement("ACC-2", "CART-7")
async def test_the_guest_cart_comes_along(visitor: Visitor, connection: Connection) -> None:
    await visitor.add(await stock_product(connection, "Flat white"), 2)
    await register(visitor)
    assert [(line["title"], line["quantity"]) for line in (await visitor.get("/cart"))["lines"]] == [("Flat white", 2)]


@pytest.mark.requirement("ACC-2")
async def test_wrong_password_and_unknown_address_are_told_in_the_same_words(visitor: Visitor) -> None:
    await register(visitor)
    await visitor.post("/logout")
    visitor.token = ""
    answers = [
        await visitor.post("/login", email=email, password="wrong one")
        for email in ("maya@example.com", "nobody@example.com")
    ]
    wrong, unknown = [await answer.json() for answer in answers]
    assert [answer.status for answer in answers] == [422, 422]
    assert wrong == unknown
    page = await visitor.submit("/login", email="maya@example.com", password="wrong one", next="/checkout")
    text = await page.text()
    assert page.status == 422
    assert 'value="maya@example.com"' in text
    assert "wrong one" not in text
    assert "/register?next=/checkout" in text


@pytest.mark.requirement("ACC-2")
async def test_ten_wrong_passwords_are_enough_even_at_once_and_right_ones_are_not_counted(
    visitor: Visitor, new_client: Callable[[], Awaitable[Client]]
) -> None:
    await register(visitor)
    others = [Visitor(await new_client()) for _ in range(15)]
    right = [await one.post("/login", email="maya@example.com", password=MAYA["password"]) for one in others]
    assert {answer.status for answer in right} == {200}
    guessers = [Visitor(await new_client()) for _ in range(15)]
    guesses = await asyncio.gather(
        *(one.post("/login", email="Maya@example.com", password=f"guess {n}") for n, one in enumerate(guessers))
    )
    assert sorted(answer.status for answer in guesses) == [422] * WRONG_PASSWORDS + [429] * 5
    refused = await guessers[0].post("/login", email="maya@example.com", password=MAYA["password"])
    assert refused.status == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 300
    assert (await guessers[0].post("/login", email="other@example.com", password="x")).status == 422


@pytest.mark.requirement("ACC-2")
async def test_guesses_sent_at_once_are_not_all_tried(
    visitor: Visitor, new_client: Callable[[], Awaitable[Client]]
) -> None:
    await register(visitor)
    guessers = [Visitor(await new_client()) for _ in range(31)]
    for one in guessers:
        await one.get("/login")
    passwords = [*(f"guess {n}" for n in range(30)), MAYA["password"]]
    answers = await asyncio.gather(
        *(
            one.post("/login", email="maya@example.com", password=password)
            for one, password in zip(guessers, passwords, strict=True)
        )
    )
    assert answers[-1].status == 429, "the right one was the thirty-first"


@pytest.mark.requirement("ACC-2")
async def test_wrong_passwords_are_counted_without_redis_too(visitor: Visitor, app: web.Application) -> None:
    app[LIMITS]._redis_back_at = float("inf")
    statuses = [(await visitor.post("/login", email="maya@example.com", password="no")).status for _ in range(11)]
    assert statuses == [422] * 10 + [429]


@pytest.mark.requirement("ACC-2")
@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/\t/evil"])
async def test_next_never_leads_to_another_site(visitor: Visitor, elsewhere: str) -> None:
    answer = await visitor.submit("/register", **MAYA, next=elsewhere)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    again = await visitor.client.get("/login", params={"next": elsewhere}, allow_redirects=False)
    assert (again.status, again.headers["Location"]) == (303, "/")


@pytest.mark.requirement("ACC-2")
async def test_a_guest_is_led_to_log_in_and_back(visitor: Visitor) -> None:
    answer = await visitor.client.get("/account", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/login?next=%2Faccount")
    page = await visitor.page("/login?next=%2Faccount")
    assert 'name="next" value="/account"' in page
    assert (await visitor.client.get("/account", headers=visitor.headers)).status == 401


@pytest.mark.requirement("ACC-5")
async def test_no_field_makes_anybody_more_than_a_customer(visitor: Visitor, connection: Connection) -> None:
    person = await register(visitor, role="admin", is_admin="1", **{"person[role]": "admin"})
    assert person["role"] == "customer"
    assert (await visitor.get("/account?role=admin"))["role"] == "customer"
    assert await connection.fetchval("select role from people") == "customer"
    await visitor.post("/login", email=MAYA["email"], password=MAYA["password"], role="admin")
    assert await connection.fetchval("select role from people") == "customer"
    assert (await visitor.client.get("/admin", headers=visitor.headers)).status == 403


@pytest.mark.requirement("ACC-5")
async def test_the_first_admin_is_made_from_the_command_line(
    visitor: Visitor, connection: Connection, database_url: str
) -> None:
    said = await create_admin(database_url, "boss@example.com", "Ada Boss", "a good sentence", CHEAP)
    assert said == "boss@example.com is an admin now."
    answer = await visitor.post("/login", email="boss@example.com", password="a good sentence")
    assert (await answer.json())["role"] == "admin"
    for email, name, password in (
        ("nonsense", "Ada", "a good sentence"),
        ("x@example.com", " ", "a good sentence"),
        ("x@example.com", "Ada", "short"),
    ):
        with pytest.raises(AdminNotMade):
            await create_admin(database_url, email, name, password, CHEAP)
    assert await connection.fetchval("select count(*) from people") == 1


@pytest.mark.requirement("ACC-5")
async def test_an_existing_account_is_promoted_and_keeps_name_and_password(
    visitor: Visitor, connection: Connection, database_url: str
) -> None:
    await register(visitor)
    before = await connection.fetchrow("select full_name, password_hash from people")
    await create_admin(database_url, "MAYA@example.com", "Somebody Else", "another sentence", CHEAP)
    await create_admin(database_url, "maya@example.com", "", "", CHEAP)
    assert await connection.fetchrow("select full_name, password_hash from people") == before
    changes = await connection.fetch("select old_role, new_role, source from role_changes")
    assert [tuple(row) for row in changes] == [("customer", "admin", "command line")]


@pytest.mark.requirement("OPS-3", "ACC-2")
async def test_the_demo_shop_is_loaded_once_and_its_people_can_log_in(
    visitor: Visitor, connection: Connection, database_url: str
) -> None:
    await asyncio.gather(seed_demo(database_url, CHEAP), seed_demo(database_url, CHEAP))
    await seed_demo(database_url, CHEAP)
    assert await connection.fetchval("select count(*) from products") == len(MENU) >= 60
    assert await connection.fetchval("select count(distinct type_id) from products") == 8
    plain = "select count(*) from products where stock is null and id not in (select product_id from product_options)"
    assert await connection.fetchval(plain) >= 30
    for email, role in (
        ("admin@demo.test", "admin"),
        ("kitchen@demo.test", "kitchen"),
        ("customer@demo.test", "customer"),
    ):
        answer = await visitor.post("/login", email=email, password=PASSWORD)
        visitor.token = answer.headers["X-CSRF-Token"]
        assert (await answer.json())["role"] == role
    shop = await connection.fetchrow("select delivery, counter_payment from shop_settings")
    assert tuple(shop or ()) == (True, True)


@pytest.mark.requirement("ACC-1")
async def test_the_browser_names_wrong_fields_before_sending(open_page: OpenPage) -> None:
    page = await open_page("/register?next=/cart", width=390)
    await page.fill("[name=email]", "maya@example")
    await page.fill("[name=password]", "short")
    await page.click("main button")
    assert (
        await page.locator("#field-full_name-error").inner_text() == "Please tell us your name, as on your letterbox."
    )
    assert "one @" in await page.locator("#field-email-error").inner_text()
    assert "at least 8" in await page.locator("#field-password-error").inner_text()
    assert await page.evaluate("document.activeElement.name") == "full_name"
    assert page.url.endswith("/register?next=/cart")
    for name, value in MAYA.items():
        await page.fill(f"[name={name}]", value)
    await page.click("main button")
    await page.wait_for_url("**/cart")


class TestOutsideTheDemo:
    """A shop that is no demo."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, demo=False)

    @pytest.mark.requirement("ACC-1")
    async def test_registrations_from_one_address_are_limited(self, visitor: Visitor, app: web.Application) -> None:
        for _ in range(REGISTRATIONS - 1):
            await app[LIMITS].add("registration:127.0.0.1", REGISTRATION_SECONDS)
        await register(visitor)
        answer = await visitor.post("/register", **{**MAYA, "email": "more@example.com"})
        assert answer.status == 429
        assert int(answer.headers["Retry-After"]) > 0

    @pytest.mark.requirement("ACC-2")
    async def test_guesses_at_many_accounts_from_one_address_are_counted_together(
        self, visitor: Visitor, app: web.Application, new_client: Callable[[], Awaitable[Client]]
    ) -> None:
        await register(visitor)
        guesser = Visitor(await new_client())
        for _ in range(WRONG_PASSWORDS_FROM_ONE_PLACE - 1):
            await app[LIMITS].add("wrong passwords from:127.0.0.1", WRONG_PASSWORD_SECONDS)
        assert (await guesser.post("/login", email="one@example.com", password="a guess")).status == 422
        answer = await guesser.post("/login", email="two@example.com", password="a guess")
        assert (answer.status, int(answer.headers["Retry-After"]) > 0) == (429, True)


class TestBehindOneProxy:
    """X-Forwarded-For is believed as far as our own proxy wrote it."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, trusted_proxies=1)

    @pytest.mark.requirement("ACC-2")
    async def test_the_address_is_the_one_the_proxy_saw(self, visitor: Visitor) -> None:
        async def guess(forwarded: str) -> int:
            visitor.headers["X-Forwarded-For"] = forwarded
            return (await visitor.post("/login", email="maya@example.com", password="no")).status

        assert [await guess(f"10.0.0.{n}, 203.0.113.9") for n in range(11)] == [422] * 10 + [429]
        assert await guess("203.0.113.9, 198.51.100.7") == 422


@pytest.mark.requirement("ACC-2")
async def test_without_a_proxy_nobody_chooses_their_own_address(visitor: Visitor) -> None:
    statuses = []
    for n in range(11):
        visitor.headers["X-Forwarded-For"] = f"10.0.0.{n}"
        statuses.append((await visitor.post("/login", email="maya@example.com", password="no")).status)
    assert statuses == [422] * 10 + [429]
