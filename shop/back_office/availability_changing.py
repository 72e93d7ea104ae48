"""Marking a product or an option sold out and back («86»): written, and told to menus, carts' pages and the kitchen."""

from __future__ import annotations

from datetime import datetime

from server.database import queries
from server.orderbook.sold_out import touch_sold_out
from server.orders.refusals import NotThere, WrongFields
from server.realtime.telling import Teller, Unit
from server.web.words import _
from shop.back_office.products_saving import lock_product
from shop.menu.catalogue import find_products
from shop.menu.products import Product
from shop.menu.telling import touch_product


async def set_availability(
    unit: Unit, product_id: int, option_id: int | None, *, available: bool, until: datetime | None, now: datetime
) -> Product:
    """Mark the product, or one option of it. `until` None = until somebody restores it.

    Raises NotThere for a product, WrongFields for an option that is not there.
    """
    await lock_product(unit.connection, product_id)
    shop, until = queries().shop, None if available else until
    if option_id is None:
        await shop.update_back_office_availability(unit.connection, id=product_id, available=available, until=until)
    else:
        found = await shop.update_back_office_option_availability(
            unit.connection, id=option_id, product_id=product_id, available=available, until=until
        )
        if found is None:
            raise WrongFields({"option_id": [_("This product has no such option. Load the page again.")]})
        await shop.touch_back_office_product(unit.connection, id=product_id)
    touch_product(unit, product_id, now)
    touch_sold_out(unit, now)
    product = (await find_products(unit.connection, [product_id])).get(product_id)
    if product is None:
        raise NotThere
    return product


async def bring_back_what_is_due(teller: Teller, now: datetime) -> int:
    """What was sold out until a time that has passed is on sale again, and told; answers how many products were told.

    Told with it: what came back because an order gave its stock back, which the order book can only note.

    Prices and carts are decided by the clock anyway: this is for the pages that are open.
    """
    async with teller.pool.acquire(timeout=3.0) as connection:
        if not await queries().shop.count_back_office_due(connection, now=now):
            return 0
    async with teller.transaction() as unit:
        products = await queries().shop.bring_back_office_products_back(unit.connection, now=now)
        options = await queries().shop.bring_back_office_options_back(unit.connection, now=now)
        touched = await queries().shop.take_back_office_touched(unit.connection)
        back = {row["id"] for row in products} | {row["product_id"] for row in [*options, *touched]}
        for product_id in sorted(back):
            touch_product(unit, product_id, now)
        if back:
            touch_sold_out(unit, now)
    return len(back)
