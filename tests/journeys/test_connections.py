"""Raw bytes to the running server: each is answered or cut off, never with a fault, always with the headers."""

import asyncio
import re
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web

from server.settings import Settings
from server.web import connections
from server.web.connections import ShopRunner

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: shop.test\r\n"
POST = b"POST /login HTTP/1.1\r\nHost: shop.test\r\nContent-Type: application/x-www-form-urlencoded\r\n"
PROTECTING = (
    "content-security-policy:",
    "x-content-type-options: nosniff",
    "x-frame-options: deny",
    "referrer-policy:",
    "cache-control: no-store",
)


@pytest_asyncio.fixture
async def port(app: web.Application, settings: Settings) -> AsyncIterator[int]:
    """The whole application as it is served."""
    runner = ShopRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", settings.port).start()
    yield settings.port
    await runner.cleanup()


async def send(port: int, *parts: bytes) -> str:
    """What comes back until the connection ends, or for three seconds."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = b""
    try:
        async with asyncio.timeout(3):
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(0)
            while some := await reader.read(65536):
                answer += some
    except (TimeoutError, ConnectionError):
        pass
    writer.close()
    return answer.decode("latin-1")


UNREADABLE = {
    "method": b"G\x00T / HTTP/1.1\r\nHost: x\r\n\r\n",
    "no method": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n",
    "nul in the path": b"GET /a\x00b HTTP/1.1\r\nHost: x\r\n\r\n",
    "space in the path": b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
    "version": b"GET / HTTP/9.9.9\r\nHost: x\r\n\r\n",
    "line of 9 KB": b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "header of 9 KB": REQUEST + b"X-Long: " + b"a" * 9000 + b"\r\n\r\n",
    "header of 2 MB": REQUEST + b"X-Long: " + b"a" * 2_000_000 + b"\r\n\r\n",
    "a thousand headers": REQUEST + b"X-Many: 1\r\n" * 1000 + b"\r\n",
    "header name": REQUEST + b"X Bad: 1\r\n\r\n",
    "header without colon": REQUEST + b"nothing\r\n\r\n",
    "nul in a header": REQUEST + b"X-Nul: a\x00b\r\n\r\n",
    "folded header": REQUEST + b"X-Fold: a\r\n b\r\n\r\n",
    "length": POST + b"Content-Length: -1\r\n\r\n",
    "length in letters": POST + b"Content-Length: ten\r\n\r\n",
    "two lengths": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length and chunks": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "encoding": POST + b"Transfer-Encoding: gzip\r\n\r\n",
    "chunk": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
}


@pytest.mark.requirement("OPS-4")
@pytest.mark.parametrize("sent", UNREADABLE.values(), ids=UNREADABLE)
async def test_what_cannot_be_read_is_refused_in_plain_words_with_every_header(port: int, sent: bytes) -> None:
    answer = (await send(port, sent)).lower()
    head, _, body = answer.partition("\r\n\r\n")
    assert head.split()[1].startswith("4"), head
    for header in PROTECTING:
        assert header in head, head
    assert "server:" not in head
    assert "aiohttp" not in answer
    assert "traceback" not in answer
    assert len(body) < 30_000


ODD = {
    "percent rubbish": b"GET /%zz%00%ff%c0%af HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "dots": b"GET /static/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "absolute": b"GET http://evil.test/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "authority": b"CONNECT evil.test:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "star": b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "host rubbish": b"GET / HTTP/1.1\r\nHost: [::::\r\nConnection: close\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
    "old version": b"GET / HTTP/1.0\r\n\r\n",
    "cookie rubbish": b"GET / HTTP/1.1\r\nHost: x\r\nCookie: session=\xff\xfe; ;;=\r\nConnection: close\r\n\r\n",
    "pipelined rubbish": REQUEST + b"\r\nrubbish\r\n\r\n",
}


@pytest.mark.requirement("OPS-4")
@pytest.mark.parametrize("sent", ODD.values(), ids=ODD)
async def test_odd_requests_are_never_a_fault(port: int, sent: bytes) -> None:
    answer = (await send(port, sent)).lower()
    statuses = re.findall(r"http/[0-9.]+ ([0-9]{3})", answer)
    assert statuses
    assert all(status[0] in "234" for status in statuses), answer
    assert answer.count("content-security-policy:") == len(statuses)
    assert "traceback" not in answer


@pytest.mark.requirement("OPS-4")
@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /",
        REQUEST,
        REQUEST + b"\r\n" + b"GET /",
        POST + b"Content-Length: 1000\r\n\r\n" + b"a",
        POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"ffff\r\nab",
    ],
    ids=["nothing", "line", "head", "next head", "body", "chunk"],
)
async def test_who_sends_byte_by_byte_is_cut_off_and_others_are_served(
    port: int, begun: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert connections.PATIENCE_SECONDS < 30
    monkeypatch.setattr(connections, "PATIENCE_SECONDS", 1.0)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(begun)
    began = time.monotonic()

    async def drip() -> None:
        while True:
            if begun:
                writer.write(b"a")
                await writer.drain()
            await asyncio.sleep(0.05)

    dripping = asyncio.create_task(drip())
    try:
        async with asyncio.timeout(10):
            while True:
                try:
                    if not await reader.read(65536):
                        break
                except ConnectionError:
                    break
    finally:
        dripping.cancel()
    assert 0.8 < time.monotonic() - began < 3
    assert " 200 " in await send(port, REQUEST + b"Connection: close\r\n\r\n")
    writer.close()


@pytest.mark.requirement("OPS-4")
async def test_a_large_body_that_keeps_coming_is_read_and_an_idle_connection_stays(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "PATIENCE_SECONDS", 0.5)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(POST + b"Content-Length: 300000\r\n\r\n")
    for _ in range(30):
        writer.write(b"a" * 10_000)
        await writer.drain()
        await asyncio.sleep(0.05)
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    assert head.split()[1] in (b"403", b"422"), "it was read to its end"
    size = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
    await reader.readexactly(size)
    await asyncio.sleep(1.2)
    writer.write(REQUEST + b"\r\n")
    assert b" 200 " in await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    writer.close()
