"""Wall displays: paired once with a code that an admin made, revoked at once, never more than kitchen (ACC-5)."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestClient

from server.access.clock import Clock
from server.access.pairing import ALPHABET
from server.database import DATABASE
from server.orders.order import Role
from server.settings import Settings
from tests.support.clocks import SetClock
from tests.support.kitchen import LoggedIn, log_in, pair_display, place_test_order

Person = TestClient[web.Request, web.Application]
NewClient = Callable[[], Awaitable[Person]]
PAGE = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}


@pytest.fixture
def clock() -> Clock:
    return SetClock()


@pytest.fixture
async def admin(app: web.Application, client: Person) -> LoggedIn:
    return await log_in(app, client, Role.ADMIN)


async def make_code(admin: LoggedIn, name: str = "Pass") -> dict[str, Any]:
    answer = await admin.post("/admin/displays", {"name": name})
    assert answer.status == 201
    display: dict[str, Any] = (await answer.json())["display"]
    return display


async def try_code(screen: Person, code: str, *, headers: dict[str, str] = PAGE) -> tuple[int, str, str]:
    """Open the form and send it as a browser would: status, where it leads, page."""
    form = await (await screen.get("/pair", headers=PAGE)).text()
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token is not None
    fields = {"code": code, "csrf_token": token[1]}
    answer = await screen.post("/pair", data=fields, headers=headers, allow_redirects=False)
    return answer.status, answer.headers.get("Location", ""), await answer.text()


async def wall_status(screen: Person) -> int:
    return (await screen.get("/kitchen", headers=JSON, allow_redirects=False)).status


@pytest.mark.requirement("ACC-5", "LIVE-2")
async def test_a_screen_is_paired_with_the_code_and_is_kitchen_and_nothing_more(
    app: web.Application, admin: LoggedIn, new_client: NewClient
) -> None:
    display = await make_code(admin, "Kitchen wall")
    assert display["name"] == "Kitchen wall"
    assert re.fullmatch(f"[{ALPHABET}]{{8}}", display["code"])
    assert display["expires_at"] == round(datetime(2026, 11, 20, 12, 15, tzinfo=UTC).timestamp() * 1000)
    screen = await new_client()
    assert await wall_status(screen) == 401

    typed = f" {display['code'][:4].lower()}-{display['code'][4:]} "
    assert (await try_code(screen, typed))[:2] == (303, "/kitchen")

    assert await wall_status(screen) == 200
    for path in ("/admin", "/admin/displays", "/admin/staff", "/admin/settings", "/admin/orders"):
        assert (await screen.get(path, headers=JSON)).status == 403, path
    order = await place_test_order(app)
    token = (await screen.get("/kitchen", headers=JSON)).headers["X-CSRF-Token"]
    fields = {"status": "in_progress", "version": "1", "csrf_token": token}
    answer = await screen.post(f"/orders/{order.public_id}/status", data=fields, headers=JSON)
    assert (await answer.json())["status"] == "in_progress"


@pytest.mark.requirement("ACC-5")
async def test_a_code_works_once(admin: LoggedIn, new_client: NewClient) -> None:
    code = (await make_code(admin))["code"]
    screens = [await new_client() for _ in range(5)]
    answers = await asyncio.gather(*(try_code(screen, code) for screen in screens))
    assert sorted(status for status, _, _ in answers) == [303, 422, 422, 422, 422]
    assert (await try_code(await new_client(), code))[0] == 422


@pytest.mark.requirement("ACC-5")
async def test_a_code_ends_after_fifteen_minutes(admin: LoggedIn, clock: SetClock, new_client: NewClient) -> None:
    code = (await make_code(admin))["code"]
    other = (await make_code(admin))["code"]
    clock.now += timedelta(minutes=15) - timedelta(seconds=1)
    assert (await try_code(await new_client(), code))[0] == 303
    clock.now += timedelta(seconds=1)
    status, _, page = await try_code(await new_client(), other)
    assert status == 422
    assert "Ask for a new one" in page
    assert f'value="{other}"' in page


@pytest.mark.requirement("ACC-5")
@pytest.mark.parametrize(
    "code", ["", "ABCD", "ABCDEFGHJ", "<script>", "ABCD-2345-", "０1234567", "\x00" * 8, "A" * 5000]
)
async def test_a_wrong_code_is_refused_in_words(client: Person, code: str) -> None:
    status, _, page = await try_code(client, code)
    assert status == 422
    assert "This code does not work" in page
    assert "<script>ABCD" not in page
    status, _, problem = await try_code(client, code, headers=JSON)
    assert status == 422
    assert '"code":["This code does not work' in problem


@pytest.mark.requirement("ACC-5")
async def test_guessing_codes_is_slowed_down_whoever_guesses_at_once(
    admin: LoggedIn, clock: SetClock, new_client: NewClient
) -> None:
    code = (await make_code(admin))["code"]
    guessers = [await new_client() for _ in range(14)]
    answers = await asyncio.gather(*(try_code(guesser, "ABCD2345") for guesser in guessers))
    assert sorted(status for status, _, _ in answers) == [422] * 10 + [429] * 4
    late = await new_client()
    form = await (await late.get("/pair", headers=PAGE)).text()
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token is not None
    answer = await late.post("/pair", data={"code": code, "csrf_token": token[1]}, headers=JSON)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "300")
    clock.now += timedelta(minutes=5)
    assert (await try_code(late, code))[0] == 303


@pytest.mark.requirement("ACC-5")
async def test_a_shop_pairs_more_screens_than_it_may_mistype_codes(admin: LoggedIn, new_client: NewClient) -> None:
    screen = await new_client()
    for _ in range(9):
        assert (await try_code(screen, "ABCD2345"))[0] == 422
    for _ in range(12):
        assert (await try_code(screen, (await make_code(admin))["code"]))[:2] == (303, "/kitchen")
    assert (await try_code(screen, "ABCD2345"))[0] == 422
    assert (await try_code(screen, "ABCD2345"))[0] == 429


@pytest.mark.requirement("ACC-5")
async def test_only_a_keyed_hash_of_the_code_is_kept(app: web.Application, admin: LoggedIn, settings: Settings) -> None:
    code = (await make_code(admin))["code"]
    async with app[DATABASE].acquire() as connection:
        row = await connection.fetchrow("select displays::text as everything from displays")
    assert code not in row["everything"]
    listed = await (await admin.get("/admin/displays")).text()
    assert code not in listed
    assert code not in await (await admin.get("/admin/displays", accept="text/html")).text()


@pytest.mark.requirement("ACC-5")
async def test_the_code_is_shown_as_text_and_as_a_picture_without_styles(admin: LoggedIn) -> None:
    answer = await admin.post("/admin/displays", {"name": "Bar"}, accept="text/html")
    page = await answer.text()
    assert answer.status == 201
    assert re.search(f'data-code="[{ALPHABET}]{{8}}"', page)
    drawing = page[page.index('class="house-qr"') :]
    drawing = drawing[: drawing.index("</svg>")]
    assert "<path" in drawing
    assert "style=" not in drawing
    assert (await admin.post("/admin/displays", {"name": "  "}, accept="text/html")).status == 422
    assert (await admin.post("/admin/displays", {"name": "x" * 61})).status == 422


@pytest.mark.requirement("ACC-5", "LIVE-2")
async def test_a_revoked_screen_is_out_at_once(
    app: web.Application, admin: LoggedIn, clock: SetClock, new_client: NewClient
) -> None:
    display = await make_code(admin, "Bar")
    screen = await new_client()
    assert (await try_code(screen, display["code"]))[0] == 303
    assert await wall_status(screen) == 200
    (listed,) = (await (await admin.get("/admin/displays")).json())["displays"]
    moment = round(clock.now.timestamp() * 1000)
    assert (listed["paired_at"], listed["last_seen_at"]) == (moment, moment)
    origin = {"Origin": str(screen.make_url("/")).rstrip("/")}
    socket = await screen.ws_connect("/live", headers=origin)

    answer = await admin.post(f"/admin/displays/{display['id']}/revoke", {}, accept="text/html")

    assert (answer.status, answer.headers["Location"]) == (303, "/admin/displays?revoked=1")
    assert await wall_status(screen) == 401
    async with asyncio.timeout(2):
        while (await socket.receive()).type not in (WSMsgType.CLOSE, WSMsgType.CLOSED):
            pass
    assert socket.close_code == 4001
    assert (await (await admin.get("/admin/displays")).json())["displays"] == []
    assert (await admin.post(f"/admin/displays/{display['id']}/revoke", {})).status == 404
    assert (await admin.post("/admin/displays/999999/revoke", {})).status == 404


@pytest.mark.requirement("ACC-5")
async def test_a_code_revoked_before_it_was_used_pairs_nothing(admin: LoggedIn, new_client: NewClient) -> None:
    display = await make_code(admin)
    assert (await admin.post(f"/admin/displays/{display['id']}/revoke", {})).status == 200
    assert (await try_code(await new_client(), display["code"]))[0] == 422


@pytest.mark.requirement("ACC-5")
async def test_pairing_logs_the_person_out_on_this_screen(
    app: web.Application, admin: LoggedIn, new_client: NewClient
) -> None:
    display = await make_code(admin)
    other = await log_in(app, await new_client(), Role.ADMIN)
    assert (await try_code(other.client, display["code"]))[0] == 303
    assert (await other.get("/admin")).status == 403
    async with app[DATABASE].acquire() as connection:
        count = await connection.fetchval("select count(*) from sessions where person_id = $1", other.person_id)
    assert count == 0


@pytest.mark.requirement("ACC-5")
async def test_a_scanned_address_fills_the_code_in_and_uses_nothing_up(admin: LoggedIn, new_client: NewClient) -> None:
    code = (await make_code(admin))["code"]
    screen = await new_client()
    for _ in range(3):
        page = await (await screen.get(f"/pair?code={code}", headers=PAGE)).text()
        assert f'value="{code}"' in page
    assert (await try_code(screen, code))[0] == 303


@pytest.mark.requirement("ACC-5")
async def test_only_admins_make_and_revoke_codes(app: web.Application, admin: LoggedIn, new_client: NewClient) -> None:
    display = await make_code(admin)
    others = [await log_in(app, await new_client(), role) for role in (Role.CUSTOMER, Role.KITCHEN)]
    others.append(await pair_display(app, await new_client()))
    for who in others:
        assert (await who.get("/admin/displays")).status == 403
        assert (await who.post("/admin/displays", {"name": "Mine"})).status == 403
        assert (await who.post(f"/admin/displays/{display['id']}/revoke", {})).status == 403
    guest = await log_in(app, await new_client(), Role.GUEST)
    assert (await guest.post("/admin/displays", {"name": "Mine"})).status == 401
    assert (await admin.post("/admin/displays", {"name": "Mine"}, with_token=False)).status == 403
    assert (await try_code(await new_client(), display["code"]))[0] == 303
