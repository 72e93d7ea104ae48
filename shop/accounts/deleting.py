"""Deleting one's own account (ACC-7): the person goes, the books stay (docs/decisions, «deleted accounts»)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from server.access import SESSIONS
from server.database import DATABASE, Connection, queries
from server.history import cart_topic, order_topic
from server.orders.order import FINAL, Role, Status
from server.orders.refusals import LoginNeeded, Refusal, WrongFields
from server.realtime.relay import RELAY
from shop.accounts.checking import check_password
from shop.accounts.entering import Visit
from shop.accounts.person import Person
from shop.cart.saved_carts import lock_saved_cart

_TOLD_WITHIN = timedelta(days=1)
"""Frames are kept for the resume window, an hour; a day leaves room for a worker that was away."""


@dataclass
class OrdersStillOpen(Refusal):
    """Orders that are not finished need their customer. `orders`: number and public id of each."""

    orders: Sequence[tuple[str, str]]
    code = "orders-open"


@dataclass
class LastAdminStays(Refusal):
    """Without this admin nobody could make another one but from the command line."""

    code = "last-admin"


async def delete_account(app: web.Application, person: Person, password: str, visit: Visit, wrong: WrongFields) -> None:
    """Blank the person, cut their orders loose, end their sessions.

    Raises `wrong` for a password that does not fit, TooMany, OrdersStillOpen, LastAdminStays; nothing is changed then.
    """
    login = await check_password(app, person.email, password, visit.address, wrong)
    async with app[DATABASE].acquire(timeout=3.0) as connection, connection.transaction():
        await _check_an_admin_remains(connection, person.id)
        # cart, orders, person: locked as everybody does. Whoever checks out meanwhile waits, and finds an empty cart.
        await lock_saved_cart(connection, person.id)
        orders = await queries().shop.lock_account_orders(connection, person_id=person.id)
        row = await queries().shop.lock_own_account(connection, person_id=person.id)
        if row is None:
            raise LoginNeeded
        if row["password_hash"] != login.password_hash:
            raise wrong
        still_open = [(order["number"], order["public_id"]) for order in orders if Status(order["status"]) not in FINAL]
        if still_open:
            raise OrdersStillOpen(still_open)
        since = visit.now - _TOLD_WITHIN
        told = [(order["number"], order["public_id"]) for order in orders if order["changed_at"] > since]
        await _erase(connection, person.id, told, visit.now)
        ended = await app[SESSIONS].end_all_of(connection, person.id)
    await app[SESSIONS].announce_ended(ended)
    await app[RELAY].announce_person_changed(person.id)


async def _check_an_admin_remains(connection: Connection, person_id: int) -> None:
    await queries().shop.lock_house_roles(connection)
    role = await queries().shop.get_account_role(connection, person_id=person_id)
    if role == Role.ADMIN.value:
        others: int = await queries().shop.count_house_other_admins(connection, person_id=person_id)
        if others == 0:
            raise LastAdminStays


async def _erase(connection: Connection, person_id: int, told: Sequence[tuple[str, str]], now: datetime) -> None:
    shop = queries().shop
    public_ids = [public_id for _number, public_id in told]
    await shop.anonymise_account_events(connection, person_id=person_id)
    await shop.anonymise_account_refunds(connection, person_id=person_id)
    await shop.anonymise_account_orders(connection, person_id=person_id)
    await shop.delete_account_cart(connection, person_id=person_id)
    await shop.delete_account_answers(connection, asker=f"person:{person_id}", public_ids=public_ids)
    await shop.delete_account_resets(connection, person_id=person_id)
    await shop.anonymise_account(connection, person_id=person_id, now=now)
    await shop.prune_account_frames(
        connection,
        topics=[cart_topic(person_id), *(order_topic(public_id) for public_id in public_ids)],
        public_ids=public_ids,
        numbers=[number for number, _public_id in told],
    )
