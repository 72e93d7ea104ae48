"""What journeys through the shop begin with: products on the shelf, a person logged in, forms with their token."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestClient
from yarl import URL

from server.access import SESSIONS
from server.access.clock import utc_now
from server.database import Connection
from server.orders.shapes import Json

Client = TestClient[web.Request, web.Application]
_numbers = itertools.count(1)


async def stock_product(connection: Connection, title: str = "Flat white", **columns: object) -> int:
    """A product on sale; columns of `products` by name, for example price_minor=420, stock=1, prep_minutes=4."""
    row: dict[str, object] = {
        "slug": f"{title.lower().replace(' ', '-')}-{next(_numbers)}",
        "title": title,
        "kitchen_title": title,
        "description": "Made when you order it.",
        "price_minor": 420,
        "type_id": await connection.fetchval("select id from product_types where built_in"),
        **columns,
    }
    names, places = ", ".join(row), ", ".join(f"${n}" for n in range(1, len(row) + 1))
    product_id: int = await connection.fetchval(
        f"insert into products ({names}) values ({places}) returning id",  # noqa: S608 - column names of the tests' own
        *row.values(),
    )
    return product_id


async def add_person(connection: Connection, full_name: str = "Ada Lovelace", role: str = "customer") -> int:
    """A person without a usable password; returns the id."""
    email = f"person-{next(_numbers)}@shop.test"
    person_id: int = await connection.fetchval(
        "insert into people (email, email_key, full_name, display_name, role, password_hash)"
        " values ($1, $1, $2, $2, $3, '') returning id",
        email,
        full_name,
        role,
    )
    return person_id


@dataclass
class Visitor:
    """Somebody with a browser: JSON in and out, forms with the session's token. `answer` is the last one."""

    client: Client
    token: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"Accept": "application/json"})

    async def get(self, path: str) -> Json:
        """The JSON of an address; keeps the token."""
        answer = await self.client.get(path, headers=self.headers, allow_redirects=False)
        self.token = answer.headers.get("X-CSRF-Token", self.token)
        shape: Json = await answer.json(content_type=None)
        return shape

    async def post(self, path: str, **fields: object) -> aiohttp.ClientResponse:
        """Post a form for JSON."""
        if not self.token:
            await self.get("/cart")
        values = _pairs(fields)
        return await self.client.post(path, data=[*values, ("csrf_token", self.token)], headers=self.headers)

    async def submit(self, path: str, **fields: object) -> aiohttp.ClientResponse:
        """Submit a form as a browser without script would, without following to the next page."""
        if not self.token:
            await self.get("/cart")
        values = [*_pairs(fields), ("csrf_token", self.token)]
        return await self.client.post(path, data=values, headers={"Accept": "text/html"}, allow_redirects=False)

    async def add(self, product_id: int, quantity: int = 1, **fields: object) -> Json:
        """Put something into the cart; the cart."""
        answer = await self.post("/cart/items", product_id=product_id, quantity=quantity, **fields)
        assert answer.status == 201, await answer.text()
        cart: Json = await answer.json()
        return cart

    async def page(self, path: str) -> str:
        """The page of an address."""
        answer = await self.client.get(path, headers={"Accept": "text/html"})
        return await answer.text()


async def log_in(visitor: Visitor, app: web.Application, connection: Connection, person_id: int) -> None:
    """Give the visitor a session of this person, as the log-in would."""
    token = await app[SESSIONS].begin(connection, person_id=person_id, display_id=None, user_agent="", now=utc_now())
    visitor.client.session.cookie_jar.update_cookies({"session": token}, URL(str(visitor.client.make_url("/"))))
    visitor.token = ""


def _pairs(fields: Mapping[str, object]) -> list[tuple[str, str]]:
    return [
        (name, str(one)) for name, value in fields.items() for one in (value if isinstance(value, list) else [value])
    ]
