"""One's own orders, newest first, a page at a time (ORD-2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.database import Connection, queries
from server.orderbook import find_orders
from server.orders.order import Order
from server.orders.refusals import NotThere
from server.orders.shapes import Json, owner_shape
from shop.menu.paging import count_pages

ON_A_PAGE = 20
COUNTED_UP_TO = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersPage:
    """One page of orders; `total` is exact up to COUNTED_UP_TO, beyond that `capped`."""

    orders: Sequence[Order]
    number: int
    pages: int
    total: int
    capped: bool


async def read_my_orders(connection: Connection, person_id: int, number: int) -> OrdersPage:
    """A page of this person's own orders. Raises NotThere past the end."""
    counted: int = await queries().shop.count_my_orders(connection, person_id=person_id, most=COUNTED_UP_TO + 1)
    total = min(counted, COUNTED_UP_TO)
    pages = count_pages(total, ON_A_PAGE)
    if number > pages:
        raise NotThere
    rows = await queries().shop.find_my_order_ids(
        connection, person_id=person_id, most=ON_A_PAGE, skipped=(number - 1) * ON_A_PAGE
    )
    found = {order.id: order for order in await find_orders(connection, [row["id"] for row in rows])}
    return OrdersPage(
        orders=[found[row["id"]] for row in rows],
        number=number,
        pages=pages,
        total=total,
        capped=counted > COUNTED_UP_TO,
    )


def orders_shape(page: OrdersPage) -> Json:
    """The contract's `orders`."""
    return {
        "orders": [owner_shape(order) for order in page.orders],
        "page": page.number,
        "pages": page.pages,
        "total": page.total,
        "total_capped": page.capped,
    }
