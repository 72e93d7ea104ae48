"""Joining and coming back: nothing missed, nothing doubled, nothing older shown after something newer."""

import asyncio

import pytest

from tests.realtime.house import KITCHEN_HAND, House, Screen, until


async def test_what_is_written_while_the_snapshot_is_read_follows_it(house: House) -> None:
    board = house.noticeboard
    await house.write("board", "before")
    board.reading.clear()
    screen = await house.connect()
    await screen.say(type="subscribe", topic="board")
    await board.begun.wait()
    await house.write("board", "meanwhile", "and again")
    board.reading.set()
    snapshot = await screen.read()
    assert (snapshot["version"], snapshot["state"]["notes"]) == (1, 1)
    await house.write("board", "after")
    assert await screen.read_versions(4) == [2, 3, 4]


async def test_what_was_written_unseen_before_the_seat_is_in_the_snapshot(house: House) -> None:
    first = await house.connect()
    await first.subscribe("board")
    await house.write("board", "unpublished", told=False)
    second = await house.connect()
    snapshot = await second.subscribe("board")
    assert snapshot["version"] == 1, "a snapshot kept from before would show an older board than its page"


async def test_a_read_that_had_begun_before_a_joiner_came_is_not_enough_for_it(house: House) -> None:
    board = house.noticeboard
    board.reading.clear()
    first, second = await house.connect(), await house.connect()
    await first.say(type="subscribe", topic="board")
    await board.begun.wait()
    await house.write("board", "committed before the second came")
    await second.say(type="subscribe", topic="board")
    await asyncio.sleep(0.1)
    board.reading.set()
    assert (await first.read())["version"] == 0
    assert (await second.read())["version"] == 1


async def test_subscribing_again_gives_the_seat_up_until_the_answer(house: House) -> None:
    board = house.noticeboard
    screen = await house.connect()
    await screen.subscribe("board")
    await house.write("board", "one")
    assert (await screen.read())["version"] == 1
    board.begun.clear()
    board.reading.clear()
    await screen.say(type="subscribe", topic="board")
    await board.begun.wait()
    await house.write("board", "two")
    board.reading.set()
    assert [((await screen.read())["type"]) for _ in range(2)] == ["snapshot", "event"]


async def test_a_thousand_joiners_cost_one_read(house: House) -> None:
    house.noticeboard.reading.clear()
    screens = [await house.connect() for _ in range(50)]
    for screen in screens:
        await screen.say(type="subscribe", topic="board")
    await house.noticeboard.begun.wait()
    await asyncio.sleep(0.05)
    house.noticeboard.reading.set()
    assert [(await screen.read())["type"] for screen in screens] == ["snapshot"] * 50
    for screen in screens:
        await screen.say(type="unsubscribe", topic="board")
        assert (await screen.subscribe("board"))["type"] == "snapshot"
    assert house.noticeboard.reads["board"] <= 2


async def test_a_joiner_who_leaves_does_not_stop_the_read_for_others(house: House) -> None:
    house.noticeboard.reading.clear()
    leaving, staying = await house.connect(), await house.connect()
    await leaving.say(type="subscribe", topic="board")
    await house.noticeboard.begun.wait()
    await staying.say(type="subscribe", topic="board")
    goodbye = asyncio.create_task(leaving.close())
    house.noticeboard.reading.set()
    await goodbye
    assert (await staying.read())["type"] == "snapshot"
    await until(lambda: len(house.relay.hub.topics["board"].live) == 1)


async def test_a_cancelled_joiner_does_not_cancel_the_shared_read(house: House) -> None:
    joining = house.live.socket._joining
    gate = asyncio.Event()

    async def read() -> str:
        await gate.wait()
        return "read"

    first, second = [asyncio.create_task(joining._shared("same", read)) for _ in range(2)]
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    gate.set()
    assert await second == "read"


async def test_leaving_while_a_new_snapshot_is_read_leaves_no_seat(house: House) -> None:
    board = house.noticeboard
    screen = await house.connect()
    await screen.subscribe("board")
    board.begun.clear()
    board.reading.clear()
    await house.pool.execute("update database_epoch set epoch = 'restored'")
    await board.begun.wait()
    await screen.say(type="unsubscribe", topic="board")
    await until(lambda: not next(iter(house.live.socket.open._boxes)).topics)
    board.reading.set()
    await until(lambda: "board" not in house.relay.hub.topics)


@pytest.mark.requirement("LIVE-5")
async def test_coming_back_with_a_version_brings_only_what_was_missed(house: House) -> None:
    screen = await house.connect()
    epoch = (await screen.subscribe("board"))["epoch"]
    await screen.close()
    await house.write("board", "one")
    await house.write("board", "two")
    back = await house.connect()
    answer = await back.subscribe("board", epoch=epoch, version=0)
    assert answer == {"type": "resumed", "topic": "board", "epoch": epoch, "version": 0}
    await house.write("board", "three")
    assert await back.read_versions(3) == [1, 2, 3]
    assert house.noticeboard.reads["board"] == 1


