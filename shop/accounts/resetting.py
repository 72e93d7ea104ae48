"""Forgotten passwords (ACC-4): a single-use link for an hour, and the same answer whether the address exists or not.

Asking writes a row of `password_resets`; whoever sends mails takes it from there (`mailed_at`), derives the token
with `derive_token` and links to it with `reset_link`.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from aiohttp import web

from server.access import PASSWORDS, SESSIONS
from server.database import DATABASE, queries
from server.orders.refusals import NotThere, TooMany
from server.settings import SETTINGS
from shop.accounts import limits
from shop.accounts.emails import email_key
from shop.accounts.entering import Visit
from shop.accounts.limits import LIMITS
from shop.accounts.person import Person, find_person
from shop.accounts.reset_tokens import LIFETIME, new_reset, token_hash

_KEEP = timedelta(days=1)


async def ask_for_reset(app: web.Application, email: str, visit: Visit, *, limited: bool) -> None:
    """Have a link mailed, if there is such an account. Says nothing either way; raises TooMany for a flood.

    More than RESETS an hour for one address are asked for in vain, likewise without a word. `limited`: whether the
    client address is counted too.
    """
    if limited:
        count = await app[LIMITS].add(f"resets from:{visit.address}", limits.RESET_SECONDS)
        if count.number > limits.RESETS_FROM_ONE_PLACE:
            raise TooMany(count.seconds_left)
    key = email_key(email)
    count = await app[LIMITS].add("reset:" + hashlib.sha256(key.encode()).hexdigest(), limits.RESET_SECONDS)
    if count.number > limits.RESETS:
        return
    reset = new_reset(app[SETTINGS].secret_key)
    async with app[DATABASE].acquire(timeout=3.0) as connection, connection.transaction():
        await queries().shop.delete_account_old_resets(connection, before=visit.now - _KEEP)
        await queries().shop.insert_account_reset(
            connection,
            email_key=key,
            nonce=reset.nonce,
            token_hash=reset.token_hash,
            now=visit.now,
            expires_at=visit.now + LIFETIME,
        )


async def check_reset(app: web.Application, token: str, now: datetime) -> None:
    """Raises NotThere for a link that was used, has expired, or never was."""
    async with app[DATABASE].acquire(timeout=3.0) as connection:
        person_id = await queries().shop.find_account_reset_person(connection, token_hash=token_hash(token), now=now)
    if person_id is None:
        raise NotThere


async def reset_password(app: web.Application, token: str, password: str, visit: Visit) -> Person:
    """Use the link up: the new password (checked), all sessions ended, other links void. Raises NotThere."""
    await check_reset(app, token, visit.now)  # before the hash is computed: it costs what an attack would like
    hashed = await app[PASSWORDS].hash(password)
    async with app[DATABASE].acquire(timeout=3.0) as connection, connection.transaction():
        person_id = await queries().shop.find_account_reset_person(
            connection, token_hash=token_hash(token), now=visit.now
        )
        # the person first, the link second: whoever changes the password otherwise locks in this order too
        account = await queries().shop.lock_own_account(connection, person_id=person_id)
        used = await queries().shop.use_account_reset(connection, token_hash=token_hash(token), now=visit.now)
        if account is None or used is None:
            raise NotThere
        await queries().access.update_password_hash(connection, person_id=person_id, password_hash=hashed)
        await queries().shop.void_account_resets(connection, person_id=person_id, now=visit.now)
        ended = await app[SESSIONS].end_all_of(connection, person_id)
        person = await find_person(connection, person_id)
    assert person is not None  # locked above
    await app[SESSIONS].announce_ended(ended)
    # whoever forgot it has tried some: here the owner has come back
    await app[LIMITS].forget(limits.password_limit(email_key(person.email), visit.address))
    return person
