"""Orders of the soak: placed and moved over HTTP or through the order book, each acknowledged change written down."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from server.access.clock import utc_now
from server.bench.people import Person
from server.database.pool import Pool
from server.orderbook import NewLine, NewOrder, find_order, find_placed_order, move_order, place_order
from server.orders.events import Actor
from server.orders.order import FINAL, Fulfilment, Order, Payment, Role, Status
from server.orders.refusals import Refusal
from server.realtime.telling import Teller
from server.soak.asking import Caller, NoAnswer
from server.soak.record import Record
from server.web.problems import DATABASE_IS_AWAY

_NEXT = {
    Status.ORDERED: (Status.PAID, Status.PAID, Status.IN_PROGRESS, Status.CANCELLED),
    Status.PAID: (Status.IN_PROGRESS,),
    Status.IN_PROGRESS: (Status.READY, Status.READY, Status.READY, Status.PAID),
    Status.READY: (Status.COLLECTED, Status.COLLECTED, Status.COLLECTED, Status.IN_PROGRESS),
}
_OK = 200
_TAKEN = (200, 201)


@dataclass(slots=True)
class Known:
    """An order as it was acknowledged last."""

    public_id: str
    owner: Person
    version: int
    status: Status
    paid: bool

    @property
    def is_final(self) -> bool:
        return self.status in FINAL


@dataclass(slots=True)
class Books:
    """All acknowledged orders by public id, and the tokens of all that were asked for."""

    known: dict[str, Known] = field(default_factory=dict)
    tokens: dict[str, str | None] = field(default_factory=dict)
    """Checkout token → the order it made, None while that is not known."""
    changes: int = 0


class Counter:
    """Whoever places and moves orders: `admin` moves them. `placed` is told of each new order."""

    def __init__(
        self,
        *,
        teller: Teller,
        pool: Pool,
        port: int,
        admin: Person,
        product: dict[str, Any],
        record: Record,
        books: Books,
        placed: Callable[[Known], None],
    ) -> None:
        self._teller = teller
        self._pool = pool
        self._port = port
        self._tills: list[Caller] = []
        self._admin = admin
        self._product = product
        self._record = record
        self._books = books
        self._placed = placed

    # -- placing

    async def check_out(self, customer: Person) -> Known | None:
        """Over HTTP, as a browser does; asked again with the same token until it is answered. None: not this time."""
        caller = Caller(self._port, customer)
        try:
            await caller.post("/cart/items", {"product_id": self._product["id"], "quantity": 1})
            status, checkout = await caller.get("/checkout")
            if status != _OK or not checkout["cart"]["lines"]:
                return None
            token = checkout["checkout_token"]
            self._books.tokens[token] = None
            form = {"fulfilment": "pickup", "payment": "counter", "show_name": "1", "checkout_token": token}
            for _attempt in range(20):
                try:
                    status, answer = await caller.post("/checkout", form)
                except NoAnswer:
                    self._record.counts["checkouts without an answer"] += 1
                    continue
                if status in _TAKEN:
                    return self._take_down(answer["order"], customer, token)
                self._record.counts[f"checkouts answered {status}"] += 1
                if status not in (500, 503):
                    break
        except NoAnswer:
            self._record.counts["requests without an answer"] += 1
        finally:
            caller.close()
        return None

    async def place(self, customer: Person) -> Known | None:
        """Through the order book, in a process without sockets."""
        token = secrets.token_urlsafe(16)
        self._books.tokens[token] = None
        try:
            async with self._teller.transaction() as unit:
                order = await place_order(
                    unit, self._new_order(customer, token), Actor("customer", "web", customer.person_id), utc_now()
                )
        except DATABASE_IS_AWAY:
            self._record.counts["transactions broken off"] += 1
            return None
        return self._take_down(_fields(order), customer, token)

    # -- moving

    async def move(self, order: Known, dice: float, *, over_http: bool) -> None:
        """One step on, now and then one back. What is not acknowledged is read afterwards."""
        ways = _NEXT[order.status]
        wanted = ways[int(dice * len(ways))]
        if wanted is Status.PAID and order.paid and order.status is Status.ORDERED:
            wanted = Status.IN_PROGRESS
        try:
            if over_http:
                answer = await self._tap(order, wanted)
            else:
                answer = _fields(await self._step(order, wanted))
            if answer is not None:
                self._write(order, answer)
                return
        except Refusal:
            self._record.counts["steps refused by the book"] += 1
        except (NoAnswer, *DATABASE_IS_AWAY):
            self._record.counts["steps without an answer"] += 1
        await self._look(order)

    async def _tap(self, order: Known, wanted: Status) -> dict[str, Any] | None:
        till = self._tills.pop() if self._tills else Caller(self._port, self._admin)
        try:
            fields = {"status": wanted.value, "version": order.version}
            status, answer = await till.post(f"/orders/{order.public_id}/status", fields)
        finally:
            self._tills.append(till)
        self._record.counts[f"steps over HTTP answered {status}"] += 1
        return answer if status == _OK else None

    async def _step(self, order: Known, wanted: Status) -> Order:
        async with self._teller.transaction() as unit:
            return await move_order(
                unit,
                order.public_id,
                wanted,
                seen_version=order.version,
                role=Role.ADMIN,
                by=Actor("admin", "admin", self._admin.person_id),
                now=utc_now(),
            )

    async def _look(self, order: Known) -> None:
        """What the order is now: never older than what was acknowledged."""
        try:
            async with self._pool.acquire(timeout=3.0) as connection:
                found = await find_order(connection, order.public_id)
        except DATABASE_IS_AWAY:
            return
        if found is None or found.version < order.version:
            self._record.violate(f"order {order.public_id}: version {order.version} was acknowledged and is gone")
        elif found.version > order.version:
            self._write(order, _fields(found))

    async def find_unknown(self) -> None:
        """Which of the orders that were never acknowledged exist after all."""
        async with self._pool.acquire(timeout=3.0) as connection:
            for token in [token for token, made in self._books.tokens.items() if made is None]:
                async with connection.transaction():
                    found = await find_placed_order(connection, token)
                self._record.counts["unknown placements that exist" if found else "unknown placements that do not"] += 1

    def close(self) -> None:
        for till in self._tills:
            till.close()

    def _take_down(self, order: dict[str, Any], customer: Person, token: str) -> Known:
        known = Known(order["id"], customer, order["version"], Status(order["status"]), order["paid"])
        self._books.tokens[token] = known.public_id
        self._books.known[known.public_id] = known
        self._books.changes += 1
        self._placed(known)
        return known

    def _write(self, order: Known, answer: dict[str, Any]) -> None:
        order.version, order.status, order.paid = answer["version"], Status(answer["status"]), answer["paid"]
        self._books.changes += 1

    def _new_order(self, customer: Person, token: str) -> NewOrder:
        product, now = self._product, utc_now()
        price = product["price"]
        line = NewLine(
            line=1,
            product_id=product["id"],
            option_id=None,
            title=product["title"],
            kitchen_title=product["title"],
            option_title=None,
            choices="[]",
            quantity=1,
            original_price_minor=price,
            sale_percent=None,
            unit_price_minor=price,
            line_total_minor=price,
            prep_minutes=5,
            station="kitchen",
            took_stock=False,
        )
        return NewOrder(
            person_id=customer.person_id,
            first_name="Soak",
            show_name=True,
            payment=Payment.COUNTER,
            fulfilment=Fulfilment.PICKUP,
            address="",
            slot=None,
            note="",
            allergy="",
            promised_at=now + timedelta(minutes=8),
            currency="USD",
            subtotal_minor=price,
            discount_minor=0,
            total_minor=price,
            checkout_token=token,
            lines=[line],
        )


def _fields(order: Order) -> dict[str, Any]:
    return {"id": order.public_id, "version": order.version, "status": order.status.value, "paid": order.paid}