async def test_coming_back_up_to_date_brings_nothing(house: House) -> None:
    await house.write("board", "one")
    screen = await house.connect()
    epoch = (await screen.subscribe("board"))["epoch"]
    assert (await screen.subscribe("board", epoch=epoch, version=1))["type"] == "resumed"
    await house.write("board", "two")
    assert (await screen.read())["version"] == 2


async def test_what_is_written_while_the_missed_events_are_read_follows_them(house: House) -> None:
    events = await house.write("board", *range(300), told=False)
    screen = await house.connect()
    await screen.say(type="subscribe", topic="board", epoch=events[0].epoch, version=0)
    for number in range(50):
        await house.write("board", number)
    assert (await screen.read())["type"] == "resumed"
    assert await screen.read_versions(350) == list(range(1, 351))


@pytest.mark.parametrize("position", [{"version": 99}, {"epoch": "other"}, {"version": 0, "pruned": True}])
async def test_an_unknown_epoch_a_version_ahead_and_one_out_of_the_window_get_a_snapshot(
    house: House, position: dict[str, object]
) -> None:
    events = await house.write("board", "one", "two")
    if position.pop("pruned", False):
        await house.pool.execute("delete from topic_events where version = 1")
    screen = await house.connect()
    answer = await screen.subscribe("board", **{"epoch": events[0].epoch, "version": 1, **position})
    assert (answer["type"], answer["version"]) == ("snapshot", 2)
    assert answer["state"]["since"] is None, "only the menu's state depends on the page"
    await house.write("board", "three")
    assert (await screen.read())["version"] == 3


@pytest.mark.parametrize(
    ("position", "since"),
    [({}, None), ({"version": 1}, -1), ({"epoch": "other", "version": 1}, -1), ({"version": 99, "ours": True}, 99)],
)
async def test_the_menu_is_told_where_the_page_stands(
    house: House, position: dict[str, object], since: int | None
) -> None:
    events = await house.write("menu", "one", "two")
    if position.pop("ours", False):
        position["epoch"] = events[0].epoch
    screen = await house.connect()
    assert (await screen.subscribe("menu", **position))["state"]["since"] == since
    assert (await (await house.connect()).subscribe("menu"))["state"]["since"] is None


async def test_a_page_that_knows_more_than_this_process_is_not_shown_something_older(house: House) -> None:
    old = await house.connect()
    await old.subscribe("board")
    events = await house.write("board", "unpublished", told=False)
    page = await house.connect()
    answer = await page.subscribe("board", epoch=events[0].epoch, version=1)
    assert (answer["type"], answer["version"]) == ("resumed", 1)


async def test_leaving_in_the_middle_of_joining_leaves_no_seat(house: House) -> None:
    house.noticeboard.reading.clear()
    screen = await house.connect(KITCHEN_HAND)
    await screen.say(type="subscribe", topic="kitchen")
    await house.noticeboard.begun.wait()
    goodbye = asyncio.create_task(screen.close())
    house.noticeboard.reading.set()
    await goodbye
    await until(lambda: "kitchen" not in house.relay.hub.topics)
    assert len(house.live.socket.open) == 0


async def test_screens_that_come_and_go_in_a_storm_of_changes_all_end_with_the_truth(
    house: House, other_house: House
) -> None:
    done = asyncio.Event()

    async def write() -> None:
        for number in range(400):
            await (house if number % 3 else other_house).write("board", number, told=number % 7 != 0)
        done.set()

    async def watch(screen: Screen, home: House, number: int) -> int:
        at, epoch = 0, ""
        truth = 0
        while not (done.is_set() and at == truth):
            position: dict[str, object] = {"epoch": epoch, "version": at} if epoch and number % 3 else {}
            frame = await screen.subscribe("board", **position)
            if frame["type"] == "snapshot":
                assert frame["state"]["notes"] == frame["version"] >= at
            at, epoch = frame["version"], frame["epoch"]
            try:
                for _ in range(number * 7):
                    frame = await screen.read(within=1.5)
                    assert (frame["type"], frame["version"]) == ("event", at + 1)
                    at += 1
            except TimeoutError:
                pass
            truth = 400
            await screen.close()
            screen = await home.connect()
        return at

    homes = [house, other_house] * 4
    watching = [asyncio.create_task(watch(await home.connect(), home, n + 1)) for n, home in enumerate(homes)]
    await write()
    assert await asyncio.wait_for(asyncio.gather(*watching), 30) == [400] * 8
