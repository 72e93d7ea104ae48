"""Customers' carts in Postgres: one document a person, changed under its row's lock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from server.database import Connection, queries
from shop.cart.cart import Cart, Change, cart_text, is_same_to_see, read_cart_text


async def read_saved_cart(connection: Connection, person_id: int) -> Cart:
    """The person's cart, empty if there is none."""
    return read_cart_text(await queries().shop.find_saved_cart(connection, person_id=person_id))


async def lock_saved_cart(connection: Connection, person_id: int) -> Cart:
    """The person's cart under its lock, for the rest of the caller's transaction."""
    body = await queries().shop.lock_saved_cart(connection, person_id=person_id)
    if body is None:
        await queries().shop.begin_saved_cart(connection, person_id=person_id)
        body = await queries().shop.lock_saved_cart(connection, person_id=person_id)
    return read_cart_text(body)


async def change_saved_cart(connection: Connection, person_id: int, change: Change, now: datetime) -> Cart:
    """Apply a pure change in the caller's transaction. What `change` raises changes nothing."""
    cart = await lock_saved_cart(connection, person_id)
    changed = change(cart)
    if changed == cart:
        return cart
    if not is_same_to_see(changed, cart):
        changed = replace(changed, version=cart.version + 1)
    await queries().shop.write_saved_cart(connection, person_id=person_id, body=cart_text(changed), now=now)
    return changed
