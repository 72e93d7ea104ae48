"""Waiting for what another process will do, with generous bounds: these machines are busy."""

import asyncio
import time
from collections.abc import Awaitable, Callable

SECONDS = 60.0


async def eventually(holds: Callable[[], Awaitable[bool]], what: str, within: float = SECONDS) -> None:
    """Look until it holds. Fails with `what` when it does not in time."""
    deadline = time.monotonic() + within
    while True:
        if await holds():
            return
        assert time.monotonic() < deadline, f"not within {within:.0f} s: {what}"
        await asyncio.sleep(0.1)
