"""What happens with the money, on the pages of its owner and of the back office, without script."""

import re
from collections.abc import Awaitable, Callable

import pytest
import pytest_asyncio
from aiohttp import web

from server.access.clock import Clock
from server.orders.order import Order, Role, Status
from tests.conftest import Person
from tests.support.clocks import SetClock
from tests.support.forms import read_page_form
from tests.support.kitchen import LoggedIn, log_in, move_test_order, place_test_order

NewClient = Callable[[], Awaitable[Person]]


@pytest.fixture
def clock() -> Clock:
    return SetClock()


@pytest_asyncio.fixture
async def maya(app: web.Application, client: Person) -> LoggedIn:
    return await log_in(app, client, Role.CUSTOMER)


@pytest_asyncio.fixture
async def admin(app: web.Application, new_client: NewClient) -> LoggedIn:
    return await log_in(app, await new_client(), Role.ADMIN)


async def place_paid(app: web.Application, who: LoggedIn, *lines: tuple[str, int]) -> Order:
    order = await place_test_order(app, person_id=who.person_id, lines=lines or [("Flat white", 2)])
    return await move_test_order(app, order, Status.PAID, role=Role.KITCHEN)


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("&#39;", "'")


async def read(who: LoggedIn, path: str) -> str:
    answer = await who.get(path, accept="text/html")
    assert answer.status == 200
    return await answer.text()


def refund_words(page: str) -> str:
    found = re.search(r"<strong data-refund-words>(.*?)</strong>", page)
    return "" if found is None else found.group(1)


@pytest.mark.requirement("ORD-5", "ORD-3")
async def test_the_owner_reads_what_happens_with_the_money(
    app: web.Application, maya: LoggedIn, admin: LoggedIn, clock: SetClock
) -> None:
    order = await place_paid(app, maya)
    path = f"/orders/{order.public_id}"
    before = await read(maya, path)
    assert "You paid $8.40: come by the counter and we give it back." in before
    assert refund_words(before) == ""
    await admin.post(f"{path}/refunds", {"amount": "1"})
    going_on = await read(maya, path)
    assert refund_words(going_on) == "We gave back $1.00 at 12:00."
    assert "You paid $7.40: come by the counter and we give it back." in going_on
    await maya.post(f"{path}/cancel", {}, accept="text/html")
    assert refund_words(await read(maya, path)) == "We gave back $1.00 at 12:00. Come by for the other $7.40."
    clock.now = clock.now.replace(minute=41)
    await admin.post(f"{path}/refunds", {"amount": "7.40"})
    page = await read(maya, path)
    assert refund_words(page) == "We gave back $8.40 at 12:41."
    assert "<span data-returned>" in page
    assert "<span data-paid hidden>" in page


@pytest.mark.requirement("ORD-5", "ORD-3")
async def test_money_given_back_on_another_day_says_on_which(
    app: web.Application, maya: LoggedIn, admin: LoggedIn, clock: SetClock
) -> None:
    order = await place_paid(app, maya)
    path = f"/orders/{order.public_id}"
    await maya.post(f"{path}/cancel", {})
    owed = await read(maya, path)
    assert refund_words(owed) == "You paid $8.40 at the counter. Come by and we give it back."
    clock.now = clock.now.replace(day=22, minute=5)
    await admin.post(f"{path}/refunds", {"amount": "8.40"})
    assert refund_words(await read(maya, path)) == "We gave back $8.40 at 12:05 on 22 Nov 2026."


@pytest.mark.requirement("ORD-5")
async def test_an_unpaid_order_promises_no_money(app: web.Application, maya: LoggedIn, new_client: NewClient) -> None:
    order = await place_test_order(app, person_id=maya.person_id)
    path = f"/orders/{order.public_id}"
    assert "data-cancel-paid hidden" in await read(maya, path)
    await maya.post(f"{path}/cancel", {}, accept="text/html")
    assert refund_words(await read(maya, path)) == ""
    kitchen = await log_in(app, await new_client(), Role.KITCHEN)
    assert refund_words(await read(kitchen, path)) == ""


