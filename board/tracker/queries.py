"""What the order page reads beyond the order itself."""

from __future__ import annotations

from collections.abc import Iterable

from server.database import Connection, queries


async def find_product_addresses(connection: Connection, product_ids: Iterable[int]) -> dict[int, str]:
    """Product id → the address of its page, under its present name."""
    rows = await queries().board.find_tracker_product_slugs(connection, ids=sorted(set(product_ids)))
    return {row["id"]: f"/products/{row['id']}-{row['slug']}" for row in rows}
