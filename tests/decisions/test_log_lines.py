"""A line of the log for people: readable, one line, and nobody outside can write a second one."""

import pytest

from server.web.logs import plain_line

pytestmark = pytest.mark.requirement("OPS-4")


def line(**event: object) -> str:
    return plain_line(None, "info", {"timestamp": "2026-11-20T12:00:00Z", "level": "info", "event": "request", **event})


def test_time_level_and_what_happened_come_first() -> None:
    assert line(path="/", status=200, ms=1.5) == "2026-11-20T12:00:00Z [info] request path=/ status=200 ms=1.5"


def test_what_comes_from_outside_stays_in_its_place() -> None:
    assert line(path="/a status=500") == "2026-11-20T12:00:00Z [info] request path='/a status=500'"
    for character in ("\n", "\r", "\x1b", "\u2028"):
        assert len(line(path=f"/a{character}b").splitlines()) == 1
        assert character not in line(path=f"/a{character}b")


def test_a_traceback_stands_below_its_line() -> None:
    assert line(exception="Traceback\n  …").splitlines() == ["2026-11-20T12:00:00Z [info] request", "Traceback", "  …"]
