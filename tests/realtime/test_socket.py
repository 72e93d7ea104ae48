"""The socket of the contract: who may connect, what is answered, and where its limits lie."""

import asyncio
import json

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from server.access import Asker
from server.orders.order import Role
from tests.realtime.house import GUEST, KITCHEN_HAND, House, until
from tests.realtime.raw import SlowScreen


@pytest.mark.requirement("LIVE-1")
async def test_a_screen_is_greeted_and_gets_a_snapshot_then_each_event_once_in_order(house: House) -> None:
    screen = await house.connect()
    assert screen.hello["type"] == "hello"
    assert screen.hello["heartbeat"] == 5
    snapshot = await screen.subscribe("board")
    assert (snapshot["type"], snapshot["topic"], snapshot["version"]) == ("snapshot", "board", 0)
    await house.write("board", "one", "two")
    await house.write("board", "three")
    first, second, third = [await screen.read() for _ in range(3)]
    assert [frame["version"] for frame in (first, second, third)] == [1, 2, 3]
    assert first == {
        "type": "event",
        "topic": "board",
        "epoch": snapshot["epoch"],
        "version": 1,
        "event": "note.written",
        "data": {"note": "one"},
    }


@pytest.mark.requirement("LIVE-9")
async def test_any_process_tells_any_screen(house: House, other_house: House) -> None:
    here, there = await house.connect(), await other_house.connect()
    await here.subscribe("board")
    await there.subscribe("board")
    for number in range(20):
        await (house if number % 2 else other_house).write("board", number)
    assert await here.read_versions(20) == list(range(1, 21))
    assert await there.read_versions(20) == list(range(1, 21))


@pytest.mark.parametrize(
    "origin", ["https://evil.test", "null", "http://127.0.0.1", "https://shop.test.evil.test", "file://", ""]
)
async def test_a_foreign_origin_is_refused_before_the_upgrade(house: House, origin: str) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await house.connect(headers={"Origin": origin})
    assert refused.value.status == 403


@pytest.mark.parametrize("scheme", ["https", "ftp", "HTTP"])
async def test_another_scheme_is_another_origin(house: House, scheme: str) -> None:
    url = house.server.make_url("/live")
    with pytest.raises(WSServerHandshakeError) as refused:
        await house.connect(headers={"Origin": f"{scheme}://{url.host}:{url.port}"})
    assert refused.value.status == 403


async def test_a_missing_origin_is_refused_before_the_upgrade(house: House) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await house.http.ws_connect(house.server.make_url("/live"))
    assert refused.value.status == 403


async def test_the_public_address_of_the_shop_is_its_own_origin(house: House) -> None:
    screen = await house.connect(headers={"Origin": "https://shop.test"})
    assert screen.hello["type"] == "hello"


@pytest.mark.parametrize(
    "topic",
    [
        "kitchen",
        "order:Ann",
        "order:../x",
        "order:*",
        "*",
        "cart",
        "admin",
        "nothing",
        "order:\u0000",
        "ord\ud800er",
        "é",
    ],
)
async def test_what_a_guest_may_not_watch_is_not_found_whether_it_exists_or_not(house: House, topic: str) -> None:
    screen = await house.connect()
    answer = await screen.subscribe(topic)
    assert answer == {"type": "error", "topic": topic, "code": "not_found", "message": "no such topic"}
    await house.write("kitchen", "secret")
    await house.write("board", "public")
    assert (await screen.subscribe("board"))["version"] == 1


async def test_ones_own_cart_is_called_cart_on_the_wire(house: House) -> None:
    screen = await house.connect(KITCHEN_HAND)
    assert (await screen.subscribe("cart"))["topic"] == "cart"
    await house.write("cart:7", "mine")
    await house.write("cart:8", "somebody else's")
    assert (await screen.read())["topic"] == "cart"
    await house.write("cart:7", "mine again")
    assert (await screen.read())["data"] == {"note": "mine again"}


async def test_after_unsubscribing_nothing_more_comes(house: House) -> None:
    screen = await house.connect(KITCHEN_HAND)
    await screen.subscribe("board")
    await screen.subscribe("kitchen")
    await screen.say(type="unsubscribe", topic="board")
    await screen.say(type="unsubscribe", topic="menu")
    assert (await screen.read())["code"] == "not_found"
    await house.write("board", "unheard")
    await house.write("kitchen", "heard")
    assert (await screen.read())["topic"] == "kitchen"
    assert "board" not in house.relay.hub.topics


async def test_a_screen_that_subscribes_twice_gets_each_event_once(house: House) -> None:
    screen = await house.connect()
    epoch = (await screen.subscribe("board"))["epoch"]
    assert (await screen.subscribe("board", epoch=epoch, version=0))["type"] == "resumed"
    await house.write("board", "one")
    await house.write("board", "two")
    assert await screen.read_versions(2) == [1, 2]


BAD = [
    "",
    "no json",
    "[]",
    "1",
    "{}",
    '{"type":"subscribe"}',
    '{"type":"subscribe","topic":7}',
    '{"type":"subscribe","topic":""}',
    '{"type":"dance","topic":"board"}',
    '{"type":"subscribe","topic":"board","topic":"kitchen"}',
    '{"type":"subscribe","topic":"board","epoch":"e","version":true}',
    '{"type":"subscribe","topic":"board","epoch":"e","version":-1}',
    '{"type":"subscribe","topic":"board","epoch":"e","version":1.5}',
    '{"type":"subscribe","topic":"board","epoch":"e","version":NaN}',
    '{"type":"subscribe","topic":"board","epoch":"e","version":1e400}',
    '{"type":"subscribe","topic":"board","epoch":7,"version":1}',
    '{"type":"subscribe","topic":"board","more":NaN}',
    '{"type":"seen","topic":"board","orders":[]}',
    '{"type":"seen","topic":"board","orders":{"x":"1"}}',
    '{"a":' * 2500 + "1" + "}" * 2500,
    "9" * 5000,
]


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
async def test_a_bad_message_is_answered_with_an_error_and_the_socket_goes_on(house: House, text: str) -> None:
    screen = await house.connect()
    await screen.socket.send_str(text)
    assert (await screen.read())["code"] == "bad_message"
    assert (await screen.subscribe("board"))["type"] == "snapshot"


