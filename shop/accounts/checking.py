"""Whether a password fits: wrong ones are counted, right ones are not, and both take the same time."""

from __future__ import annotations

from aiohttp import web

from server.access import PASSWORDS
from server.database import DATABASE, Connection, queries
from server.orders.refusals import TooMany, WrongFields
from server.settings import SETTINGS
from shop.accounts import limits
from shop.accounts.emails import email_key
from shop.accounts.limits import LIMITS
from shop.accounts.person import Login, find_login


async def check_password(app: web.Application, email: str, password: str, address: str, wrong: WrongFields) -> Login:
    """The account of this e-mail, if the password is its own.

    Raises `wrong`, the same for an unknown account and a wrong password, after the same work; TooMany.
    """
    key, place = limits.password_limit(email_key(email), address), f"wrong passwords from:{address}"
    counted = limits.counts_places(app[SETTINGS], address)
    if counted:
        # one guess at each of many accounts (credential stuffing) meets no account's own limit
        count = await app[LIMITS].look(place)
        if count.number >= limits.WRONG_PASSWORDS_FROM_ONE_PLACE:
            raise TooMany(count.seconds_left)
    async with app[LIMITS].turn(key):
        count = await app[LIMITS].look(key)
        if count.number >= limits.WRONG_PASSWORDS:
            raise TooMany(count.seconds_left)
        async with app[DATABASE].acquire(timeout=3.0) as connection:
            login = await find_login(connection, email_key(email))
        fits = await app[PASSWORDS].verify(None if login is None else login.password_hash, password)
        if login is None or not fits:
            if counted:
                await app[LIMITS].add(place, limits.WRONG_PASSWORD_SECONDS)
            count = await app[LIMITS].add(key, limits.WRONG_PASSWORD_SECONDS)
            if count.number > limits.WRONG_PASSWORDS:
                raise TooMany(count.seconds_left)
            raise wrong
    return login


async def check_still_fits(connection: Connection, login: Login, wrong: WrongFields) -> None:
    """In the transaction that acts on a checked password: it was not changed since. Raises `wrong`.

    Without this a log-in that was checked before a change of password and begins its session after it would outlive
    the change. The row stays locked to the transaction's end, so the two happen one after the other.
    """
    hash_now = await queries().shop.hold_account_password(connection, person_id=login.person.id)
    if hash_now != login.password_hash:
        raise wrong
