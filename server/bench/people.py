"""People of the bench: customers with a session, and a kitchen hand, who speak HTTP as lightly as can be."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from server.access import Sessions
from server.bench.figures import WrongCount
from server.bench.site import Site
from server.database import Connection, open_pool, queries

_NO_PASSWORD = "!"  # noqa: S105 - these people never log in, their sessions are made here


class Line:
    """A kept-alive HTTP connection to the shop."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, headers: str, body: str = "") -> tuple[int, bytes]:
        """One request, one answer: status and body. Every answer of the shop's JSON side has a length."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{headers}"
            f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0] or 0)
        return int(head.split(" ", 2)[1]), await reader.readexactly(length)

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody logged in: `cookie` is the session's id, `csrf_token` the session's own."""

    person_id: int
    cookie: str
    csrf_token: str

    async def get(self, line: Line, path: str) -> dict[str, Any]:
        status, body = await line.ask("GET", path, self._headers())
        return _read(path, status, body, 200)

    async def post(self, line: Line, path: str, fields: Mapping[str, object], expected: int = 200) -> dict[str, Any]:
        """Raises WrongCount when the shop answers anything but `expected`."""
        headers = self._headers() + (
            f"X-CSRF-Token: {self.csrf_token}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        )
        status, body = await line.ask("POST", path, headers, urlencode(fields))
        return _read(path, status, body, expected)

    def _headers(self) -> str:
        return f"Cookie: session={self.cookie}\r\nAccept: application/json\r\n"


def _read(path: str, status: int, body: bytes, expected: int) -> dict[str, Any]:
    if status != expected:
        raise WrongCount(f"{path} was answered with {status} instead of {expected}: {body[:200]!r}")
    answer: dict[str, Any] = json.loads(body)
    return answer


async def make_people(site: Site, name: str, count: int, role: str = "customer") -> list[Person]:
    """People with a session each; `name` keeps their addresses apart from others'."""
    pool = await open_pool(site.database_url, max_size=2)
    try:
        sessions = Sessions(pool, site.settings.secret_key, _announce_nothing)
        async with pool.acquire() as connection, connection.transaction():
            return [await _make_person(connection, sessions, f"{name}-{number}", role) for number in range(count)]
    finally:
        await pool.close()


async def _make_person(connection: Connection, sessions: Sessions, name: str, role: str) -> Person:
    person_id = await queries().access.insert_person(
        connection,
        email=f"{name}@bench.test",
        email_key=f"{name}@bench.test",
        full_name=f"{name.capitalize()} Bench",
        display_name=name,
        role=role,
        password_hash=_NO_PASSWORD,
    )
    cookie = await sessions.begin(
        connection, person_id=person_id, display_id=None, user_agent="bench", now=datetime.now(UTC)
    )
    return Person(person_id, cookie, sessions.csrf_token(cookie))


async def _announce_nothing(_keys: list[str]) -> None:
    """Nobody's session ends here."""


@dataclass(frozen=True, slots=True)
class Basket:
    """A customer whose cart is filled: `form` is the checkout's, ready to be sent."""

    person: Person
    form: Mapping[str, object]

    async def check_out(self, line: Line) -> dict[str, Any]:
        """The order. Raises WrongCount when none is made."""
        answer = await self.person.post(line, "/checkout", self.form, expected=201)
        order: dict[str, Any] = answer["order"]
        return order


async def fill_baskets(port: int, people: list[Person]) -> list[Basket]:
    """Put two products without options or counted stock into each person's cart and open the checkout."""
    line = Line(port)
    menu = (await people[0].get(line, "/"))["products"]
    plain = [
        p["id"] for p in menu if p["available"] and not p["options"] and not p["choice_groups"] and p["stock"] is None
    ]
    baskets = []
    for person in people:
        for product_id, quantity in zip(plain[:2], (1, 2), strict=True):
            await person.post(line, "/cart/items", {"product_id": product_id, "quantity": quantity}, expected=201)
        checkout = await person.get(line, "/checkout")
        form = {
            "fulfilment": "pickup",
            "payment": "counter",
            "show_name": "1",
            "checkout_token": checkout["checkout_token"],
            "seen_total": checkout["cart"]["total"],
        }
        baskets.append(Basket(person, form))
    line.close()
    return baskets
