"""Programs beside the bench: a floor, a peer, a shop, each in a process of its own, with what it has cost so far."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from server.bench.figures import CannotMeasure
from server.embedded.processes import end_child, spawn

_CLOCK_STEP_SECONDS = 1e-4
_PROCESS_CLOCK = 2
_READY_SECONDS = 20.0
_PAGE_BYTES = resource.getpagesize()


class Program:
    """A running program that listens on `port`; it ends with its stdin, so none is left behind."""

    def __init__(self, pid: int, port: int, stdin: int) -> None:
        self.pid = pid
        self.port = port
        self._stdin = stdin

    def say(self, line: str) -> None:
        """Write a line to its stdin."""
        os.write(self._stdin, f"{line}\n".encode())

    def cpu_seconds(self) -> float:
        """Processor time of all its threads, from the kernel's clock of that process (clock_getcpuclockid(3))."""
        return time.clock_gettime((~self.pid << 3) | _PROCESS_CLOCK)

    def memory_bytes(self) -> int:
        """What of it lies in memory."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * _PAGE_BYTES


def a_second(amount: float, cpu_seconds: float) -> float:
    """`amount` per processor second. Work too small for the kernel's clock to notice counts as one of its steps."""
    return amount / max(cpu_seconds, _CLOCK_STEP_SECONDS)


@asynccontextmanager
async def running(
    arguments: Sequence[str], log: Path, *, port: int, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Program]:
    """`python` with these arguments until the block ends; begun when its port answers. Raises CannotMeasure."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stdin, log.open("ab") as output:
        child = spawn(
            [sys.executable, *arguments],
            cwd=Path.cwd(),
            environment=None if environment is None else {**os.environ, **environment},
            signal_when_orphaned=signal.SIGKILL,
            output=output,
            stdin=stdin,
        )
    try:
        deadline = time.monotonic() + _READY_SECONDS
        while not await _listens(port):
            if child.poll() is not None or time.monotonic() > deadline:
                raise CannotMeasure(f"{arguments[1]} did not start: {_last_line(log)}")
            await asyncio.sleep(0.02)
        yield Program(child.pid, port, writing)
    finally:
        await end_child(child, signal.SIGTERM, 15)
        os.close(writing)


def allow_open_files(wanted: int) -> None:
    """Raise this process's limit (programs started later inherit it). Raises CannotMeasure."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise CannotMeasure(f"needs {wanted} open files, the limit is {hard} (ulimit -Hn)")
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
