"""GET /board: the public pickup board, true at load; its script keeps it true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from board.pickup.topics import find_board_orders
from server.access.clock import CLOCK
from server.database import DATABASE
from server.orderbook import SHOP
from server.orders.order import Order, Status
from server.orders.shapes import board_shape, milliseconds
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render

ASK_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSign:
    """A number on the board, the first name if its owner agreed, and since when it is ready (epoch milliseconds)."""

    number: str
    first_name: str
    since: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """pickup/board.html. `ready` newest first, `ask` and `preparing` oldest first."""

    ready: Sequence[BoardSign]
    ask: Sequence[BoardSign]
    preparing: Sequence[BoardSign]
    now: datetime
    clock_now: str
    timezone: str

    @property
    def since(self) -> dict[str, int | None]:
        """By number since when it is ready, also of those for which the page has no room."""
        return {sign.number: sign.since for sign in (*self.ready, *self.ask)}


async def show_board(request: web.Request) -> web.Response:
    """Public: nothing on it but numbers, agreed names and times. JSON: the topic's state."""
    now = request.app[CLOCK]()
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        orders = await find_board_orders(connection)
    if wants_json(request):
        return json_answer(request, {"orders": [board_shape(order) for order in orders]})
    shop = await request.app[SHOP].current()
    clock_now = now.astimezone(shop.zone).strftime("%H:%M:%S")
    return await render(request, "pickup/board.html", board_page(orders, now, clock_now, shop.timezone))


def board_page(orders: Sequence[Order], now: datetime, clock_now: str, timezone: str) -> BoardPage:
    ready = [(ready_since(order), order) for order in orders if order.status is Status.READY]
    ready.sort(key=lambda pair: pair[0], reverse=True)
    return BoardPage(
        ready=[_sign(order, since) for since, order in ready if now - since < ASK_AFTER],
        ask=[_sign(order, since) for since, order in reversed(ready) if now - since >= ASK_AFTER],
        preparing=[_sign(order, None) for order in orders if order.status is not Status.READY],
        now=now,
        clock_now=clock_now,
        timezone=timezone,
    )


def ready_since(order: Order) -> datetime:
    """When it was last put on the counter."""
    taps = [happened.at for happened in order.history if happened.kind == "moved" and happened.status is Status.READY]
    return taps[-1] if taps else order.changed_at


def _sign(order: Order, since: datetime | None) -> BoardSign:
    name = order.first_name if order.show_name else ""
    return BoardSign(number=order.number, first_name=name, since=milliseconds(since))