@pytest.mark.requirement("ORD-5", "ADM-1")
async def test_the_back_office_shows_payment_and_refunds_with_times_and_people(
    app: web.Application, maya: LoggedIn, admin: LoggedIn, new_client: NewClient, clock: SetClock
) -> None:
    kitchen = await log_in(app, await new_client(), Role.KITCHEN)
    order = await place_test_order(app, person_id=maya.person_id, lines=[("Flat white", 2), ("Cake", 1)])
    path = f"/admin/orders/{order.public_id}"
    unpaid = words_of(await read(admin, path))
    assert "Still to pay $12.60" in unpaid
    assert "gave back" not in unpaid
    await kitchen.post(f"/orders/{order.public_id}/status", {"status": "paid", "version": 1})
    clock.now = clock.now.replace(minute=1)
    await admin.post(f"/orders/{order.public_id}/refunds", {"line": "2", "quantity": "1"})
    clock.now = clock.now.replace(minute=2)
    await maya.post(f"/orders/{order.public_id}/cancel", {})

    page = await read(admin, path)

    shown = words_of(page)
    money = shown[shown.index("Payment and refunds") :]
    assert "Taken 20 Nov 2026, 12:00 Kim Berger, Kitchen Paid $12.60" in money
    assert "Given back 1 Cake Ada Okafor, Admin, 20 Nov 2026, 12:01 $4.20" in money
    assert "Owed Since it was cancelled: Maya Lindqvist, Customer, 20 Nov 2026, 12:02 $8.40" in money
    assert "Owed $8.40" in shown[: shown.index("3 items")]
    assert "Money given back Ada Okafor, Admin, in the back office 20 Nov 2026, 12:01" in shown
    assert 'name="amount"' in page
    assert dict(read_page_form(page, f"/orders/{order.public_id}/refunds", holding="amount"))["amount"] == "8.40"


@pytest.mark.requirement("ORD-5", "ADM-1")
async def test_the_forms_work_without_script(app: web.Application, maya: LoggedIn, admin: LoggedIn) -> None:
    order = await place_paid(app, maya, ("Flat white", 2), ("Cake", 1))
    await maya.post(f"/orders/{order.public_id}/cancel", {})
    path, action = f"/admin/orders/{order.public_id}", f"/orders/{order.public_id}/refunds"
    page = await read(admin, path)

    async def send(fields: list[tuple[str, str]]) -> tuple[int, str, str]:
        answer = await admin.client.post(action, data=fields, headers={"Accept": "text/html"}, allow_redirects=False)
        return answer.status, answer.headers.get("Location", ""), await answer.text()

    fields = read_page_form(page, action, holding="amount")
    wrong = [(name, "99" if name == "amount" else value) for name, value in fields]
    status, _, again = await send(wrong)
    assert status == 422
    assert "Only $12.60 is left to give back. Type 12.60 or less." in again
    assert 'value="99"' in again
    assert read_page_form(again, action, holding="amount")[1] == ("version", "3")
    by_line = read_page_form(page, action, holding="line")
    assert [pair for pair in by_line if pair[0] in ("line", "quantity")] == [
        ("line", "1"), ("quantity", "0"), ("line", "2"), ("quantity", "0"),
    ]  # fmt: skip
    status, _, again = await send(by_line)
    assert (status, "Say of at least one line how many" in again) == (422, True)
    too_many = [*by_line[:-1], ("quantity", "5")]
    status, _, again = await send(too_many)
    assert (status, "Only 1 of Cake is left to give back." in again, 'value="5"' in again) == (422, True, True)
    assert (await send([*by_line[:-1], ("quantity", "1")]))[:2] == (303, path)
    status, _, stale = await send(fields)
    assert (status, "The order has moved" in stale) == (409, True)
    page = await read(admin, path)
    fields = read_page_form(page, action, holding="amount")
    assert dict(fields)["amount"] == "8.40"
    assert (await send(fields))[:2] == (303, path)
    page = await read(admin, path)
    assert 'name="amount"' not in page
    assert "Given back" in page


@pytest.mark.requirement("ORD-5", "ADM-1")
async def test_money_of_an_order_that_goes_on_is_not_filled_in(
    app: web.Application, maya: LoggedIn, admin: LoggedIn
) -> None:
    order = await place_paid(app, maya)
    page = await read(admin, f"/admin/orders/{order.public_id}")
    fields = dict(read_page_form(page, f"/orders/{order.public_id}/refunds", holding="amount"))
    assert fields["amount"] == ""
    assert "Up to $8.40, by hand." in page
