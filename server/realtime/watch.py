"""Background tasks that must not die: a deaf hub is worse than a dead one, so a dead task takes the process down."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

log = structlog.get_logger()


def end_process() -> None:
    """Ask this process to end as an operator would; whoever started it starts it again."""
    os.kill(os.getpid(), signal.SIGTERM)


class Watch:
    """Starts tasks, stops them together, and calls `on_death` when one ends that should not have."""

    def __init__(self, on_death: Callable[[], None] = end_process) -> None:
        self._on_death = on_death
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def stop(self) -> None:
        tasks, self._tasks = self._tasks, set()
        while tasks:
            for task in tasks:
                task.cancel()
            # once is not enough: Python 3.11's wait_for (redis-py writes through it) can lose a cancellation
            _, tasks = await asyncio.wait(tasks, timeout=0.2)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task not in self._tasks:
            return  # stopped by us
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        log.critical("background task died", task=task.get_name(), exc_info=error)
        self._on_death()
