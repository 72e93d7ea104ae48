"""What the application takes for now, where a test has a say in it."""

from datetime import UTC, datetime, timedelta

from server.access.clock import utc_now

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""A Friday; 13:00 in Berlin."""


class SetClock:
    """It stands where the test puts it."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class MovableClock:
    """The real time, put forward by `ahead`."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead
