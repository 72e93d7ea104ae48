"""What changed on the menu, told to every open menu, product page and cart."""

from __future__ import annotations

from datetime import datetime

from server.access.clock import utc_now
from server.database import Connection
from server.history import MENU, NewEvent
from server.orders.shapes import to_json
from server.realtime.telling import Unit
from shop.menu.catalogue import find_products, product_shape


def touch_product(unit: Unit, product_id: int, now: datetime | None = None) -> None:
    """Tell `product.changed` with the product as it stands at the end of the transaction; once, however often called.

    For whatever a menu shows: price, title, sold out and back. A stock count that only moves is nothing to tell;
    reaching 0, or leaving it, is.
    """

    async def build(connection: Connection) -> list[NewEvent]:
        product = (await find_products(connection, [product_id])).get(product_id)
        if product is None:
            return []
        shape = product_shape(product, now or utc_now())
        return [NewEvent(MENU, "product.changed", to_json({"product": shape}))]

    unit.touch([MENU], build, key=("product", product_id))


def touch_listing(unit: Unit) -> None:
    """Tell `listing.changed` (no data), once: pages of the menu hold other products now, or in another order.

    Which page holds what follows from all products together, so an open page reads itself again.
    """

    async def build(connection: Connection) -> list[NewEvent]:  # noqa: ARG001 - nothing to read
        return [NewEvent(MENU, "listing.changed", to_json({}))]

    unit.touch([MENU], build, key="listing")
