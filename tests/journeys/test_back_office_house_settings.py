"""The settings page: every field of the contract, kept where left out, refused with a suggestion, seen by everybody."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server.access.clock import Clock
from server.app import create_app
from server.database import DATABASE
from server.orders.order import Role
from server.settings import Settings
from tests.support.clocks import SetClock
from tests.support.forms import read_page_form
from tests.support.kitchen import LoggedIn, log_in, pair_display

Person = TestClient[web.Request, web.Application]
NewClient = Callable[[], Awaitable[Person]]

NOW = datetime(2026, 11, 20, 12, 0, 20, tzinfo=UTC)  # a Friday; 13:00:20 in Berlin


@pytest.fixture
def clock() -> Clock:
    return SetClock(NOW)


@pytest.fixture
async def admin(app: web.Application, client: Person) -> LoggedIn:
    return await log_in(app, client, Role.ADMIN)


async def change(admin: LoggedIn, **fields: object) -> dict[str, Any]:
    answer = await admin.post("/admin/settings", fields)
    assert answer.status == 200, await answer.text()
    shape: dict[str, Any] = (await answer.json())["settings"]
    return shape


async def refused(admin: LoggedIn, **fields: object) -> dict[str, list[str]]:
    answer = await admin.post("/admin/settings", fields)
    assert answer.status == 422
    errors: dict[str, list[str]] = (await answer.json(content_type=None))["errors"]
    return errors


EVERYTHING: dict[str, Any] = {
    "shop_name": "Café Kobalt",
    "timezone": "Europe/Berlin",
    "estimator": "adaptive",
    "prep_default": 5,
    "block_size": 3,
    "block_minutes": 7,
    "queue_minutes": 2,
    "slot_minutes": 20,
    "slot_capacity": 12,
    "unpaid_minutes": 45,
    "delivery": True,
    "counter_payment": False,
    "supplier_phone": "+44 20 7946 0123",
    "call_mode": "always",
    "escalate_seconds": 90,
    "closed_on": ["2026-12-25", "2026-12-26"],
    "open_0": "08:00-18:00",
    "open_1": "08:00-12:00, 13:00-18:00",
    "open_2": "",
    "open_3": "18:00-02:00",
    "open_4": "00:00-24:00",
    "open_5": "09:00-17:00",
    "open_6": "",
}


def typed(settings: dict[str, Any]) -> dict[str, object]:
    """The settings as a form sends them."""
    fields = {name: int(value) if isinstance(value, bool) else value for name, value in settings.items()}
    fields["closed_on"] = "2026-12-26, 2026-12-25\n2026-12-26"
    return fields


@pytest.mark.requirement("CAT-10", "PRED-1", "PRED-5")
async def test_every_setting_is_saved_and_answered(admin: LoggedIn) -> None:
    after = await change(admin, **typed(EVERYTHING), pause_until="2026-11-20T15:30")

    paused = round(datetime(2026, 11, 20, 14, 30, tzinfo=UTC).timestamp() * 1000)
    assert after == {**EVERYTHING, "currency": "USD", "address_line": "", "pause_until": paused}
    assert (await (await admin.get("/admin/settings")).json())["settings"] == after


@pytest.mark.requirement("CAT-10")
async def test_a_field_left_out_keeps_its_value(admin: LoggedIn) -> None:
    before = await change(admin, **typed(EVERYTHING))
    assert await change(admin, prep_default=9) == {**before, "prep_default": 9}
    assert await change(admin, open_2="10:00-11:00") == {**before, "prep_default": 9, "open_2": "10:00-11:00"}
    assert await change(admin, closed_on="") == {**before, "prep_default": 9, "open_2": "10:00-11:00", "closed_on": []}


@pytest.mark.requirement("CAT-10")
async def test_what_was_never_changed_here_goes_on_following_the_environment(
    app: web.Application, admin: LoggedIn
) -> None:
    await change(admin, prep_default=6)
    async with app[DATABASE].acquire() as connection:
        row = await connection.fetchrow("select shop_name, timezone, supplier_phone from shop_settings")
    assert tuple(row) == (None, None, "")


WRONG = [
    ("shop_name", "  ", "name"),
    ("shop_name", "x" * 61, "60"),
    ("timezone", "Europe/Berln", "Europe/Berlin"),
    ("timezone", "new york", "America/New_York"),
    ("timezone", "../../etc/passwd", "Did you mean"),
    ("timezone", "", "Europe/Berlin"),
    ("estimator", "oracle", "house or adaptive"),
    ("prep_default", "0", "1 to 240"),
    ("prep_default", "four", "1 to 240"),
    ("prep_default", "4.5", "1 to 240"),
    ("block_size", "0", "1 to 1000"),
    ("block_minutes", "-1", "0 to 240"),
    ("queue_minutes", "241", "0 to 240"),
    ("slot_minutes", "4", "5 to 240"),
    ("slot_capacity", "0", "leave it empty"),
    ("unpaid_minutes", "0", "1 to 10080"),
    ("escalate_seconds", "", "1 to 3600"),
    ("call_mode", "never", "always or unaccepted"),
    ("supplier_phone", "call me", "+44 20 7946 0123"),
    ("closed_on", "25.12.2026", "2026-12-25"),
    ("closed_on", "2026-02-30", "2026-12-25"),
    ("closed_on", "20261225", "2026-12-25"),
    ("closed_on", "2026-W52-5", "2026-12-25"),
    ("open_0", "8-18", "Did you mean 08:00-18:00"),
    ("open_6", "08:00-25:00", "24:00"),
    ("open_3", "08:00-12:00,11:00-13:00", "overlap"),
    ("pause_until", "tomorrow", "2026-12-24T15:30"),
    ("pause_until", "2026-11-20T12:59", "has passed"),
    ("pause_until", "2026-99-99T12:59", "2026-12-24T15:30"),
    ("pause_until", "2027-12-24T12:59", "a year at most"),
    ("pause_until", "9999-12-31T23:59", ""),
    ("pause_until", "0001-01-01T00:00", ""),
    ("pause_minutes", "-5", "0 to 1440"),
]


@pytest.mark.requirement("CAT-10")
@pytest.mark.parametrize(("name", "text", "words"), WRONG)
async def test_a_wrong_field_is_refused_with_a_suggestion_and_changes_nothing(
    admin: LoggedIn, name: str, text: str, words: str
) -> None:
    before = await change(admin, timezone="Europe/Berlin")
    errors = await refused(admin, **{name: text, "queue_minutes" if name != "queue_minutes" else "block_size": 3})
    assert list(errors) == [name]
    assert words in errors[name][0]
    assert await change(admin) == before


@pytest.mark.requirement("CAT-10")
async def test_the_form_comes_back_as_typed_with_the_message_beside_the_field(admin: LoggedIn) -> None:
    answer = await admin.post(
        "/admin/settings", {"open_0": "8-18", "shop_name": "Kobalt & Söhne", "delivery": "0"}, accept="text/html"
    )
    page = await answer.text()
    assert answer.status == 422
    assert 'value="8-18"' in page
    assert 'value="Kobalt &amp; Söhne"' in page
    assert re.search(r'id="field-open_0-error"[^>]*>.*?Did you mean 08:00-18:00\?', page, re.DOTALL)
    assert '<a href="#field-open_0">Monday</a>' in page


@pytest.mark.requirement("CAT-10")
async def test_the_page_sent_back_as_it_came_changes_nothing(admin: LoggedIn) -> None:
    before = await change(admin, **typed(EVERYTHING), pause_minutes=15)
    page = await (await admin.get("/admin/settings", accept="text/html")).text()
    fields = read_page_form(page, "/admin/settings", holding="open_1")
    assert ("open_1", "08:00-12:00, 13:00-18:00") in fields
    assert [value for name, value in fields if name == "delivery"] == ["0", "1"]
    assert [value for name, value in fields if name == "counter_payment"] == ["0"]
    answer = await admin.client.post("/admin/settings", data=fields, headers={"Accept": "application/json"})
    assert (await answer.json())["settings"] == before


@pytest.mark.requirement("CAT-10")
async def test_a_pause_ends_by_itself_and_says_when(admin: LoggedIn, clock: SetClock, new_client: NewClient) -> None:
    await change(admin, timezone="Europe/Berlin")
    guest = await new_client()

    async def menu() -> str:
        return await (await guest.get("/")).text()

    assert "Paused until" not in await menu()
    answer = await admin.post("/admin/settings", {"pause_minutes": 30}, accept="text/html")
    assert (answer.status, answer.headers["Location"]) == (303, "/admin/settings?saved=1")
    assert "Paused until 13:30." in await menu()
    assert "Paused until 13:30" in await (await admin.get("/admin/settings", accept="text/html")).text()
    fragment = await (await guest.get("/opening")).text()
    assert 'data-opening="paused" data-changes-at="2026-11-20T12:30:20.000Z"' in fragment
    clock.now += timedelta(minutes=31)
    assert "Paused until" not in await menu()
    assert (await change(admin))["pause_until"] is None
    assert 'value=""' in await (await admin.get("/admin/settings", accept="text/html")).text()
    await change(admin, pause_minutes=60)
    assert (await change(admin, pause_minutes=0))["pause_until"] is None


@pytest.mark.requirement("CAT-10")
async def test_outside_opening_hours_the_menu_stays_readable_and_says_when_the_shop_opens(
    admin: LoggedIn, clock: SetClock, new_client: NewClient
) -> None:
    guest = await new_client()
    week = {f"open_{day}": "08:00-18:00" for day in range(5)} | {"open_5": "", "open_6": ""}
    await change(admin, timezone="Europe/Berlin", **week)

    async def says(hours_later: float) -> str:
        clock.now = NOW + timedelta(hours=hours_later)
        return await (await guest.get("/")).text()

    open_page = await says(0)
    assert "We open" not in open_page
    assert "Open today 8:00 to 18:00." in open_page
    assert "We open on Monday at 08:00." in await says(6)
    assert "Closed today." in await says(24)
    assert "We open tomorrow at 08:00." in await says(48)
    assert "We open at 08:00." in await says(64)
    await change(admin, closed_on=" ".join(f"2026-{day}" for day in ("11-23", "11-24", "11-25", "11-26", "11-27")))
    assert "We open on Monday, 30 Nov 2026 at 08:00." in await says(6)
    await change(admin, **{f"open_{day}": "" for day in range(7)})
    assert "We are not taking orders at the moment." in await says(0)


@pytest.mark.requirement("CAT-10")
async def test_open_menus_are_told_when_opening_changes_and_only_then(app: web.Application, admin: LoggedIn) -> None:
    async def told() -> list[str]:
        async with app[DATABASE].acquire() as connection:
            rows = await connection.fetch("select event from topic_events where topic = 'menu' order by version")
        return [row["event"] for row in rows]

    await change(admin, prep_default=7, shop_name="Kobalt")
    assert await told() == []
    await change(admin, pause_minutes=15)
    await change(admin, open_0="10:00-11:00")
    assert await told() == ["opening.changed", "opening.changed"]


@pytest.mark.requirement("CAT-10", "LIVE-9")
async def test_another_process_follows_within_two_seconds(
    settings: Settings, server: TestServer, admin: LoggedIn
) -> None:
    other = TestServer(create_app(replace(settings), with_worker=False), host="127.0.0.1")
    await other.start_server()
    async with TestClient(other) as elsewhere:
        assert "Kobalt" not in await (await elsewhere.get("/")).text()
        await change(admin, shop_name="Kobalt")
        async with asyncio.timeout(2):
            while "Kobalt" not in await (await elsewhere.get("/")).text():  # noqa: ASYNC110 - the other process tells nobody
                await asyncio.sleep(0.05)


@pytest.mark.requirement("ACC-5", "ACC-6")
async def test_only_admins_see_and_change_settings(app: web.Application, new_client: NewClient) -> None:
    for role in (Role.CUSTOMER, Role.KITCHEN):
        who = await log_in(app, await new_client(), role)
        assert (await who.get("/admin/settings")).status == 403
        assert (await who.post("/admin/settings", {"shop_name": "Mine"})).status == 403
    display = await pair_display(app, await new_client())
    assert (await display.post("/admin/settings", {"shop_name": "Mine"})).status == 403
    guest = await log_in(app, await new_client(), Role.GUEST)
    assert (await guest.post("/admin/settings", {"shop_name": "Mine"})).status == 401
    assert (await guest.get("/admin/settings", accept="text/html")).headers["Location"].startswith("/login?next=")
    admin = await log_in(app, await new_client(), Role.ADMIN)
    assert (await admin.post("/admin/settings", {"shop_name": "Mine"}, with_token=False)).status == 403
    assert (await change(admin))["shop_name"] != "Mine"


@pytest.mark.requirement("CAT-10")
async def test_two_admins_at_once_lose_nothing_of_each_other(app: web.Application, new_client: NewClient) -> None:
    admins = [await log_in(app, await new_client(), Role.ADMIN) for _ in range(2)]
    for n in range(1, 6):
        await asyncio.gather(change(admins[0], prep_default=n), change(admins[1], queue_minutes=n))
        after = await change(admins[0])
        assert (after["prep_default"], after["queue_minutes"]) == (n, n)


@pytest.mark.requirement("CHK-2")
@pytest.mark.parametrize("name", ["delivery", "counter_payment"])
async def test_a_word_that_is_neither_yes_nor_no_switches_nothing_off(admin: LoggedIn, name: str) -> None:
    assert (await change(admin, **{name: "1"}))[name] is True
    assert list(await refused(admin, **{name: "maybe"})) == [name]
    assert (await change(admin))[name] is True
