"""The law of the topics `order:…`, `board` and `admin`: the snapshot before and the events make the snapshot after.

Placement and every edge of ORD-4 are walked on the real order book. What was told is checked here in Python and kept
as golden frames, which the pages' own state modules are held to: tracker, pickup and dashboard.test.js in
tests/front_end.
"""

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from board.dashboard.topics import OFFERS as DASHBOARD
from board.pickup.topics import OFFERS as PICKUP
from board.tracker.topics import OFFERS as TRACKER
from server.access.clock import CLOCK
from server.database import DATABASE, Connection
from server.database.pool import Pool
from server.history import ADMIN, BOARD, Event, find_versions, order_topic, read_since
from server.orderbook import refund_order
from server.orderbook.estimating import estimate_waiting_orders
from server.orders.events import Actor
from server.orders.order import Fulfilment, Order, Payment, Status
from server.orders.refunding import RefundWish
from server.realtime.offers import TopicOffer
from server.realtime.telling import TELLER, Teller
from tests.support.golden import check_golden
from tests.support.kitchen import make_person, move_test_order, place_test_order

O, P, I, R, C, S, D, X = Status  # noqa: E741 - the ways below read best with one letter a status
COUNTER: dict[str, Any] = {}
CARD = {"payment": Payment.CARD}
SENT = {"fulfilment": Fulfilment.DELIVERY}
TWO = {"lines": [("Flat white", 2)]}
# a status, or how much of the money an admin gives back then
WAYS: Sequence[tuple[dict[str, Any], Sequence[Status | int]]] = (
    (COUNTER, (I, O, P, I, P, I, R, I, R, C, R, C)),
    (COUNTER, (I, P, R, C)),  # started unpaid, the money taken later
    (COUNTER, (X,)),
    (COUNTER, (P, X)),
    (COUNTER, (I, X)),
    (COUNTER, (I, R, X)),  # a no-show
    (COUNTER, (I, R, P, C)),
    (COUNTER, (P, C)),
    (COUNTER, (P, I, C)),
    (CARD, (P, I, R, C)),
    (CARD, (X,)),
    (SENT, (P, I, S, I, S, D, S, D)),
    (SENT, (P, D)),
    (TWO, (P, 100, I, R, C, 740)),  # a spoilt cake, and afterwards everything
    (TWO, (P, X, 840)),
    (TWO, (P, 100, X, 400, 340)),
)
LIVE = {"ordered", "paid", "in_progress", "ready", "shipped"}
ON_THE_BOARD = {"ordered", "paid", "in_progress", "ready"}


class Nobody:
    async def publish(self, events: Sequence[Event]) -> None:
        """Nobody listens here."""


@dataclass
class Recorder:
    """Reads a topic's snapshots and what was told between them."""

    connection: Connection
    offer: TopicOffer
    topic: str
    names: dict[str, str]
    version: int = 0
    state: Any = None
    frames: list[dict[str, Any]] = field(default_factory=list)

    async def begin(self) -> None:
        self.version = (await find_versions(self.connection, [self.topic])).get(self.topic, 0)
        self.state = await self._snapshot()
        self.frames.append({"topic": self._plain(self.topic), "start": self.state})

    async def record(self, what: str) -> None:
        """After something happened: events, the snapshot now, and whether they agree."""
        events = await read_since(self.connection, self.topic, self.version)
        assert events is not None
        self.version += len(events)
        told = [{"event": event.event, "data": json.loads(self._plain(event.data))} for event in events]
        after = await self._snapshot()
        for event in told:
            self.state = apply_event(self.topic, self.state, event)
        assert canonical(self.state) == canonical(after), (self.topic, what)
        if told:
            self.frames.append({"what": what, "events": told, "after": after})

    async def _snapshot(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self._plain(await self.offer.read_state(self.connection, self.topic, None)))

    def _plain(self, text: str) -> str:
        """Random names replaced, so that the frames are the same on every machine."""
        for name, plain in self.names.items():
            text = text.replace(name, plain)
        return text


def apply_event(topic: str, state: dict[str, Any], event: dict[str, Any]) -> dict[str, Any]:
    """What a page makes of an event: absolute values, replaced by key; what left the topic's circle goes."""
    if event["event"] == "counts.changed":
        return {**state, "counts": event["data"]["counts"]}
    if event["event"] == "owed.changed":
        return {**state, "owed": event["data"]["owed"]}
    order = event["data"]["order"]
    if topic.startswith("order:"):
        return {"order": order}
    key, stays = ("number", ON_THE_BOARD) if topic == BOARD else ("id", LIVE)
    others = [one for one in state["orders"] if one[key] != order[key]]
    return {**state, "orders": [*others, order] if order["status"] in stays else others}


async def give_back(book: web.Application, order: Order, amount: int) -> Order:
    async with book[TELLER].transaction() as unit:
        by = Actor("admin", "admin")
        return await refund_order(
            unit, order.public_id, RefundWish(amount), seen_version=order.version, by=by, now=book[CLOCK]()
        )


def canonical(state: dict[str, Any]) -> dict[str, Any]:
    if "orders" not in state:
        return state
    return {**state, "orders": sorted(state["orders"], key=lambda order: (order["placed_at"], order["number"]))}


@pytest.fixture
async def book(pool: Pool) -> web.Application:
    """The order book with a clock that advances a minute at each look, without web and worker around it."""
    minutes = itertools.count()
    app = web.Application()
    app[DATABASE] = pool
    app[CLOCK] = lambda: datetime(2026, 8, 14, 12, 0, tzinfo=UTC) + timedelta(minutes=next(minutes))
    app[TELLER] = Teller(pool, Nobody())
    return app


@pytest.mark.requirement("LIVE-1", "LIVE-3", "LIVE-4", "ORD-4")
async def test_snapshot_before_and_events_make_the_snapshot_after(book: web.Application, pool: Pool) -> None:
    person = await make_person(book)
    async with pool.acquire() as connection:
        email = await connection.fetchval("select email from people where id = $1", person)
        names = {email: "maya@people.test"}
        board, admin = Recorder(connection, PICKUP[0], BOARD, names), Recorder(connection, DASHBOARD[0], ADMIN, names)
        await board.begin()
        await admin.begin()
        followed: list[Recorder] = []
        tracked: list[dict[str, Any]] = []

        async def happened(what: str) -> None:
            await estimate_waiting_orders(book[TELLER])
            for recorder in (board, admin, *followed):
                await recorder.record(what)

        async def place(**how: Any) -> Order:  # noqa: ANN401 - what place_test_order takes
            order = await place_test_order(book, person_id=person, **how)
            names[order.public_id] = f"order-{len(names)}"
            return order

        waiting = await place(show_name=True)  # stands before the others for a while, so that places in the queue move
        await happened("placed and waiting")
        for how, way in WAYS:
            order = await place(**how)
            tracker = Recorder(connection, TRACKER[0], order_topic(order.public_id), names)
            followed.append(tracker)
            await tracker.begin()
            await happened(f"placed {how}" if how else "placed")
            for status in way:
                was = order.status
                if not isinstance(status, Status):
                    order = await give_back(book, order, status)
                    await happened(f"{status} given back while {was}")
                    continue
                order = await move_test_order(book, order, status)
                await happened(f"{was} to {order.status}{', paid' if order.paid else ''}")
            followed.clear()
            tracked += tracker.frames
            if waiting.status is O:
                waiting = await move_test_order(book, waiting, I)
                await happened("the waiting one is started")
    check_golden("board-frames.json", board.frames)
    check_golden("dashboard-frames.json", admin.frames)
    check_golden("tracker-frames.json", tracked)
