"""The handshake, and what happens around it: wrong ones are refused, and nothing of the request stays behind."""

import asyncio
import gc
import os

import pytest
from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from tests.realtime.house import GUEST, House, until
from tests.realtime.raw import SlowScreen
from tests.realtime.test_reading import frame

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
GOOD = {
    "Upgrade": "websocket",
    "Connection": "keep-alive, Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": KEY,
}


async def ask(house: House, protocol: str | None = "HTTP/1.1", **changes: str | None) -> tuple[int, str]:
    """Send the handshake with some headers changed (None: left out); answers status and the whole head."""
    url = house.server.make_url("/live")
    origin = f"http://{url.host}:{url.port}"
    headers = {"Host": f"{url.host}:{url.port}", "Origin": origin, **GOOD}
    for name, value in changes.items():
        header = name.replace("_", "-")
        headers.pop(header, None)
        if value is not None:
            headers[header] = value
    reader, writer = await asyncio.open_connection(url.host, url.port)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"GET /live {protocol}\r\n{lines}\r\n".encode())
    head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)).decode()
    writer.close()
    return int(head.split()[1]), head


async def test_the_accept_header_is_that_of_the_rfc(house: House) -> None:
    status, head = await ask(house)
    assert status == 101
    assert "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in head
    assert "extensions" not in head.lower(), "compression triples the work of every frame"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Upgrade": None}, 400),
        ({"Upgrade": "h2c"}, 400),
        ({"Connection": "keep-alive"}, 400),
        ({"Sec_WebSocket_Key": None}, 400),
        ({"Sec_WebSocket_Key": "c2hvcnQ="}, 400),
        ({"Sec_WebSocket_Key": "not base64 at all!!!!!!!"}, 400),
        ({"Sec_WebSocket_Version": "8"}, 426),
        ({"Sec_WebSocket_Version": None}, 426),
        ({"Origin": None, "Upgrade": None}, 403),
        ({"protocol": "HTTP/1.0"}, 400),
        ({"Content_Length": "5"}, 400),
        ({"Transfer_Encoding": "chunked"}, 400),
    ],
)
async def test_what_is_no_handshake_is_refused(house: House, changes: dict[str, str | None], status: int) -> None:
    assert (await ask(house, **changes))[0] == status


async def test_words_that_come_along_with_the_handshake_are_heard(house: House) -> None:
    url = house.server.make_url("/live")
    head = f"GET /live HTTP/1.1\r\nHost: {url.host}:{url.port}\r\nOrigin: http://{url.host}:{url.port}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in GOOD.items()) + "\r\n"
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(head.encode() + frame(1, b'{"type":"subscribe","topic":"board"}') + frame(1, b'{"type":"unsub')[:9])
    assert b'"hello"' in await asyncio.wait_for(reader.readuntil(b"}"), 5)
    assert b'"snapshot"' in await asyncio.wait_for(reader.readuntil(b'"state"'), 5)
    writer.close()


async def test_nothing_of_the_request_stays_in_memory_behind_an_open_socket(house: House) -> None:
    screen = await SlowScreen.connect(house, GUEST)
    await screen.read()
    await asyncio.sleep(0.05)
    gc.collect()
    kept = [each for each in gc.get_objects() if isinstance(each, web.Request | RequestHandler)]
    assert [each for each in kept if getattr(each, "path", "/live") == "/live"] == []
    assert len(house.live.socket.open) == 1
    screen.close()


async def test_a_client_that_leaves_without_a_word_is_forgotten(house: House) -> None:
    screen = await SlowScreen.connect(house, GUEST)
    await screen.say(type="subscribe", topic="board")
    await until(lambda: "board" in house.relay.hub.topics and len(house.relay.hub.topics["board"].live) == 1)
    screen.close()
    await until(lambda: len(house.live.socket.open) == 0 and "board" not in house.relay.hub.topics)


@pytest.mark.parametrize("code", [1000, 1001, 4321])
async def test_a_close_is_answered_with_its_own_code(house: House, code: int) -> None:
    screen = await SlowScreen.connect(house, GUEST)
    await screen.read()
    await screen.send(frame(8, code.to_bytes(2, "big")))
    assert await screen.read() == code
    assert await asyncio.wait_for(screen.read(), 1) is None, "the server ends the connection"
    screen.close()


async def test_a_mistake_of_ours_closes_only_the_socket_it_concerns(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine, unlucky = await house.connect(), await house.connect()
    await fine.subscribe("board")
    monkeypatch.setattr(house.noticeboard, "read_state", None)
    await unlucky.say(type="subscribe", topic="menu")
    assert await unlucky.read_close() == 1011
    monkeypatch.setattr(house.noticeboard, "find_topic", None)
    other = await house.connect()
    await other.say(type="subscribe", topic="menu")
    assert await other.read_close() == 1011
    await house.write("board", "on it goes")
    assert (await fine.read())["version"] == 1


async def test_a_ping_is_answered_with_its_words(house: House) -> None:
    screen = await SlowScreen.connect(house, GUEST)
    await screen.read()
    words = os.urandom(20)
    await screen.send(frame(9, words))
    while (answer := await screen._frame())[0] == 1:
        pass
    assert answer == (10, words)
    screen.close()
