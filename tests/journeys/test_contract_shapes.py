"""The published JSON shapes, member by member, for every audience, over HTTP and on the wire of `/live`."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientWebSocketResponse, web

from server.access.clock import Clock
from server.database import Connection
from server.orders.order import Role
from server.orders.shapes import Json
from server.settings import SETTINGS
from tests.conftest import Person
from tests.support.kitchen import LoggedIn, log_in, move_test_order, place_test_order
from tests.support.shopping import Client, Visitor, add_person, stock_product
from tests.support.shopping import log_in as log_in_visitor

NewClient = Callable[[], Awaitable[Person]]
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NONE = type(None)
Published = Mapping[str, type | tuple[type, ...]]

LINE_OF_ALL: Published = {
    "line": int, "product_id": int, "option_id": (int, NONE), "title": str, "option": (str, NONE), "choices": list,
    "quantity": int, "status": str, "station": str,
}  # fmt: skip
LINE_PRICES: Published = {"unit_price": int, "original_price": int, "sale_percent": (int, NONE), "line_total": int}
LINE: Published = {**LINE_OF_ALL, **LINE_PRICES}
ORDER_OF_ALL: Published = {
    "id": str, "number": str, "first_name": str, "version": int, "status": str, "paid": bool, "fulfilment": str,
    "address": (str, NONE), "slot": (int, NONE), "note": str, "allergy": str, "placed_at": int,
    "promised_at": (int, NONE), "ready_at": (int, NONE), "ready_range": (list, NONE), "reason": (str, NONE),
    "ahead": int, "payment": str, "accepted_at": (int, NONE), "call": (str, NONE), "tracking_url": (str, NONE),
    "lines": list, "history": list,
}  # fmt: skip
ORDER_PRICES: Published = {"due": int, "subtotal": int, "discount": int, "total": int}
ORDER: Published = {**ORDER_OF_ALL, **ORDER_PRICES}
HAPPENING: Published = {"status": str, "at": int, "by": str, "source": str}
CART: Published = {
    "lines": list, "subtotal": int, "discount": int, "total": int, "ready_at": (int, NONE), "notices": list,
    "recommended": list,
}  # fmt: skip
PRODUCT: Published = {
    "id": int, "slug": str, "title": str, "description": str, "type": dict, "price": int, "sale_price": (int, NONE),
    "sale_percent": (int, NONE), "stars": (int, float, NONE), "reviews": int, "available": bool, "stock": (int, NONE),
    "options": list, "choice_groups": list, "prep_minutes": int, "retired": bool,
}  # fmt: skip
MENU: Published = {"products": list, "page": int, "pages": int, "total": int}
ORDERS: Published = {"orders": list, "page": int, "pages": int, "total": int, "total_capped": bool}
CHECKOUT: Published = {
    "checkout_token": str, "cart": dict, "slots": list, "payments": list, "fulfilments": list, "ready_at": (int, NONE),
}  # fmt: skip
PERSON: Published = {"full_name": str, "display_name": str, "email": str, "phone": str, "role": str}
PROBLEM: Published = {"type": str, "title": str, "status": int, "detail": str, "errors": dict}
BOARD_ORDER: Published = {
    "number": str, "first_name": (str, NONE), "status": str, "placed_at": int, "ready_at": (int, NONE), "version": int,
}  # fmt: skip


def check(shape: Json, published: Published, what: str = "") -> None:
    """Every published member is there and of its kind; others may stand beside them. True is no number."""
    for name, kinds in published.items():
        assert name in shape, f"{what}: {name} is missing"
        value, allowed = shape[name], kinds if isinstance(kinds, tuple) else (kinds,)
        fits = type(value) in allowed
        assert fits, f"{what}: {name} is {value!r}"


def check_order(shape: Json) -> None:
    check(shape, ORDER, "order")
    for line in shape["lines"]:
        check(line, LINE, "line")
    for happening in shape["history"]:
        check(happening, HAPPENING, "history")
    assert shape["subtotal"] - shape["discount"] == shape["total"]


async def watch(app: web.Application, who: Client, *topics: str) -> tuple[ClientWebSocketResponse, dict[str, Json]]:
    """A socket with these topics, and their snapshots."""
    socket = await who.ws_connect("/live", headers={"Origin": app[SETTINGS].public_url})
    assert (await hear(socket))["type"] == "hello"
    snapshots = {}
    for topic in topics:
        await socket.send_json({"type": "subscribe", "topic": topic})
        snapshots[topic] = await hear(socket)
        assert set(snapshots[topic]) == {"type", "topic", "epoch", "version", "state"}
        assert (snapshots[topic]["type"], snapshots[topic]["topic"]) == ("snapshot", topic)
    return socket, snapshots


async def hear(socket: ClientWebSocketResponse) -> Json:
    """The next frame that is no heartbeat."""
    while True:
        frame: Json = json.loads(await socket.receive_str(timeout=5))
        if frame["type"] != "heartbeat":
            return frame


@pytest.mark.requirement("CAT-1", "CAT-2", "CAT-3", "CART-2", "CHK-2", "ACC-2")
async def test_what_a_customer_reads_on_the_way_to_an_order(
    app: web.Application, client: Client, connection: Connection
) -> None:
    soup = await stock_product(connection, "Soup", price_minor=450, stock=5)
    visitor = Visitor(client)
    await log_in_visitor(visitor, app, connection, await add_person(connection))
    menu = await visitor.get("/")
    check(menu, MENU, "menu")
    (product,) = menu["products"]
    check(product, PRODUCT, "product")
    assert set(product["type"]) >= {"title", "slug"}
    assert await visitor.get(f"/products/{soup}-{product['slug']}") == product
    assert (await visitor.get(f"/menu/{product['type']['slug']}"))["products"] == [product]
    cart = await visitor.add(soup, 3)
    check(cart, CART, "cart")
    check(cart["lines"][0], LINE, "line")
    assert (cart["subtotal"], cart["discount"], cart["total"]) == (1350, 0, 1350)
    checkout = await visitor.get("/checkout")
    check(checkout, CHECKOUT, "checkout")
    check(checkout["cart"], CART, "cart")
    assert "counter" in checkout["payments"]
    assert "pickup" in checkout["fulfilments"]
    check(await visitor.get("/account"), PERSON, "person")
    refused = await visitor.post("/checkout", checkout_token=checkout["checkout_token"])
    problem = await refused.json()
    check(problem, PROBLEM, "problem")
    assert (refused.status, set(problem["errors"])) == (422, {"fulfilment", "payment"})
    fields = {"fulfilment": "pickup", "payment": "counter", "checkout_token": checkout["checkout_token"]}
    placed = await visitor.post("/checkout", **fields)
    answer = await placed.json()
    assert (placed.status, answer["redirect"]) == (201, f"/orders/{answer['order']['id']}")
    check_order(answer["order"])
    orders = await visitor.get("/orders")
    check(orders, ORDERS, "orders")
    assert orders["orders"] == [answer["order"]] == [await visitor.get(answer["redirect"])]


@pytest.mark.requirement("ORD-3", "LIVE-2", "LIVE-4", "ACC-6")
async def test_each_audience_reads_an_order_in_its_own_shape(
    app: web.Application, client: Client, new_client: NewClient
) -> None:
    owner = await log_in(app, client, Role.CUSTOMER)
    kitchen = await log_in(app, await new_client(), Role.KITCHEN)
    admin = await log_in(app, await new_client(), Role.ADMIN)
    order = await place_test_order(app, person_id=owner.person_id, allergy="nuts", note="no lid")
    address = f"/orders/{order.public_id}"

    async def read(who: LoggedIn) -> Json:
        shape: Json = await (await who.get(address)).json()
        return shape

    check_order(await read(owner))
    assert "purchaser" not in await read(owner)
    check_order(await read(admin))
    assert set((await read(admin))["purchaser"]) == {"full_name", "email"}
    shape = await read(kitchen)
    check(shape, ORDER_OF_ALL, "order")
    check(shape["lines"][0], LINE_OF_ALL, "line")
    hidden = {*ORDER_PRICES, *LINE_PRICES, "purchaser", "email", "phone", "price"}
    assert not hidden & {*shape, *shape["lines"][0]}
    assert "@" not in json.dumps(shape)


@pytest.mark.requirement("LIVE-1", "LIVE-2", "LIVE-3", "LIVE-4", "ORD-4")
async def test_one_order_is_told_to_every_topic_version_after_version(
    app: web.Application, client: Client, new_client: NewClient
) -> None:
    owner = await log_in(app, client, Role.CUSTOMER)
    kitchen = await log_in(app, await new_client(), Role.KITCHEN)
    admin = await log_in(app, await new_client(), Role.ADMIN)
    order = await place_test_order(app, person_id=owner.person_id, first_name="Maya", show_name=False)
    own, wall = f"order:{order.public_id}", "kitchen"
    watched = [(owner, own), (kitchen, wall), (admin, "admin"), (owner, "board")]
    sockets = {topic: await watch(app, who.client, topic) for who, topic in watched}
    states = {topic: snapshots[topic]["state"] for topic, (_, snapshots) in sockets.items()}
    check_order(states[own]["order"])
    assert set(states[wall]) == {"orders", "sold_out"}
    assert set(states["admin"]) >= {"counts", "orders", "today", "screens", "deliveries"}
    (shown,) = states["board"]["orders"]
    check(shown, BOARD_ORDER, "board")
    assert set(shown) == set(BOARD_ORDER)
    assert shown["first_name"] is None
    versions = {topic: snapshots[topic]["version"] for topic, (_, snapshots) in sockets.items()}
    seen = 1
    for step in ("paid", "in_progress", "ready", "collected"):
        answer = await kitchen.post(f"/orders/{order.public_id}/status", {"status": step, "version": seen})
        assert answer.status == 200, await answer.text()
        seen += 1
        for topic, (socket, snapshots) in sockets.items():
            frame = await hear(socket)
            assert set(frame) == {"type", "topic", "epoch", "version", "event", "data"}
            assert (frame["type"], frame["topic"], frame["event"]) == ("event", topic, "order.changed")
            assert (frame["version"], frame["epoch"]) == (versions[topic] + 1, snapshots[topic]["epoch"])
            versions[topic] += 1
            told = frame["data"]["order"]
            assert (told["status"], told["version"]) == (step, seen)
            if topic == "board":
                assert set(told) == set(BOARD_ORDER)
        counts = await hear(sockets["admin"][0])
        assert (counts["event"], counts["version"], set(counts["data"])) == (
            "counts.changed",
            versions["admin"] + 1,
            {"counts"},
        )
        versions["admin"] += 1
    for socket, _ in sockets.values():
        await socket.close()


@pytest.mark.requirement("ACC-6", "LIVE-2", "LIVE-4")
async def test_who_may_watch_what(app: web.Application, client: Client, new_client: NewClient) -> None:
    owner = await log_in(app, await new_client(), Role.CUSTOMER)
    order = await place_test_order(app, person_id=owner.person_id)
    people: dict[str, Client] = {"guest": client, "owner": owner.client}
    for role in (Role.CUSTOMER, Role.KITCHEN, Role.ADMIN):
        people[role.value] = (await log_in(app, await new_client(), role)).client
    own = f"order:{order.public_id}"
    may = {
        "guest": {"board", "menu", "cart"},
        "customer": {"board", "menu", "cart"},
        "owner": {"board", "menu", "cart", own},
        "kitchen": {"board", "menu", "cart", own, "kitchen"},
        "admin": {"board", "menu", "cart", own, "kitchen", "admin"},
    }
    strange = ["order:nothing", "order:", "order:*", "*", "cart:1", "KITCHEN", "admin ", "order:../admin"]
    await client.get("/")  # a guest with a cookie: without one there is no cart to watch
    for name, person in people.items():
        socket, _ = await watch(app, person)
        topics = ["board", "menu", "kitchen", "admin", own, *strange, "cart"]
        got = set()
        for topic in topics:
            await socket.send_json({"type": "subscribe", "topic": topic})
            frame = await hear(socket)
            if frame["type"] == "snapshot":
                got.add(topic)
            else:
                assert (frame["type"], frame["topic"], frame["code"]) == ("error", topic, "not_found")
        assert got == may[name], name
        await socket.close()


class TestThePrediction:
    """PRED-1, against the arithmetic written here once more."""

    @pytest.fixture
    def clock(self) -> Clock:
        return lambda: NOON

    @pytest.mark.requirement("PRED-1", "PRED-2")
    @pytest.mark.parametrize(
        ("wanted", "minutes"),
        [
            ([(4, 1)], 4),
            ([(4, 4)], 4),
            ([(4, 5)], 10),
            ([(9, 1), (4, 3)], 9),
            ([(9, 1), (4, 7)], 15),
            ([(2, 8), (3, 1)], 15),
            ([(7, 99)], 7 + 24 * 6),
        ],
    )
    async def test_cart_checkout_and_promise_say_the_same_time(
        self, app: web.Application, client: Client, connection: Connection, wanted: list[tuple[int, int]], minutes: int
    ) -> None:
        for paid, way in ((False, ()), (True, ()), (False, ("in_progress",)), (True, ("in_progress", "ready"))):
            order = await place_test_order(app, paid=paid)  # two of these four count: paid, and started
            for status in way:
                order = await move_test_order(app, order, type(order.status)(status))
        ready = round((NOON + timedelta(minutes=minutes + 2 * 4)).timestamp() * 1000)
        visitor = Visitor(client)
        await log_in_visitor(visitor, app, connection, await add_person(connection))
        cart: Json = {}
        for prep_minutes, quantity in wanted:
            product = await stock_product(connection, f"Dish of {prep_minutes}", prep_minutes=prep_minutes)
            cart = await visitor.add(product, quantity)
        assert cart["ready_at"] == ready
        checkout = await visitor.get("/checkout")
        assert (checkout["ready_at"], checkout["cart"]["ready_at"]) == (ready, ready)
        fields = {"fulfilment": "pickup", "payment": "counter", "checkout_token": checkout["checkout_token"]}
        order_shape = (await (await visitor.post("/checkout", **fields)).json())["order"]
        assert (order_shape["promised_at"], order_shape["ready_at"]) == (ready, ready)
