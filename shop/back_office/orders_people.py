"""Who did what to an order, by name: for admins, beside the roles that everybody may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.database import Connection, queries


@dataclass(frozen=True, slots=True)
class OrderPeople:
    """Full names; those of deleted accounts and of wall displays are missing. `by_seq`: a change's version → who made
    it; `asked` and `returned`: a refund's id → who asked for it, who gave the money back."""

    by_seq: Mapping[int, str]
    asked: Mapping[int, str]
    returned: Mapping[int, str]


async def find_order_people(connection: Connection, order_id: int) -> OrderPeople:
    events = await queries().shop.find_house_order_people(connection, order_id=order_id)
    refunds = await queries().shop.find_house_refund_people(connection, order_id=order_id)
    return OrderPeople(
        by_seq={row["seq"]: row["full_name"] for row in events},
        asked={row["id"]: row["asked_by"] for row in refunds if row["asked_by"] is not None},
        returned={row["id"]: row["returned_by"] for row in refunds if row["returned_by"] is not None},
    )
