"""How soon open pages show what has changed."""

import time
from collections.abc import Awaitable, Iterator
from statistics import median

import pytest


class Prompt:
    """Waits for what an open page shows, and keeps how long that took."""

    def __init__(self) -> None:
        self.waited: list[float] = []

    async def __call__(self, expectation: Awaitable[None]) -> None:
        began = time.monotonic()
        await expectation
        self.waited.append(time.monotonic() - began)


@pytest.fixture
def prompt() -> Iterator[Prompt]:
    """Held to a second over a whole test: busy cores are late now and then, a page that is not told always is."""
    prompt = Prompt()
    yield prompt
    assert len(prompt.waited) >= 3, "too few changes to tell"
    assert median(prompt.waited) <= 1.0, prompt.waited
