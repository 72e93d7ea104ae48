"""All orders, newest first, a page at a time (ADM-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.database import Connection, queries
from server.orderbook import find_orders
from server.orders.order import Order, Status
from server.orders.refusals import NotThere
from server.orders.shapes import Json, admin_shape
from shop.menu.paging import count_pages

ON_A_PAGE = 20
COUNTED_UP_TO = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersPage:
    """back_office/admin-orders.html. `total` is exact up to COUNTED_UP_TO, beyond that `capped`."""

    orders: Sequence[Order]
    status: Status | None
    number: int
    pages: int
    total: int
    capped: bool


async def read_orders(connection: Connection, status: Status | None, number: int) -> OrdersPage:
    """A page of all orders, or of those in one status. Raises NotThere past the end."""
    shop = queries().shop
    if status is None:
        counted: int = await shop.count_house_orders(connection, most=COUNTED_UP_TO + 1)
    else:
        counted = await shop.count_house_orders_by_status(connection, status=status.value, most=COUNTED_UP_TO + 1)
    total = min(counted, COUNTED_UP_TO)
    pages = count_pages(total, ON_A_PAGE)
    if number > pages:
        raise NotThere
    place = {"most": ON_A_PAGE, "skipped": (number - 1) * ON_A_PAGE}
    if status is None:
        rows = await shop.find_house_order_ids(connection, **place)
    else:
        rows = await shop.find_house_order_ids_by_status(connection, status=status.value, **place)
    found = {order.id: order for order in await find_orders(connection, [row["id"] for row in rows])}
    return OrdersPage(
        orders=[found[row["id"]] for row in rows],
        status=status,
        number=number,
        pages=pages,
        total=total,
        capped=counted > COUNTED_UP_TO,
    )


async def find_product_addresses(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Product id → its page's address."""
    rows = await queries().shop.find_house_product_slugs(connection, ids=list(ids))
    return {row["id"]: f"/products/{row['id']}-{row['slug']}" for row in rows}


def orders_shape(page: OrdersPage) -> Json:
    """The contract's `orders`."""
    return {
        "orders": [admin_shape(order) for order in page.orders],
        "page": page.number,
        "pages": page.pages,
        "total": page.total,
        "total_capped": page.capped,
    }
