"""Registering, logging in and out: use cases that know people and sessions, and nothing of HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from server.access import PASSWORDS, SESSIONS, Asker
from server.database import queries
from server.orders.order import Role
from server.orders.refusals import TooMany, WrongFields
from server.realtime.telling import TELLER, Unit
from shop.accounts import limits
from shop.accounts.checking import check_password, check_still_fits
from shop.accounts.emails import email_key
from shop.accounts.limits import LIMITS
from shop.accounts.person import Person
from shop.cart.cart import Cart
from shop.cart.joining import forget_guest_cart, join_guest_cart


@dataclass(frozen=True, slots=True)
class Visit:
    """Who came in, through which browser, from where, and when."""

    asker: Asker
    address: str
    user_agent: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """What a registration asks for; checked."""

    full_name: str
    display_name: str
    email: str
    phone: str
    password: str


@dataclass(frozen=True, slots=True)
class Entered:
    """A person and the id of the session that begins."""

    person: Person
    token: str


class EmailTaken(Exception):
    """There is an account for this address already."""


async def register(app: web.Application, new: NewPerson, visit: Visit, *, limited: bool) -> Entered:
    """Make a customer and log them in; the guest's cart comes along. Raises EmailTaken, TooMany."""
    if limited:
        count = await app[LIMITS].add(f"registration:{visit.address}", limits.REGISTRATION_SECONDS)
        if count.number > limits.REGISTRATIONS:
            raise TooMany(count.seconds_left)
    password_hash = await app[PASSWORDS].hash(new.password)
    async with app[TELLER].transaction() as unit:
        connection = unit.connection
        # the role is said here and nowhere else: nothing a visitor sends can make another one
        person_id = await queries().access.insert_person(
            connection,
            email=new.email,
            email_key=email_key(new.email),
            full_name=new.full_name,
            display_name=new.display_name,
            role=Role.CUSTOMER.value,
            password_hash=password_hash,
        )
        if person_id is None:
            raise EmailTaken
        if new.phone:
            await queries().shop.update_account_phone(connection, person_id=person_id, phone=new.phone)
        person = Person(person_id, new.full_name, new.display_name, new.email, new.phone, Role.CUSTOMER)
        token, joined = await _begin(app, unit, person_id, visit)
    await _leave_behind(app, visit.asker, person_id, joined)
    return Entered(person, token)


async def log_in(app: web.Application, email: str, password: str, visit: Visit, wrong: WrongFields) -> Entered:
    """Log in. Raises `wrong`, the same for an unknown address and a wrong password, after the same work; TooMany."""
    login = await check_password(app, email, password, visit.address, wrong)
    async with app[TELLER].transaction() as unit:
        token, joined = await _begin(app, unit, login.person.id, visit)
        # after the cart: whoever deletes an account locks in this order too
        await check_still_fits(unit.connection, login, wrong)
    await _leave_behind(app, visit.asker, login.person.id, joined)
    return Entered(login.person, token)


async def log_out(app: web.Application, asker: Asker) -> str:
    """End the session everywhere; answers the id of a new guest's."""
    if not asker.is_guest:
        await app[SESSIONS].end(asker.session_key)
    token, _guest = app[SESSIONS].guest()
    return token


async def _begin(app: web.Application, unit: Unit, person_id: int, visit: Visit) -> tuple[str, Cart | None]:
    """The new session's id, and the guest's cart that came along."""
    joined = await join_guest_cart(app, unit, visit.asker, person_id) if visit.asker.is_guest else None
    token = await app[SESSIONS].begin(
        unit.connection, person_id=person_id, display_id=None, user_agent=visit.user_agent, now=visit.now
    )
    return token, joined


async def _leave_behind(app: web.Application, before: Asker, person_id: int, joined: Cart | None) -> None:
    """Whatever id the browser came with is worth nothing any more."""
    if before.is_guest:
        await forget_guest_cart(app, before, person_id, joined)
    else:
        await app[SESSIONS].end(before.session_key)
