"""The light client tells the server's real frames apart, however the network cuts them."""

from hypothesis import given
from hypothesis import strategies as st

from server.bench.wire import FrameCutter, example_event
from server.realtime.frames import (
    PING,
    RESTARTING,
    close_frame,
    error_frame,
    event_frame,
    heartbeat_frame,
    hello_frame,
    resumed_frame,
    snapshot_frame,
)

FRAMES = [
    (hello_frame(1), "hello"),
    (heartbeat_frame(1), "heartbeat"),
    (snapshot_frame("board", "e", 1, "{}"), "snapshot"),
    (snapshot_frame("board", "e", 1, '"' + "x" * 70_000 + '"'), "snapshot"),
    (resumed_frame("board", "e", 1), "resumed"),
    (event_frame(example_event("e", 2)).wire, "event"),
    (error_frame("board", "not_found", "no"), "error"),
    (PING, "ping"),
    (close_frame(RESTARTING), "close"),
]


@given(st.lists(st.sampled_from(FRAMES), max_size=6), st.lists(st.integers(1, 90_000), max_size=8))
def test_frames_are_told_apart_however_they_are_cut(frames: list[tuple[bytes, str]], sizes: list[int]) -> None:
    stream = b"".join(wire for wire, _ in frames)
    cutter, told = FrameCutter(), []
    for size in [*sizes, len(stream)]:
        told += cutter.cut(stream[:size])
        stream = stream[size:]
    told += cutter.cut(stream)
    assert told == [kind for _, kind in frames]
