"""The demo shop, loaded once: people to log in as, a menu, settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import asyncpg

from server.access import Passwords
from server.database import Connection, queries
from server.settings import Settings
from shop.accounts.emails import email_key
from shop.demo.menu import MENU, TYPES
from shop.demo.product import DemoProduct

ADDRESS_LINE: Final = "14 Marlow Street"
PASSWORD: Final = "orderboard-demo"  # noqa: S105 - printed at every start of the demo
_ROOM_BETWEEN: Final = 10


@dataclass(frozen=True, slots=True)
class DemoPerson:
    email: str
    full_name: str
    role: str


PEOPLE: Final = (
    DemoPerson("admin@demo.test", "Ingrid Solberg", "admin"),
    DemoPerson("kitchen@demo.test", "Tomás Ferreira", "kitchen"),
    DemoPerson("customer@demo.test", "Maya Rossi", "customer"),
)


async def seed_demo(database_url: str, passwords: Passwords | None = None) -> None:
    """Load the demo shop into a migrated database; does nothing where its people are already known.

    All or nothing, and safe to run twice at once. Without `passwords` the default cost of hashing is taken.
    """
    connection = await asyncpg.connect(database_url, timeout=10)
    try:
        if await _is_seeded(connection):
            return
        password_hash = await (passwords or Passwords(Settings(secret_key="").argon2_cost)).hash(PASSWORD)
        async with connection.transaction():
            await queries().shop.lock_account_seeding(connection)
            if not await _is_seeded(connection):
                await _insert_people(connection, password_hash)
                await _insert_menu(connection)
                await queries().shop.update_account_demo_shop(connection, address_line=ADDRESS_LINE)
    finally:
        await connection.close()


async def _is_seeded(connection: Connection) -> bool:
    keys = [email_key(person.email) for person in PEOPLE]
    known: int = await queries().shop.count_account_emails(connection, email_keys=keys)
    return known > 0


async def _insert_people(connection: Connection, password_hash: str) -> None:
    for person in PEOPLE:
        person_id = await queries().access.insert_person(
            connection,
            email=person.email,
            email_key=email_key(person.email),
            full_name=person.full_name,
            display_name=person.full_name.split(maxsplit=1)[0],
            role=person.role,
            password_hash=password_hash,
        )
        if person.role != "customer":
            await queries().access.insert_role_change(
                connection, person_id=person_id, changed_by=None, old_role=None, new_role=person.role, source="seed"
            )


async def _insert_menu(connection: Connection) -> None:
    type_ids = {
        product_type.slug: await queries().shop.insert_menu_type(
            connection, slug=product_type.slug, title=product_type.title, position=place * _ROOM_BETWEEN
        )
        for place, product_type in enumerate(TYPES, start=1)
    }
    for place, product in enumerate(MENU, start=1):
        await _insert_product(connection, product, type_ids[product.type_slug], place * _ROOM_BETWEEN)


async def _insert_product(connection: Connection, product: DemoProduct, type_id: int, position: int) -> None:
    shop = queries().shop
    product_id = await shop.insert_menu_product(
        connection,
        slug=product.slug,
        title=product.title,
        kitchen_title=product.kitchen_title,
        description=product.description,
        price_minor=product.price_minor,
        type_id=type_id,
        prep_minutes=product.prep_minutes,
        station=product.station,
        tags=list(product.tags),
        stock=product.stock,
        drawing=product.drawing,
        tint=product.tint,
        position=position,
    )
    for place, option in enumerate(product.options):
        await shop.insert_back_office_option(
            connection,
            product_id=product_id,
            title=option.title,
            price_minor=option.price_minor,
            stock=option.stock,
            position=place,
        )
    for group_place, group in enumerate(product.choice_groups):
        group_id = await shop.insert_back_office_group(
            connection, product_id=product_id, title=group.title, several=group.several, position=group_place
        )
        for place, choice in enumerate(group.choices):
            await shop.insert_back_office_choice(
                connection,
                group_id=group_id,
                title=choice.title,
                price_minor=choice.price_minor,
                removes=choice.removes,
                position=place,
            )
