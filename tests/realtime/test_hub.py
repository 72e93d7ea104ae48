"""The hub alone: every seat gets every version once and in order, whatever arrives doubled, late or not at all."""

import random

import pytest

from server.realtime.hub import Frame, Hub, Outlet, Topic

EPOCH = "e1"


class Seat:
    """An outlet that remembers what it was given."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []

    def push(self, _topic: str, wire: bytes) -> None:
        self.writes.append(wire)

    @property
    def versions(self) -> list[int]:
        return [int(number) for wire in self.writes for number in wire.split()]


class Around:
    """What the hub asks for, written down."""

    def __init__(self) -> None:
        self.flushes = 0
        self.watched: list[str] = []
        self.deserted: list[str] = []
        self.gaps: list[str] = []
        self.stranded: list[Outlet] = []

    def flush_soon(self) -> None:
        self.flushes += 1

    def topic_watched(self, topic: str) -> None:
        self.watched.append(topic)

    def topic_deserted(self, topic: str) -> None:
        self.deserted.append(topic)

    def gap_found(self, topic: str) -> None:
        self.gaps.append(topic)

    def seats_stranded(self, _topic: Topic, outlets: list[Outlet]) -> None:
        self.stranded += outlets


@pytest.fixture
def around() -> Around:
    return Around()


@pytest.fixture
def hub(around: Around) -> Hub:
    return Hub(around)


def frame(version: int, epoch: str = EPOCH, size: int = 0) -> Frame:
    return Frame("board", epoch, version, f"{version} ".encode().ljust(size))


def known_topic(hub: Hub, version: int = 0) -> Topic:
    topic = hub.hold("board")
    hub.learn("board", EPOCH, version)
    return topic


def seated(hub: Hub, topic: Topic, version: int = 0) -> Seat:
    seat = Seat()
    frames = hub.seat(topic, seat, version)
    assert frames is not None
    for kept in frames:
        seat.push("board", kept.wire)
    return seat


def test_events_of_one_turn_are_one_write(hub: Hub, around: Around) -> None:
    seat = seated(hub, known_topic(hub))
    for version in (1, 2, 3):
        hub.receive(frame(version))
    assert seat.writes == []
    assert around.flushes == 1
    hub.flush()
    assert seat.writes == [b"1 2 3 "]


def test_doubled_and_reordered_frames_reach_a_seat_once_and_in_order(hub: Hub, around: Around) -> None:
    seat = seated(hub, known_topic(hub))
    for version in (2, 1, 1, 4, 2, 3, 3, 4):
        hub.receive(frame(version))
    hub.flush()
    assert seat.versions == [1, 2, 3, 4]
    assert around.gaps


def test_a_gap_holds_back_what_follows_until_it_is_filled(hub: Hub, around: Around) -> None:
    seat = seated(hub, known_topic(hub))
    hub.receive(frame(1))
    hub.receive(frame(3))
    hub.flush()
    assert seat.versions == [1]
    assert around.gaps == ["board"]
    hub.receive(frame(2))
    hub.flush()
    assert seat.versions == [1, 2, 3]


def test_frames_that_come_before_the_version_is_known_wait_for_it(hub: Hub) -> None:
    topic = hub.hold("board")
    for version in (7, 6, 5):
        hub.receive(frame(version))
    hub.learn("board", EPOCH, 5)
    seat = seated(hub, topic, 5)
    hub.flush()
    assert seat.versions == [6, 7]


def test_a_seat_older_than_the_hub_is_given_what_it_lacks_and_no_more(hub: Hub) -> None:
    topic = known_topic(hub)
    for version in range(1, 6):
        hub.receive(frame(version))
    seat = seated(hub, topic, 3)
    hub.receive(frame(6))
    hub.flush()
    assert seat.versions == [4, 5, 6]


def test_a_seat_newer_than_the_hub_waits_and_is_not_told_what_it_has(hub: Hub) -> None:
    topic = known_topic(hub)
    old, new = seated(hub, topic, 0), seated(hub, topic, 3)
    for version in range(1, 6):
        hub.receive(frame(version))
    hub.flush()
    assert old.versions == [1, 2, 3, 4, 5]
    assert new.versions == [4, 5]


def test_a_seat_taken_in_the_middle_of_a_turn_is_not_told_twice(hub: Hub) -> None:
    topic = known_topic(hub)
    early = seated(hub, topic)
    hub.receive(frame(1))
    late = seated(hub, topic, 0)
    hub.receive(frame(2))
    hub.flush()
    assert early.versions == late.versions == [1, 2]


def test_frames_too_old_to_be_at_hand_make_no_seat(hub: Hub) -> None:
    topic = known_topic(hub)
    seated(hub, topic)
    for version in range(1, 400):
        hub.receive(frame(version))
    assert hub.seat(topic, Seat(), 1) is None
    assert hub.seat(topic, Seat(), 399) == []


def test_what_is_kept_for_latecomers_is_bounded_in_bytes(hub: Hub) -> None:
    topic = known_topic(hub)
    for version in range(1, 50):
        hub.receive(frame(version, size=64 * 1024))
    assert sum(len(kept.wire) for kept in topic.recent) <= 256 * 1024


def test_another_epoch_strands_every_seat_for_a_snapshot(hub: Hub, around: Around) -> None:
    topic = known_topic(hub)
    live, waiting = seated(hub, topic), seated(hub, topic, 9)
    hub.receive(frame(1, epoch="e2"))
    assert around.gaps == ["board"]
    hub.learn("board", "e2", 1)
    assert set(around.stranded) == {live, waiting}
    hub.receive(frame(2, epoch="e2"))
    hub.flush()
    assert live.versions == waiting.versions == []


def test_the_truth_tells_whether_the_hub_is_behind(hub: Hub) -> None:
    known_topic(hub, 3)
    assert not hub.learn("board", EPOCH, 3)
    assert hub.learn("board", EPOCH, 5)
    assert not hub.learn("board", EPOCH, 2)


def test_nobody_left_means_no_longer_listening(hub: Hub, around: Around) -> None:
    topic = known_topic(hub)
    seat = seated(hub, topic)
    hub.release(topic)
    assert (around.watched, around.deserted) == (["board"], [])
    hub.unseat("board", seat)
    assert around.deserted == ["board"]
    hub.receive(frame(1))
    hub.flush()
    assert seat.versions == []


def bring_up_to_date(hub: Hub, topic: Topic, truth: int) -> None:
    if hub.learn("board", EPOCH, truth):
        for version in range(topic.version + 1, truth + 1):
            hub.receive(frame(version))


def test_whatever_the_network_does_every_seat_sees_every_version_once_and_in_order(hub: Hub) -> None:
    chance = random.Random(7)
    topic = known_topic(hub)
    seats: list[tuple[int, Seat]] = []
    on_the_way: list[Frame] = []
    truth = 0
    for _ in range(3000):
        match chance.choice(["write", "write", "write", "deliver", "join", "flush", "compare", "leave"]):
            case "write":
                truth += 1
                on_the_way += [frame(truth)] * chance.choice([0, 1, 1, 2])
            case "deliver" if on_the_way:
                hub.receive(on_the_way.pop(chance.randrange(len(on_the_way))))
            case "join":
                position = chance.randint(topic.version - min(50, len(topic.recent)), truth)
                seats.append((position, seated(hub, topic, position)))
            case "compare":
                bring_up_to_date(hub, topic, truth)
            case "leave" if len(seats) > 150:
                hub.unseat("board", seats.pop(chance.randrange(len(seats)))[1])
            case _:
                hub.flush()
    bring_up_to_date(hub, topic, truth)
    hub.flush()
    assert len(seats) > 100
    for position, seat in seats:
        assert seat.versions == list(range(position + 1, truth + 1))