async def test_the_fifth_bad_message_closes_the_socket(house: House) -> None:
    screen = await house.connect()
    for _ in range(5):
        await screen.socket.send_str("no json")
    assert [(await screen.read())["code"] for _ in range(5)] == ["bad_message"] * 5
    assert await screen.read_close() == 1008


async def test_binary_frames_are_refused(house: House) -> None:
    screen = await house.connect()
    await screen.socket.send_bytes(b'{"type":"subscribe","topic":"board"}')
    answer = await screen.read()
    assert (answer["code"], answer["message"]) == ("bad_message", "binary frames are not spoken here")


async def test_a_frame_of_sixteen_kibibytes_is_read_and_a_larger_one_closes_with_1009(house: House) -> None:
    screen = await house.connect()
    message = '{"type":"subscribe","topic":"board","pad":"'
    await screen.socket.send_str(message + "x" * (16 * 1024 - len(message) - 2) + '"}')
    assert (await screen.read())["type"] == "snapshot"
    await screen.socket.send_str("x" * (16 * 1024 + 1))
    assert await screen.read_close() == 1009


@pytest.mark.parametrize("size", [64 * 1024 + 1, 4 * 1024 * 1024, 2**63 - 1])
async def test_a_huge_frame_is_answered_with_1009_while_it_is_still_coming(house: House, size: int) -> None:
    screen = await SlowScreen.connect(house, GUEST)
    await screen.read()
    await screen.send(b"\x81\xff" + size.to_bytes(8, "big") + bytes(4))
    for _ in range(4):
        await screen.send(bytes(min(size, 16 * 1024 * 1024) // 4))
        await asyncio.sleep(0.15)
    assert await screen.read() == 1009
    screen.close()


async def test_a_flood_is_answered_with_1008_while_it_is_still_coming(house: House) -> None:
    screen = await house.connect()
    for _ in range(3000):
        await screen.say(type="unsubscribe", topic="board")
    assert await screen.read_close() == 1008


async def test_a_hundred_frames_in_ten_seconds_are_fine_and_one_more_is_too_many(house: House) -> None:
    screen = await house.connect()
    for _ in range(99):
        await screen.say(type="unsubscribe", topic="board")
    assert (await screen.subscribe("board"))["code"] == "not_found"
    assert [(await screen.read())["type"] for _ in range(99)][-1] == "snapshot"
    await screen.say(type="unsubscribe", topic="board")
    assert await screen.read_close() == 1008


@pytest.mark.parametrize("word", ["ping", "pong"])
async def test_pings_and_pongs_count_as_frames(house: House, word: str) -> None:
    screen = await house.connect()
    for _ in range(101):
        await getattr(screen.socket, word)()
    assert await screen.read_close() == 1008


async def test_a_socket_watches_sixty_four_topics_and_no_more(house: House) -> None:
    screen = await house.connect(Asker(session_key="boss", kind="person", role=Role.ADMIN, person_id=1))
    house.living["boss"] = "admin"
    for number in range(64):
        assert (await screen.subscribe(f"order:{number}"))["type"] == "snapshot"
    assert (await screen.subscribe("order:64"))["code"] == "too_many"
    assert (await screen.subscribe("order:63"))["type"] == "snapshot"
    await screen.say(type="unsubscribe", topic="order:0")
    assert (await screen.subscribe("order:64"))["type"] == "snapshot"


async def test_a_session_holds_a_hundred_sockets_and_the_next_is_closed(house: House) -> None:
    screens = [await house.connect() for _ in range(100)]
    url = house.server.make_url("/live")
    headers = {"Origin": f"http://{url.host}:{url.port}", "X-Session": GUEST.session_key}
    one_more = await house.http.ws_connect(url, headers=headers)
    assert (await one_more.receive(5)).type is WSMsgType.CLOSE
    assert one_more.close_code == 1008
    await house.connect(KITCHEN_HAND)
    await screens[0].close()
    await until(lambda: house.live.socket.open.has_room(GUEST.session_key))
    assert (await house.connect()).hello["type"] == "hello"


@pytest.mark.requirement("LIVE-7")
async def test_what_a_screen_has_drawn_is_handed_on(house: House) -> None:
    screen = await house.connect(KITCHEN_HAND)
    await screen.say(type="seen", topic="kitchen", orders={"abc": 3})
    assert (await screen.read())["code"] == "not_found"
    await screen.subscribe("kitchen")
    await screen.say(type="seen", topic="kitchen", orders={"abc": 3})
    await screen.subscribe("board")
    assert house.seen == [("kitchen", {"abc": 3})]


async def test_a_failing_message_does_not_touch_other_screens(house: House) -> None:
    fine, broken = await house.connect(), await house.connect()
    await fine.subscribe("board")
    await broken.subscribe("board")
    assert broken.socket._writer is not None
    broken.socket._writer.transport.write(b"\xff\xff\xff\xff garbage")
    assert await broken.read_close() in (1002, 1006)
    await house.write("board", json.dumps("still here"))
    assert (await fine.read())["version"] == 1
