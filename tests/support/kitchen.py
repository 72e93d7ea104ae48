"""Orders, people and their sessions for tests that begin where the checkout ends.

    order = await place_test_order(app, lines=[("Flat white", 2), ("Croissant", 1)])
    kitchen = await log_in(app, client, Role.KITCHEN)         # the client's browser is now Kim's of the kitchen
    answer = await kitchen.post(f"/orders/{order.public_id}/status", {"status": "in_progress", "version": 1})

`app` is the running application (the fixture, once `server` or `client` has started it). All of it goes through the
order book and the real sessions; nothing is written past them but products and people.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient
from playwright.async_api import BrowserContext
from yarl import URL

from server.access import SESSIONS
from server.access.clock import CLOCK
from server.database import DATABASE
from server.orderbook import NewLine, NewOrder, move_order, place_order
from server.orders.events import Actor
from server.orders.order import Fulfilment, Order, Payment, Role, Status
from server.orders.shapes import to_json
from server.realtime.telling import TELLER
from server.settings import SETTINGS
from server.web.sessions import cookie_name

PRICE_MINOR = 420

NAMES = {Role.CUSTOMER: "Maya Lindqvist", Role.KITCHEN: "Kim Berger", Role.ADMIN: "Ada Okafor"}


@dataclass(frozen=True, slots=True)
class TestLine:
    """A line of a test's order: what, how many, and what the kitchen has to know of it."""

    __test__ = False  # pytest takes the name for a test otherwise

    title: str
    quantity: int = 1
    prep_minutes: int = 4
    option: str | None = None
    choices: Sequence[str] = ()
    removes: Sequence[str] = ()


async def make_person(app: web.Application, role: Role = Role.CUSTOMER, full_name: str = "") -> int:
    """A person with a new e-mail address and no usable password; answers their id."""
    email = f"{secrets.token_hex(6)}@people.test"
    async with app[DATABASE].acquire() as connection:
        person_id: int = await connection.fetchval(
            "insert into people (email, email_key, full_name, display_name, role, password_hash)"
            " values ($1, $1, $2, $2, $3, 'none') returning id",
            email,
            full_name or NAMES[role],
            role.value,
        )
    return person_id


async def make_product(app: web.Application, title: str, prep_minutes: int = 4) -> int:
    """A product on sale without options and without counted stock, made once for each title; answers its id."""
    async with app[DATABASE].acquire() as connection:
        found: int | None = await connection.fetchval("select id from products where title = $1", title)
        if found is not None:
            return found
        made: int = await connection.fetchval(
            "insert into products (slug, title, kitchen_title, description, price_minor, type_id, prep_minutes)"
            " values ($1, $2, $2, '', $3, (select id from product_types where built_in), $4) returning id",
            title.lower().replace(" ", "-"),
            title,
            PRICE_MINOR,
            prep_minutes,
        )
        return made


async def place_test_order(
    app: web.Application,
    *,
    lines: Sequence[tuple[str, int] | TestLine] = (("Flat white", 1),),
    person_id: int | None = None,
    first_name: str = "Maya",
    show_name: bool = False,
    payment: Payment = Payment.COUNTER,
    paid: bool = False,
    fulfilment: Fulfilment = Fulfilment.PICKUP,
    slot: datetime | None = None,
    note: str = "",
    allergy: str = "",
    placed_at: datetime | None = None,
    promised_in: timedelta = timedelta(minutes=8),
) -> Order:
    """Place an order as the checkout would, and answer it as the book holds it.

    Products and, where `person_id` is not given, the person are made when they do not exist. `placed_at` is the
    application's now unless given; the promise is `promised_in` after it. `paid` takes the money in a second step
    (version 2), as an admin would at the counter or Stripe for a card. Prices: PRICE_MINOR a piece.
    """
    now = placed_at or app[CLOCK]()
    owner = await make_person(app) if person_id is None else person_id
    wanted = [line if isinstance(line, TestLine) else TestLine(*line) for line in lines]
    sold = [await _sold(app, number, line) for number, line in enumerate(wanted, 1)]
    total = sum(line.line_total_minor for line in sold)
    new = NewOrder(
        person_id=owner,
        first_name=first_name,
        show_name=show_name,
        payment=payment,
        fulfilment=fulfilment,
        address="1 Harbour Lane" if fulfilment is Fulfilment.DELIVERY else "",
        slot=slot,
        note=note,
        allergy=allergy,
        promised_at=slot or now + promised_in,
        currency="USD",
        subtotal_minor=total,
        discount_minor=0,
        total_minor=total,
        checkout_token=secrets.token_urlsafe(16),
        lines=sold,
    )
    async with app[TELLER].transaction() as unit:
        order = await place_order(unit, new, Actor("customer", "web", owner), now)
    return await move_test_order(app, order, Status.PAID) if paid else order


