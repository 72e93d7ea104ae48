"""The door of `/live`: while too many wait for answers newcomers are sent away at once; pages go on all the while."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import ClientSession, WSServerHandshakeError, web
from aiohttp.test_utils import TestServer

from server.access import Asker
from server.database import DATABASE
from server.database.pool import Pool
from server.realtime import door
from server.realtime.live import LIVE
from tests.realtime.house import KITCHEN_HAND, House, Screen, open_house, until
from tests.realtime.test_handshake import GOOD, ask

MOST = 5


async def hello(request: web.Request) -> web.Response:
    async with request.app[DATABASE].acquire() as connection:
        return web.Response(text=await connection.fetchval("select 'hello'"))


@pytest_asyncio.fixture
async def small_house(
    pool: Pool, redis_url: str, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    """A house where five may wait, with a page."""
    monkeypatch.setattr(door, "MOST_WAITING", MOST)

    def set_up(app: web.Application) -> None:
        app[DATABASE] = pool
        app.router.add_get("/page", hello)

    async with open_house(pool, redis_url, redis_prefix, set_up=set_up) as house:
        yield house


async def fill(house: House) -> list[Screen]:
    """As many screens as may wait, each of them waiting for its snapshot."""
    house.noticeboard.reading.clear()
    screens = [await house.connect() for _ in range(MOST)]
    for screen in screens:
        await screen.say(type="subscribe", topic="board")
    await until(lambda: house.live.socket.door.waiting == MOST)
    return screens


async def test_who_comes_while_too_many_wait_is_sent_away_for_a_few_seconds(small_house: House) -> None:
    screens = await fill(small_house)
    waits = set()
    for _ in range(40):
        status, head = await ask(small_house)
        assert status == 503
        waits.add(int(head.lower().partition("retry-after: ")[2].split()[0]))
        assert "connection: close" in head.lower()
    assert waits <= {1, 2, 3, 4}
    assert len(waits) > 1, "all would come back in the same second"
    assert (await ask(small_house, Origin="https://evil.test"))[0] == 403, "whether there is room is not for strangers"

    async with small_house.http.get(small_house.server.make_url("/page")) as answer:
        assert (answer.status, await answer.text()) == (200, "hello")

    small_house.noticeboard.reading.set()
    assert {(await screen.read())["type"] for screen in screens} == {"snapshot"}
    assert (await (await small_house.connect()).subscribe("board"))["type"] == "snapshot"


async def test_screens_that_only_sit_there_take_no_place_whether_they_spoke_or_not(small_house: House) -> None:
    silent = [await small_house.connect() for _ in range(3 * MOST)]
    for screen in [await small_house.connect() for _ in range(3 * MOST)]:
        assert (await screen.subscribe("board"))["type"] == "snapshot"
    assert small_house.live.socket.door.waiting == 0
    assert len(small_house.live.socket.open) == 6 * MOST
    assert (await silent[0].subscribe("board"))["type"] == "snapshot"


async def test_places_of_those_who_leave_or_are_refused_are_free_again(small_house: House) -> None:
    for screen in await fill(small_house):
        await screen.close()
    small_house.noticeboard.reading.set()
    await until(lambda: small_house.live.socket.door.waiting == 0)
    for changes in ({"Upgrade": None}, {"Sec_WebSocket_Version": "8"}, {"Sec_WebSocket_Key": "short"}) * MOST:
        assert (await ask(small_house, **changes))[0] in (400, 426)
    assert small_house.live.socket.door.waiting == 0
    assert (await small_house.connect()).hello["type"] == "hello"


async def test_a_mistake_of_ours_gives_its_place_back(small_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small_house.noticeboard, "find_topic", None)
    unlucky = await small_house.connect()
    await unlucky.say(type="subscribe", topic="menu")
    assert await unlucky.read_close() == 1011
    await until(lambda: small_house.live.socket.door.waiting == 0)


async def test_sending_away_asks_no_database(
    app: web.Application, server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "MOST_WAITING", 0)
    pool: Pool = app[DATABASE]
    taken = [await pool.acquire() for _ in range(pool.get_max_size())]
    try:
        url = server.make_url("/live")
        headers = {"Origin": f"http://{url.host}:{url.port}", "Cookie": "session=p.somebody-who-is-looked-up"}
        began = time.monotonic()
        async with ClientSession() as http:
            with pytest.raises(WSServerHandshakeError) as refused:
                await http.ws_connect(url, headers=headers)
        assert refused.value.status == 503
        assert refused.value.headers is not None
        assert "Retry-After" in refused.value.headers
        assert "Content-Security-Policy" in refused.value.headers
        assert time.monotonic() - began < 1
    finally:
        for connection in taken:
            await pool.release(connection)
    assert app[LIVE].socket.door.waiting == 0


async def test_only_get_is_a_handshake(server: TestServer) -> None:
    url = server.make_url("/live")
    headers = {"Origin": f"http://{url.host}:{url.port}", **GOOD}
    async with ClientSession() as http, http.head(url, headers=headers) as answer:
        assert answer.status == 405


async def test_a_thousand_who_join_in_one_moment_are_all_let_in(house: House) -> None:
    async def join(number: int) -> str:
        screen = await house.connect(Asker(session_key=f"guest {number // 50}"))
        kind: str = (await screen.subscribe("board"))["type"]
        return kind

    assert set(await asyncio.gather(*(join(number) for number in range(1000)))) == {"snapshot"}


async def test_a_process_that_ends_sends_newcomers_to_the_next(house: House) -> None:
    screen = await house.connect(KITCHEN_HAND)
    await house.live.say_restarting(house.app)
    assert await screen.read_close() == 1012
    status, head = await ask(house)
    assert status == 503
    assert "retry-after: 2" in head.lower()
