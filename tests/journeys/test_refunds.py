"""Hand-taken money: owed once when a paid order is cancelled, and given back by a recorded act (ORD-5)."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from aiohttp import ClientResponse, web

from server.database import Connection, queries
from server.history import ADMIN, BOARD, KITCHEN, find_versions, order_topic
from server.orders.order import Fulfilment, Order, Payment, Role, Status
from tests.conftest import Person
from tests.support.kitchen import LoggedIn, log_in, move_test_order, pair_display, place_test_order

NewClient = Callable[[], Awaitable[Person]]
O, P, I, R, C, S, D, X = Status  # noqa: E741 - ways read best with one letter a status
WAYS: Sequence[tuple[Fulfilment, tuple[Status, ...]]] = (
    *((Fulfilment.PICKUP, way) for way in ((), (P,), (I,), (P, I), (I, R), (P, I, R), (P, C), (X,), (P, X))),
    *((Fulfilment.DELIVERY, way) for way in ((I, S), (P, I, S), (P, D))),
)
MAY_CANCEL: dict[Role, set[tuple[Status, bool]]] = {
    Role.CUSTOMER: {(O, False), (P, True)},
    Role.ADMIN: {(O, False), (P, True), (I, False), (R, False)},
}


@pytest_asyncio.fixture
async def maya(app: web.Application, client: Person) -> LoggedIn:
    return await log_in(app, client, Role.CUSTOMER)


@pytest_asyncio.fixture
async def admin(app: web.Application, new_client: NewClient) -> LoggedIn:
    return await log_in(app, await new_client(), Role.ADMIN)


async def place_paid(app: web.Application, who: LoggedIn, *lines: tuple[str, int]) -> Order:
    """An order of $8.40 whose money Kim took at the counter."""
    order = await place_test_order(app, person_id=who.person_id, lines=lines or [("Flat white", 2)])
    return await move_test_order(app, order, P, role=Role.KITCHEN)


def refunds_of(order: Order) -> str:
    return f"/orders/{order.public_id}/refunds"


async def give(who: LoggedIn, order: Order, **fields: object) -> ClientResponse:
    return await who.post(refunds_of(order), fields)


async def shape_of(who: LoggedIn, order: Order) -> dict[str, Any]:
    shape: dict[str, Any] = await (await who.get(f"/orders/{order.public_id}")).json()
    return shape


async def book_of(connection: Connection) -> str:
    """Everything a refund could change."""
    rows = [
        await connection.fetch(f"select t::text from {table} t order by 1")  # noqa: S608 - names of ours
        for table in ("orders", "order_events", "refunds", "topic_events", "order_counts")
    ]
    return str(rows)


async def check_books(connection: Connection) -> None:
    """The invariants about money, and versions without holes."""
    assert await queries().orderbook.find_refund_violations(connection) == []
    holes = (
        "select id from orders o where array(select seq from order_events where order_id = o.id order by seq)"
        " <> array(select generate_series(1, o.version))"
    )
    assert await connection.fetch(holes) == []


@pytest.mark.requirement("ORD-5")
@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.ADMIN])
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
async def test_who_may_cancel_when_and_what_is_owed_then(
    app: web.Application, maya: LoggedIn, admin: LoggedIn, connection: Connection, *, role: Role, accept: str
) -> None:
    who = maya if role is Role.CUSTOMER else admin
    for fulfilment, way in WAYS:
        order = await place_test_order(app, person_id=maya.person_id, fulfilment=fulfilment)
        order = await move_test_order(app, order, *way)
        may = (order.status, order.paid) in MAY_CANCEL[role]

        answer = await who.post(f"/orders/{order.public_id}/cancel", {}, accept=accept)

        good = 200 if accept == "application/json" else 303
        assert answer.status == (good if may else 409), (role, way)
        shape = await shape_of(maya, order)
        assert shape["version"] == order.version + may
        assert shape["status"] == ("cancelled" if may else order.status.value)
        owed = [(one["amount"], one["method"], one["returned_at"]) for one in shape["refunds"]]
        assert owed == ([(420, "hand", None)] if order.paid and shape["status"] == "cancelled" else []), way
        if may and order.paid:
            assert shape["refunds"][0]["by"] == role.value
    await check_books(connection)


@pytest.mark.requirement("ORD-5")
async def test_an_admins_cancel_by_status_owes_as_well(
    app: web.Application, maya: LoggedIn, admin: LoggedIn, connection: Connection
) -> None:
    order = await place_paid(app, maya)
    answer = await admin.post(f"/orders/{order.public_id}/status", {"status": "cancelled", "version": order.version})
    shape = await answer.json()
    assert [(one["amount"], one["by"]) for one in shape["refunds"]] == [(840, "admin")]
    assert (shape["paid"], shape["due"], shape["version"]) == (True, 0, order.version + 1)
    asked = await connection.fetchrow("select asked_by, asked_by_role, returned_at from refunds")
    assert tuple(asked or ()) == (admin.person_id, "admin", None)


@pytest.mark.requirement("ORD-5")
async def test_what_is_owed_goes_back_in_parts_and_each_is_written_down(
    app: web.Application, maya: LoggedIn, admin: LoggedIn, connection: Connection
) -> None:
    order = await place_paid(app, maya)
    await maya.post(f"/orders/{order.public_id}/cancel", {})

    part = await (await give(admin, order, amount="3.40", version=3)).json()
    assert [(one["amount"], one["returned_at"] is None, one["by"]) for one in part["refunds"]] == [
        (500, True, "customer"),
        (340, False, "admin"),
    ]
    assert part["version"] == 4
    too_much = await give(admin, order, amount="5.01")
    assert too_much.status == 422
    assert "$5.00" in (await too_much.json(content_type=None))["errors"]["amount"][0]
    rest = await (await give(admin, order, amount="5")).json()
    assert all(one["returned_at"] for one in rest["refunds"])
    assert (rest["version"], sum(one["amount"] for one in rest["refunds"])) == (5, 840)
    assert {one["asked_at"] for one in rest["refunds"]} == {part["refunds"][0]["asked_at"]}
    refused = await give(admin, order, amount="0.01")
    assert (refused.status, (await refused.json(content_type=None))["type"]) == (409, "nothing-left")

    people = await connection.fetch("select distinct asked_by, returned_by from refunds")
    assert [tuple(row) for row in people] == [(maya.person_id, admin.person_id)]
    events = await connection.fetch("select kind, person_id, source from order_events order by seq desc limit 2")
    assert [tuple(row) for row in events] == [("refund", admin.person_id, "admin")] * 2
    await check_books(connection)


@pytest.mark.requirement("ORD-5", "PAY-4")
async def test_lines_of_a_paid_order_go_back_at_their_price(
    app: web.Application, maya: LoggedIn, admin: LoggedIn, connection: Connection
) -> None:
    order = await place_paid(app, maya, ("Flat white", 2), ("Cake", 1))
    order = await move_test_order(app, order, I, R, C)

    async def give_lines(*pairs: tuple[int, int]) -> ClientResponse:
        fields = [(name, str(value)) for pair in pairs for name, value in zip(("line", "quantity"), pair, strict=True)]
        fields.append(("csrf_token", admin.csrf_token))
        headers = {"Accept": "application/json"}
        return await admin.client.post(refunds_of(order), data=fields, headers=headers)

    shape = await (await give_lines((1, 1), (2, 1))).json()
    (one,) = shape["refunds"]
    assert (one["amount"], one["lines"]) == (840, [{"line": 1, "quantity": 1}, {"line": 2, "quantity": 1}])
    assert one["returned_at"] == one["asked_at"]
    assert (shape["status"], shape["version"], shape["paid"]) == ("collected", order.version + 1, True)
    again = await (await give_lines((2, 1))).json(content_type=None)
    assert again["errors"]["quantity"] == ["Cake was given back before. Choose another line."]
    many = await (await give_lines((1, 2))).json(content_type=None)
    assert many["errors"]["quantity"] == ["Only 1 of Flat white is left to give back."]
    strange = await give_lines((9, 1))
    assert strange.status == 422
    assert (await give(admin, order, amount="4.20")).status == 200
    assert (await give_lines((1, 1))).status == 409
    await check_books(connection)


@pytest.mark.requirement("ORD-5")
async def test_what_was_given_back_before_is_not_owed_again(
    app: web.Application, maya: LoggedIn, admin: LoggedIn, connection: Connection
) -> None:
    order = await place_paid(app, maya)
    await give(admin, order, amount="8")
    shape = await (await maya.post(f"/orders/{order.public_id}/cancel", {})).json()
    assert [(one["amount"], one["returned_at"] is None) for one in shape["refunds"]] == [(800, False), (40, True)]
    whole = await place_paid(app, maya)
    await give(admin, whole, amount="8.40")
    shape = await (await maya.post(f"/orders/{whole.public_id}/cancel", {})).json()
    assert [(one["amount"], one["returned_at"] is None) for one in shape["refunds"]] == [(840, False)]
    await check_books(connection)


@pytest.mark.requirement("ORD-5", "ACC-5", "ACC-6")
async def test_admins_alone_give_money_back(
    app: web.Application, maya: LoggedIn, admin: LoggedIn, new_client: NewClient, connection: Connection
) -> None:
    order = await place_paid(app, maya)
    before = await book_of(connection)
    guest = await log_in(app, await new_client(), Role.GUEST)
    kitchen = await log_in(app, await new_client(), Role.KITCHEN)
    display = await pair_display(app, await new_client())
    for path in (refunds_of(order), "/orders/nobodysorder/refunds"):
        for who in (maya, kitchen, display):
            assert (await who.post(path, {"amount": "1"})).status == 403
        assert (await guest.post(path, {"amount": "1"})).status == 401
        page = await guest.post(path, {"amount": "1"}, accept="text/html")
        login = f"/login?next={path.removesuffix('/refunds').replace('/', '%2F')}"
        assert (page.status, page.headers["Location"]) == (303, login)
    assert (await admin.post("/orders/nobodysorder/refunds", {"amount": "1"})).status == 404
    assert (await admin.post("/orders/nobodysorder/refunds", {"amount": "1"}, accept="text/html")).status == 404
    assert (await admin.post(refunds_of(order), {"amount": "1"}, with_token=False)).status == 403
    body = await admin.client.post(
        refunds_of(order),
        json={"amount": "1"},
        headers={"X-CSRF-Token": admin.csrf_token, "Accept": "application/json"},
    )
    assert body.status == 415
    assert await book_of(connection) == before


@pytest.mark.requirement("ORD-5")
async def test_what_cannot_be_taken_is_refused_and_changes_nothing(
    app: web.Application, maya: LoggedIn, admin: LoggedIn, connection: Connection
) -> None:
    unpaid = await place_test_order(app, person_id=maya.person_id)
    dropped = await move_test_order(app, await place_test_order(app, person_id=maya.person_id), X)
    order = await place_paid(app, maya)
    before = await book_of(connection)
    for fields in ({}, {"amount": "0"}, {"amount": "-1"}, {"amount": "1.001"}, {"amount": "8.41"}, {"amount": "x"}):
        answer = await give(admin, order, **fields)
        problem = await answer.json(content_type=None)
        assert (answer.status, list(problem["errors"])) == (422, ["amount"]), fields
    for odd in ("x", "-1", "99999999999"):
        problem = await (await give(admin, order, amount="1", version=odd)).json(content_type=None)
        assert list(problem["errors"]) == ["version"]
    for none in (unpaid, dropped):
        answer = await give(admin, none, amount="1")
        problem = await answer.json(content_type=None)
        assert (answer.status, problem["type"], problem["order"]["id"]) == (409, "not-paid", none.public_id)
        assert none.number in await (await admin.post(refunds_of(none), {"amount": "1"}, accept="text/html")).text()
    for version in (order.version - 1, order.version + 1):
        stale = await give(admin, order, amount="1", version=version)
        problem = await stale.json(content_type=None)
        assert (stale.status, problem["type"], problem["order"]["version"]) == (409, "stale-version", order.version)
    assert await book_of(connection) == before


@pytest.mark.requirement("ORD-5")
async def test_a_card_payment_is_not_given_back_by_hand(
    app: web.Application, maya: LoggedIn, admin: LoggedIn, connection: Connection
) -> None:
    order = await place_test_order(app, person_id=maya.person_id, payment=Payment.CARD, paid=True)
    await connection.execute("update order_events set source = 'stripe' where seq = 2")
    assert (await give(admin, order, amount="1")).status == 409
    shape = await (await maya.post(f"/orders/{order.public_id}/cancel", {})).json()
    assert shape["refunds"] == []


@pytest.mark.requirement("ORD-5")
async def test_sent_again_with_its_key_it_is_given_back_once(
    app: web.Application, maya: LoggedIn, admin: LoggedIn, connection: Connection
) -> None:
    order = await place_paid(app, maya)
    fields, key = {"amount": "1.00"}, {"Idempotency-Key": "cake"}
    first = await admin.post(refunds_of(order), fields, headers=key)
    body = await first.read()
    again = await admin.post(refunds_of(order), fields, headers=key)
    assert (first.status, again.status, await again.read()) == (200, 200, body)
    assert (await admin.post(refunds_of(order), {"amount": "2.00"}, headers=key)).status == 422
    assert await connection.fetchval("select sum(amount_minor) from refunds") == 100


@pytest.mark.requirement("ORD-5")
async def test_twenty_at_once_give_the_whole_amount_back_once(
    app: web.Application, maya: LoggedIn, admin: LoggedIn, connection: Connection
) -> None:
    order = await place_paid(app, maya)
    await maya.post(f"/orders/{order.public_id}/cancel", {})
    answers = await asyncio.gather(*(give(admin, order, amount="8.40") for _ in range(20)))
    assert sorted(answer.status for answer in answers) == [200] + [409] * 19
    going_on = await place_paid(app, maya)
    answers = await asyncio.gather(*(give(admin, going_on, amount="2.00") for _ in range(20)))
    assert sorted(answer.status for answer in answers) == [200] * 4 + [422] * 16
    rows = await connection.fetch("select sum(amount_minor) from refunds group by order_id order by order_id")
    assert [row[0] for row in rows] == [840, 800]
    await check_books(connection)


@pytest.mark.requirement("ORD-5", "ORD-4")
async def test_of_cancelling_and_starting_at_once_one_comes_first(
    app: web.Application, maya: LoggedIn, new_client: NewClient, connection: Connection
) -> None:
    kitchen = await log_in(app, await new_client(), Role.KITCHEN)
    for _ in range(10):
        order = await place_paid(app, maya)
        path = f"/orders/{order.public_id}"
        start = {"status": "in_progress", "version": order.version}
        cancels = [maya.post(f"{path}/cancel", {}) for _ in range(3)]
        answers = await asyncio.gather(kitchen.post(f"{path}/status", start), *cancels)
        assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]
        shape = await shape_of(maya, order)
        assert len(shape["refunds"]) == (shape["status"] == "cancelled")
    await check_books(connection)


@pytest.mark.requirement("ORD-5")
async def test_of_cancelling_and_giving_back_at_once_all_of_the_money_is_accounted_for(
    app: web.Application, maya: LoggedIn, admin: LoggedIn, connection: Connection
) -> None:
    for _ in range(10):
        order = await place_paid(app, maya)
        cancel = maya.post(f"/orders/{order.public_id}/cancel", {})
        gives = [give(admin, order, amount="5.00", version=order.version) for _ in range(3)]
        await asyncio.gather(*gives, cancel)
    assert {row[0] for row in await connection.fetch("select sum(amount_minor) from refunds group by order_id")} == {
        840
    }
    await check_books(connection)


@pytest.mark.requirement("ORD-5")
async def test_the_database_itself_lets_nobody_owe_twice_or_give_more_than_was_paid(
    app: web.Application, maya: LoggedIn, connection: Connection
) -> None:
    order = await place_paid(app, maya)
    unpaid = await place_test_order(app, person_id=maya.person_id)

    async def insert(order: Order, amount: int, *, returned: bool) -> int | None:
        made: int | None = await queries().orderbook.insert_refund(
            connection,
            order_id=order.id,
            method="hand",
            amount_minor=amount,
            lines="[]",
            asked_at=order.changed_at,
            asked_by=None,
            asked_by_role="admin",
            returned_at=order.changed_at if returned else None,
            returned_by=None,
            returned_by_role="admin" if returned else None,
        )
        return made

    assert await insert(unpaid, 1, returned=True) is None
    assert await insert(order, 841, returned=True) is None
    assert await insert(order, 400, returned=False) is not None
    assert await insert(order, 441, returned=True) is None
    with pytest.raises(asyncpg.UniqueViolationError, match="refunds_owed_once"):
        await insert(order, 100, returned=False)
    with pytest.raises(asyncpg.CheckViolationError, match="refund_amount_is_positive"):
        await insert(order, 0, returned=True)
    assert await insert(order, 440, returned=True) is not None


@pytest.mark.requirement("ORD-5", "LIVE-4")
async def test_owner_and_admin_hear_of_it_and_the_board_does_not(
    app: web.Application, maya: LoggedIn, admin: LoggedIn, connection: Connection
) -> None:
    order = await move_test_order(app, await place_paid(app, maya), I, R, C)
    own = order_topic(order.public_id)
    topics = [own, ADMIN, KITCHEN, BOARD]
    before = await find_versions(connection, topics)

    await give(admin, order, amount="1.00")

    after = await find_versions(connection, topics)
    assert {topic: after[topic] - before[topic] for topic in topics} == {own: 1, ADMIN: 1, KITCHEN: 1, BOARD: 0}
    told = {
        row["topic"]: json.loads(row["data"])["order"]
        for row in await connection.fetch("select topic, data from topic_events order by topic, version")
        if "order" in json.loads(row["data"])
    }
    assert told[own]["refunds"] == told[ADMIN]["refunds"] != []
    assert "refunds" not in told[KITCHEN]
    assert told[KITCHEN]["version"] == order.version + 1, "a recall is checked against it"


@pytest.mark.requirement("ORD-5", "LIVE-4")
async def test_the_dashboard_names_the_orders_that_are_owed_money(
    app: web.Application, maya: LoggedIn, admin: LoggedIn
) -> None:
    async def owed() -> Any:  # noqa: ANN401 - JSON
        return (await (await admin.get("/admin")).json())["owed"]

    async def page() -> str:
        return await (await admin.get("/admin", accept="text/html")).text()

    assert await owed() == {"count": 0, "orders": []}
    assert "data-owed hidden" in await page()
    first, second = await place_paid(app, maya), await place_paid(app, maya)
    for order in (first, second):
        await maya.post(f"/orders/{order.public_id}/cancel", {})
    told = await owed()
    assert (told["count"], [(one["id"], one["amount"]) for one in told["orders"]]) == (
        2,
        [(first.public_id, 840), (second.public_id, 840)],
    )
    shown = await page()
    assert "2 cancelled orders are owed money." in shown
    assert f'href="/admin/orders/{first.public_id}#money"' in shown
    assert f"{first.number}, $8.40" in shown
    await give(admin, first, amount="8.40")
    await give(admin, second, amount="8")
    assert [(one["id"], one["amount"]) for one in (await owed())["orders"]] == [(second.public_id, 40)]
    await give(admin, second, amount="0.40")
    assert await owed() == {"count": 0, "orders": []}
