"""Staff move orders: every edge of the published graph and no other, once, by those who may (ORD-4)."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from aiohttp import web

from server.access.clock import utc_now
from server.database import DATABASE
from server.orderbook import find_order
from server.orders.order import Fulfilment, Order, Payment, Role, Status
from server.orders.shapes import milliseconds
from tests.conftest import Person
from tests.support.kitchen import (
    LoggedIn,
    log_in,
    make_person,
    move_test_order,
    pair_display,
    place_test_order,
)

O, P, I, R, C, S, D, X = (  # noqa: E741 - one letter a status keeps the table below a table
    Status.ORDERED,
    Status.PAID,
    Status.IN_PROGRESS,
    Status.READY,
    Status.COLLECTED,
    Status.SHIPPED,
    Status.DELIVERED,
    Status.CANCELLED,
)

Situation = tuple[Fulfilment, Payment, tuple[Status, ...]]
PICK, SEND = Fulfilment.PICKUP, Fulfilment.DELIVERY
COUNTER, CARD = Payment.COUNTER, Payment.CARD

# Where an order stands, and where kitchen and admin may move it from there. Everything else is refused.
# `P` on an order that is under way and unpaid only takes the money.
GRAPH: list[tuple[str, Situation, str, str]] = [
    # stands as                     (fulfilment, payment, way there)       kitchen   admin
    ("unpaid at the counter", (PICK, COUNTER, ()), "PI", "PIX"),
    ("paid at the counter", (PICK, COUNTER, (P,)), "I", "ICX"),
    ("started unpaid", (PICK, COUNTER, (I,)), "PRO", "PROX"),
    ("started paid", (PICK, COUNTER, (P, I)), "PR", "PRC"),
    ("started unpaid, paid since", (PICK, COUNTER, (I, P)), "PR", "PRC"),
    ("ready unpaid", (PICK, COUNTER, (I, R)), "PI", "PIX"),
    ("ready paid", (PICK, COUNTER, (P, I, R)), "CI", "CI"),
    ("collected", (PICK, COUNTER, (P, I, R, C)), "R", "R"),
    ("cancelled", (PICK, COUNTER, (X,)), "", ""),
    ("paid by card", (PICK, CARD, (P,)), "I", "ICX"),
    ("delivery, paid", (SEND, CARD, (P,)), "I", "IDX"),
    ("delivery, started", (SEND, CARD, (P, I)), "PS", "PSD"),
    ("delivery, shipped", (SEND, CARD, (P, I, S)), "DI", "DI"),
    ("delivery, delivered", (SEND, CARD, (P, I, S, D)), "S", "S"),
    ("delivery, started unpaid", (SEND, COUNTER, (I,)), "PSO", "PSOX"),
    ("delivery, shipped unpaid", (SEND, COUNTER, (I, S)), "PI", "PI"),
]
LETTERS = {"O": O, "P": P, "I": I, "R": R, "C": C, "S": S, "D": D, "X": X}

Staff = Callable[[Role], Awaitable[LoggedIn]]


@pytest.fixture
def staff(app: web.Application, new_client: Callable[[], Awaitable[Person]]) -> Staff:
    """Logs in one more person of a role."""

    async def make(role: Role) -> LoggedIn:
        return await log_in(app, await new_client(), role)

    return make


async def stand(app: web.Application, situation: Situation) -> Order:
    fulfilment, payment, way = situation
    order = await place_test_order(app, fulfilment=fulfilment, payment=payment)
    return await move_test_order(app, order, *way)


async def read(app: web.Application, order: Order) -> Order:
    async with app[DATABASE].acquire() as connection:
        found = await find_order(connection, order.public_id)
    assert found is not None
    return found


def status_of(order: Order) -> str:
    return f"/orders/{order.public_id}/status"


@pytest.mark.requirement("ORD-4")
@pytest.mark.parametrize(("situation", "kitchen", "admin"), [row[1:] for row in GRAPH], ids=[row[0] for row in GRAPH])
async def test_staff_may_take_the_published_steps_and_no_others(
    app: web.Application, staff: Staff, situation: Situation, kitchen: str, admin: str
) -> None:
    for role, letters in ((Role.KITCHEN, kitchen), (Role.ADMIN, admin)):
        person = await staff(role)
        allowed = {LETTERS[letter] for letter in letters}
        order = await stand(app, situation)
        for wanted in [status for status in Status if status not in allowed]:
            answer = await person.post(status_of(order), {"status": wanted, "version": order.version})
            problem = await answer.json()
            assert (answer.status, problem["type"]) == (409, "illegal-transition"), (role, wanted)
            assert problem["order"]["version"] == order.version
        assert await read(app, order) == order, "a refused step changes nothing"
        for wanted in sorted(allowed):
            order = await stand(app, situation)
            answer = await person.post(status_of(order), {"status": wanted, "version": order.version})
            shape = await answer.json()
            assert answer.status == 200, (role, wanted, shape)
            only_money = wanted is P and not order.paid and order.status is not O
            assert shape["status"] == (order.status if only_money else wanted)
            assert (shape["version"], shape["paid"]) == (order.version + 1, order.paid or wanted is P)
            happened = (await read(app, order)).history[-1]
            assert (happened.by_role, happened.source) == (role.value, role.value)


@pytest.mark.requirement("ORD-4")
async def test_a_card_order_nobody_has_paid_does_not_exist_for_the_kitchen(app: web.Application, staff: Staff) -> None:
    kitchen, admin = await staff(Role.KITCHEN), await staff(Role.ADMIN)
    order = await place_test_order(app, payment=Payment.CARD)
    for path, fields in ((status_of(order), {"status": "in_progress", "version": 1}), (accept_of(order), {})):
        assert (await kitchen.post(path, fields)).status == 404
    refused = await admin.post(status_of(order), {"status": "in_progress", "version": 1})
    assert (refused.status, (await refused.json())["type"]) == (409, "illegal-transition")
    taken = await admin.post(status_of(order), {"status": "paid", "version": 1})
    assert (taken.status, (await taken.json())["status"]) == (200, "paid")


def accept_of(order: Order) -> str:
    return f"/orders/{order.public_id}/accept"


@pytest.mark.requirement("ORD-4")
async def test_a_step_on_an_old_version_shows_the_order_as_it_is_now(app: web.Application, staff: Staff) -> None:
    kitchen = await staff(Role.KITCHEN)
    order = await move_test_order(app, await place_test_order(app), I)
    for version in (0, 1, 3):
        answer = await kitchen.post(status_of(order), {"status": "ready", "version": version})
        problem = await answer.json()
        assert (answer.status, problem["type"]) == (409, "stale-version")
        assert (problem["order"]["status"], problem["order"]["version"]) == ("in_progress", 2)
        assert "total" not in problem["order"], "the kitchen sees no prices, in a refusal neither"
    assert await read(app, order) == order


@pytest.mark.requirement("ORD-4")
@pytest.mark.parametrize("version", [None, "", "one", "1.0", "٣", "1_0", "-1", "1e3", "99999999999"])
async def test_without_the_version_that_was_seen_nothing_moves(
    app: web.Application, staff: Staff, version: str | None
) -> None:
    kitchen, order = await staff(Role.KITCHEN), await place_test_order(app)
    fields = {"status": "in_progress"} if version is None else {"status": "in_progress", "version": version}
    answer = await kitchen.post(status_of(order), fields)
    assert answer.status == 422
    assert list((await answer.json())["errors"]) == ["version"]
    assert await read(app, order) == order


@pytest.mark.requirement("ORD-4")
@pytest.mark.parametrize(
    ("field", "value"),
    [("status", "done"), ("status", "READY"), ("status", ""), ("occurred_at", "noon"), ("occurred_at", "-1")],
)
async def test_a_wrong_field_is_named(app: web.Application, staff: Staff, field: str, value: str) -> None:
    kitchen, order = await staff(Role.KITCHEN), await place_test_order(app)
    answer = await kitchen.post(status_of(order), {"status": "in_progress", "version": 1} | {field: value})
    assert (answer.status, list((await answer.json())["errors"])) == (422, [field])
    assert await read(app, order) == order


@pytest.mark.requirement("ORD-4", "ACC-6")
async def test_who_may_not_move_orders_learns_nothing_of_them(
    app: web.Application, new_client: Callable[[], Awaitable[Person]]
) -> None:
    owner = await make_person(app)
    order = await place_test_order(app, person_id=owner)
    customer = await log_in(app, await new_client(), Role.CUSTOMER, owner)
    guest = await log_in(app, await new_client(), Role.GUEST)
    for path in (status_of(order), accept_of(order), "/orders/nothing/status", "/orders/nothing/accept"):
        fields = {"status": "in_progress", "version": 1}
        assert (await customer.post(path, fields)).status == 403
        assert (await guest.post(path, fields)).status == 401
        page = await guest.post(path, fields, accept="text/html")
        assert (page.status, page.headers["Location"].partition("?")[0]) == (303, "/login")
    kitchen = await log_in(app, await new_client(), Role.KITCHEN)
    assert (await kitchen.post("/orders/nothing/status", {"status": "ready", "version": 1})).status == 404
    assert (await kitchen.post("/orders/nothing/accept", {})).status == 404
    assert await read(app, order) == order


@pytest.mark.requirement("ORD-4")
async def test_other_peoples_pages_move_no_orders(app: web.Application, staff: Staff) -> None:
    kitchen, order = await staff(Role.KITCHEN), await place_test_order(app)
    fields = {"status": "in_progress", "version": 1}
    for path in (status_of(order), accept_of(order)):
        assert (await kitchen.post(path, fields, with_token=False)).status == 403
        assert (await kitchen.post(path, fields | {"csrf_token": "f" * 64}, with_token=False)).status == 403
        foreign = {"Origin": "https://elsewhere.test"}
        assert (await kitchen.post(path, fields, headers=foreign)).status == 403
        assert (await kitchen.post(path, fields, headers={"Origin": "null"})).status == 403
    as_json = {"Content-Type": "application/json", "X-CSRF-Token": kitchen.csrf_token, "Accept": "application/json"}
    answer = await kitchen.client.post(status_of(order), data="{}", headers=as_json)
    assert answer.status == 415
    assert await read(app, order) == order


@pytest.mark.requirement("LIVE-2")
async def test_accepting_takes_notice_once_and_leaves_the_version(app: web.Application, staff: Staff) -> None:
    kitchen, order = await staff(Role.KITCHEN), await place_test_order(app)
    first = await (await kitchen.post(accept_of(order), {})).json()
    assert (first["status"], first["version"]) == ("ordered", 1)
    assert first["accepted_at"] is not None
    assert await (await kitchen.post(accept_of(order), {})).json() == first
    gone = await move_test_order(app, order, X)
    assert (await kitchen.post(accept_of(gone), {})).status == 404


@pytest.mark.requirement("ORD-4")
async def test_the_answer_has_the_askers_shape(
    app: web.Application, staff: Staff, new_client: Callable[[], Awaitable[Person]]
) -> None:
    order = await place_test_order(app)
    display = await pair_display(app, await new_client())
    on_the_wall = await (await display.post(status_of(order), {"status": "paid", "version": 1})).json()
    assert "total" not in on_the_wall
    assert "purchaser" not in on_the_wall
    assert on_the_wall["history"][-1] == on_the_wall["history"][-1] | {"by": "kitchen", "source": "kitchen"}
    admin = await staff(Role.ADMIN)
    for_the_admin = await (await admin.post(status_of(order), {"status": "in_progress", "version": 2})).json()
    assert (for_the_admin["total"], for_the_admin["purchaser"]["full_name"]) == (420, "Maya Lindqvist")


@pytest.mark.requirement("ORD-4")
async def test_a_tap_that_comes_late_keeps_its_time_within_reason(app: web.Application, staff: Staff) -> None:
    kitchen = await staff(Role.KITCHEN)
    placed_at = utc_now() - timedelta(minutes=10)
    for tapped_at, counts in ((timedelta(minutes=6), "itself"), (timedelta(hours=-1), "placing"), (None, "now")):
        order = await place_test_order(app, placed_at=placed_at)
        wanted = placed_at + tapped_at if tapped_at is not None else utc_now() + timedelta(hours=1)
        before = utc_now()
        fields = {"status": "in_progress", "version": 1, "occurred_at": milliseconds(wanted)}
        assert (await kitchen.post(status_of(order), fields)).status == 200
        at = (await read(app, order)).history[-1].at
        if counts == "itself":
            assert milliseconds(at) == milliseconds(wanted)
        elif counts == "placing":
            assert milliseconds(at) == milliseconds(order.placed_at)
        else:
            assert before <= at <= utc_now()


@pytest.mark.requirement("ORD-4")
async def test_a_shipped_order_links_to_its_parcel_by_web_address_only(app: web.Application, staff: Staff) -> None:
    kitchen = await staff(Role.KITCHEN)
    order = await stand(app, (SEND, CARD, (P, I)))
    for wrong in (
        "javascript:alert(1)",
        "//elsewhere.test",
        "ftp://x.test/1",
        "https://",
        "https://x.test/" + "1" * 500,
    ):
        fields = {"status": "shipped", "version": 3, "tracking_url": wrong}
        answer = await kitchen.post(status_of(order), fields)
        assert (answer.status, list((await answer.json())["errors"])) == (422, ["tracking_url"])
    fields = {"status": "shipped", "version": 3, "tracking_url": "https://parcels.test/1?a=b"}
    shape = await (await kitchen.post(status_of(order), fields)).json()
    assert (shape["status"], shape["tracking_url"]) == ("shipped", "https://parcels.test/1?a=b")


@pytest.mark.requirement("ORD-4")
async def test_a_form_leads_back_to_the_page_it_stood_on(app: web.Application, staff: Staff) -> None:
    kitchen = await staff(Role.KITCHEN)
    origin = str(kitchen.client.make_url("/")).rstrip("/")
    order = await place_test_order(app)
    for referer, back in (
        (f"{origin}/kitchen", "/kitchen"),
        (f"{origin}/admin?status=paid", "/admin?status=paid"),
        (f"{origin}/orders/{order.public_id}", f"/orders/{order.public_id}"),
        ("https://elsewhere.test/kitchen", f"/orders/{order.public_id}"),
        (f"{origin}//elsewhere.test", f"/orders/{order.public_id}"),
        ("http://[", f"/orders/{order.public_id}"),
        ("", f"/orders/{order.public_id}"),
    ):
        answer = await kitchen.post(accept_of(order), {}, accept="text/html", headers={"Referer": referer})
        assert (answer.status, answer.headers["Location"]) == (303, back), referer
