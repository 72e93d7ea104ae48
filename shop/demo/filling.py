"""Further products and customers of the demo shop, copied in: one transaction a stage, nothing where it was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from server.database import Connection, queries
from shop.cart.cart import Cart, Wanted, cart_text
from shop.demo.composing import Composed, compose_products
from shop.demo.lines import sold_thing
from shop.demo.people import invent_customers
from shop.menu.catalogue import find_products
from shop.menu.products import Product

_ROOM_BETWEEN = 10
_PRODUCT_COLUMNS = (
    "id", "slug", "title", "kitchen_title", "description", "price_minor", "type_id", "prep_minutes", "station", "tags",
    "stock", "drawing", "tint", "position", "retired_at",
)  # fmt: skip
_PERSON_COLUMNS = (
    "id", "email", "email_key", "full_name", "display_name", "phone", "role", "password_hash", "created_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """What a stage did, in words, and how many things it added."""

    words: str
    added: int = 0


async def load_products(connection: Connection, wanted: int, seed: int, now: datetime) -> Stage:
    """Products up to `wanted` in all, behind those there are."""
    shop = queries().shop
    async with connection.transaction():
        await shop.lock_demo_loading(connection)
        known = await shop.find_demo_menu(connection)
        if (await shop.find_demo_load(connection, what="products"))["is_there"] or len(known) >= wanted:
            return Stage(f"products: {len(known):,} are there already")
        further = compose_products(wanted - len(known), seed, [row["title"] for row in known])
        await _copy_products(connection, further, now)
        await shop.insert_demo_load(connection, what="products", amount=len(further), seed=seed, begins_at=None)
    return Stage(f"products: {len(further):,} added, {wanted:,} in all", len(further))


async def _copy_products(connection: Connection, further: Sequence[Composed], now: datetime) -> None:
    types = {row["slug"]: row for row in await queries().shop.find_demo_types(connection)}
    places = {slug: row["position"] for slug, row in types.items()}
    ids = await _draw_ids(connection, "products", len(further))
    rows = []
    for product_id, composed in zip(ids, further, strict=True):
        p = composed.product
        places[p.type_slug] += _ROOM_BETWEEN
        rows.append(
            (
                product_id,
                p.slug,
                p.title,
                p.kitchen_title,
                p.description,
                p.price_minor,
                types[p.type_slug]["id"],
                p.prep_minutes,
                p.station,
                list(p.tags),
                p.stock,
                p.drawing,
                p.tint,
                places[p.type_slug],
                now - timedelta(days=30) if composed.retired else None,
            )
        )
    await connection.copy_records_to_table("products", records=rows, columns=_PRODUCT_COLUMNS)
    await _copy_options(connection, ids, further)
    await _copy_choices(connection, ids, further)


async def _copy_options(connection: Connection, ids: Sequence[int], further: Sequence[Composed]) -> None:
    rows = [
        (product_id, option.title, option.price_minor, option.stock, place * _ROOM_BETWEEN)
        for product_id, composed in zip(ids, further, strict=True)
        for place, option in enumerate(composed.product.options, start=1)
    ]
    columns = ("product_id", "title", "price_minor", "stock", "position")
    await connection.copy_records_to_table("product_options", records=rows, columns=columns)


async def _copy_choices(connection: Connection, ids: Sequence[int], further: Sequence[Composed]) -> None:
    wanted = [
        (product_id, group, place * _ROOM_BETWEEN)
        for product_id, composed in zip(ids, further, strict=True)
        for place, group in enumerate(composed.product.choice_groups, start=1)
    ]
    group_ids = await _draw_ids(connection, "choice_groups", len(wanted))
    groups = [
        (group_id, product_id, group.title, group.several, position)
        for group_id, (product_id, group, position) in zip(group_ids, wanted, strict=True)
    ]
    choices = [
        (group_id, choice.title, choice.price_minor, choice.removes, place * _ROOM_BETWEEN)
        for group_id, (_, group, _position) in zip(group_ids, wanted, strict=True)
        for place, choice in enumerate(group.choices, start=1)
    ]
    await connection.copy_records_to_table(
        "choice_groups", records=groups, columns=("id", "product_id", "title", "several", "position")
    )
    await connection.copy_records_to_table(
        "choices", records=choices, columns=("group_id", "title", "price_minor", "removes", "position")
    )


async def load_customers(
    connection: Connection, wanted: int, seed: int, password_hash: str, *, midnight: datetime, days: int
) -> Stage:
    """Customers, some with something in their cart."""
    shop = queries().shop
    async with connection.transaction():
        await shop.lock_demo_loading(connection)
        if (await shop.find_demo_load(connection, what="customers"))["is_there"]:
            known = await shop.find_demo_emails(connection)
            return Stage(f"customers: {len(known):,} are there already")
        taken = [row["email_key"] for row in await shop.find_demo_emails(connection)]
        customers = invent_customers(wanted, seed, taken)
        begins = midnight - timedelta(days=days)
        await shop.register_demo_regular(connection, moment=begins)
        ids = await _draw_ids(connection, "people", len(customers))
        rows = [
            (
                person_id,
                c.email,
                c.email,
                c.full_name,
                c.first_name,
                c.phone,
                "customer",
                password_hash,
                begins + timedelta(seconds=int(c.joined * days * 86_400 * 0.95)),
            )
            for person_id, c in zip(ids, customers, strict=True)
        ]
        await connection.copy_records_to_table("people", records=rows, columns=_PERSON_COLUMNS)
        joined = {row[0]: row[-1] for row in rows}
        with_carts = {person_id: joined[person_id] for person_id, c in zip(ids, customers, strict=True) if c.has_cart}
        await _copy_carts(connection, with_carts, seed, midnight)
        await shop.insert_demo_load(connection, what="customers", amount=len(customers), seed=seed, begins_at=None)
    words = f"customers: {len(customers):,} added, {len(with_carts):,} with something in their cart"
    return Stage(words, len(customers))


async def _copy_carts(connection: Connection, people: Mapping[int, datetime], seed: int, midnight: datetime) -> None:
    """`people` says when each registered: nobody filled a cart of theirs before."""
    known = await queries().shop.find_demo_menu(connection)
    products = await find_products(connection, [row["id"] for row in known if not row["retired"]])
    chance = Random(f"carts {seed}")  # noqa: S311 - believable, not secret
    rows = []
    for person_id, joined_at in people.items():
        cart = Cart()
        for product in chance.sample(list(products.values()), chance.randrange(1, 4)):
            cart = cart.add(_wanted(product, chance.choice((1, 1, 1, 2))))
        filled_at = max(joined_at, midnight - timedelta(minutes=chance.randrange(30, 20_000)))
        rows.append((person_id, cart_text(cart), filled_at))
    await connection.copy_records_to_table("carts", records=rows, columns=("person_id", "body", "updated_at"))


def _wanted(product: Product, quantity: int) -> Wanted:
    """The product as it is usually had."""
    usual = sold_thing(product).ways[0]
    first = tuple(group.choices[0].id for group in product.choice_groups if group.choices and not group.several)
    return Wanted(
        product_id=product.id,
        option_id=usual.option_id,
        choice_ids=first,
        quantity=quantity,
        title=product.title,
        price_minor=usual.price_minor,
    )


async def _draw_ids(connection: Connection, table: str, amount: int) -> list[int]:
    rows = await queries().shop.draw_demo_ids(connection, sequence_of=table, amount=amount)
    return [row["id"] for row in rows]