async def move_test_order(app: web.Application, order: Order, *way: Status, role: Role = Role.ADMIN) -> Order:
    """Move an order along `way`, a status after the other, past HTTP; answers it as it is then."""
    for wanted in way:
        async with app[TELLER].transaction() as unit:
            order = await move_order(
                unit,
                order.public_id,
                wanted,
                seen_version=None,
                role=role,
                by=Actor(role.value, role.value),
                now=app[CLOCK](),
            )
    return order


async def _sold(app: web.Application, number: int, line: TestLine) -> NewLine:
    product_id = await make_product(app, line.title, line.prep_minutes)
    named = [*((title, False) for title in line.choices), *((title, True) for title in line.removes)]
    choices = [{"id": i, "title": t, "price": 0, "removes": r} for i, (t, r) in enumerate(named, 1)]
    return NewLine(
        line=number,
        product_id=product_id,
        option_id=None,
        title=line.title,
        kitchen_title=line.title,
        option_title=line.option,
        choices=to_json(choices),
        quantity=line.quantity,
        original_price_minor=PRICE_MINOR,
        sale_percent=None,
        unit_price_minor=PRICE_MINOR,
        line_total_minor=PRICE_MINOR * line.quantity,
        prep_minutes=line.prep_minutes,
        station="kitchen",
        took_stock=False,
    )


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Somebody's browser: a client that holds their session, and posts as a program on their page would."""

    client: TestClient[web.Request, web.Application]
    person_id: int | None
    token: str
    csrf_token: str

    async def get(self, path: str, *, accept: str = "application/json") -> ClientResponse:
        return await self.client.get(path, headers={"Accept": accept}, allow_redirects=False)

    async def post(
        self,
        path: str,
        fields: Mapping[str, object],
        *,
        accept: str = "application/json",
        headers: Mapping[str, str] | None = None,
        with_token: bool = True,
    ) -> ClientResponse:
        """A form, with the session's CSRF token unless `with_token` is off; redirects are not followed."""
        texts = {name: str(value) for name, value in fields.items()}
        if with_token:
            texts["csrf_token"] = self.csrf_token
        sent = {"Accept": accept, **(headers or {})}
        return await self.client.post(path, data=texts, headers=sent, allow_redirects=False)


async def begin_session(app: web.Application, role: Role, person_id: int | None = None) -> tuple[str, int | None]:
    """A session of a person in this role (made when not named); answers the cookie's value and the person's id.

    A guest's is not stored: nothing but the cookie makes a guest.
    """
    if role is Role.GUEST:
        return app[SESSIONS].guest()[0], None
    owner = await make_person(app, role) if person_id is None else person_id
    async with app[DATABASE].acquire() as connection:
        token = await app[SESSIONS].begin(
            connection, person_id=owner, display_id=None, user_agent="tests", now=app[CLOCK]()
        )
    return token, owner


async def log_in(
    app: web.Application,
    client: TestClient[web.Request, web.Application],
    role: Role,
    person_id: int | None = None,
) -> LoggedIn:
    """Give the client a session in this role, without the log-in form."""
    token, owner = await begin_session(app, role, person_id)
    return _held(app, client, token, owner)


async def pair_display(app: web.Application, client: TestClient[web.Request, web.Application]) -> LoggedIn:
    """Give the client the session of a wall display."""
    async with app[DATABASE].acquire() as connection:
        display_id = await connection.fetchval("insert into displays (name) values ('Pass') returning id")
        token = await app[SESSIONS].begin(
            connection, person_id=None, display_id=display_id, user_agent="tests", now=app[CLOCK]()
        )
    return _held(app, client, token, None)


async def log_in_browser(
    app: web.Application, context: BrowserContext, role: Role, person_id: int | None = None
) -> None:
    """Give a browser profile a session in this role; load the page again after it."""
    token, _owner = await begin_session(app, role, person_id)
    name = cookie_name(secure=app[SETTINGS].secure)
    await context.add_cookies([{"name": name, "value": token, "url": app[SETTINGS].public_url}])


def _held(
    app: web.Application, client: TestClient[web.Request, web.Application], token: str, owner: int | None
) -> LoggedIn:
    name = cookie_name(secure=app[SETTINGS].secure)
    client.session.cookie_jar.update_cookies({name: token}, URL(str(client.make_url("/"))))
    return LoggedIn(client, owner, token, app[SESSIONS].csrf_token(token))
