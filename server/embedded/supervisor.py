"""Keeps PostgreSQL, Redis and the web server running for one DATA_DIR, and ends with all of them.

Order of a start: hold DATA_DIR, end what a killed supervisor left, look at the port, services, preparations
(migrations, demo), web; what may wait runs behind it. Order of the end: web, Redis, PostgreSQL. Should this process be
killed, the kernel tells its children to end (see `spawn`), and the next start ends what did not listen.
"""

import asyncio
import math
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from server.embedded.keepsakes import is_free
from server.embedded.occupancy import empty, occupied
from server.embedded.postgres import EmbeddedPostgres
from server.embedded.processes import ServiceCannotStart, adopt_orphans, bury_orphans, end_child, spawn, wait_for
from server.embedded.program import KeptProgram
from server.embedded.redis import EmbeddedRedis

_LOOK_EVERY_SECONDS = 0.1
_LONGEST_DELAY_SECONDS = 4.0
# What lived that long had started well: it is started again at once.
_STEADY_SECONDS = 10.0
# Requests in flight get 30 s from the web server itself.
_WEB_PATIENCE_SECONDS = 35.0
_BEHIND_NICENESS = 10


class CannotRun(Exception):
    """The shop cannot be started; the text is one line for the person who started it."""


class Kept(Protocol):
    """Something that is started again when it ends."""

    @property
    def name(self) -> str: ...
    @property
    def pid(self) -> int | None: ...
    async def start(self) -> object: ...
    async def stop(self) -> None: ...
    def alive(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to run. `environment` is the programs' own; URLs set in it replace the embedded services."""

    data_dir: Path
    host: str
    port: int
    environment: Mapping[str, str]
    preparations: Sequence[Sequence[str]] = (("-m", "server", "migrate"), ("-m", "server", "seed"))
    web: Sequence[str] = ("-m", "server", "serve")
    # run once the web server is ready, one after the other, at low priority; when one fails the shop runs on
    afterwards: Sequence[Sequence[str]] = ()
    fresh: bool = False


class Supervisor:
    """Runs a plan until it is told to stop. `on_ready` is called once, when the web server says it is ready."""

    def __init__(self, plan: Plan, on_ready: Callable[[], None]) -> None:
        self._plan = plan
        self._on_ready = on_ready
        self._stopping = asyncio.Event()
        self._environment = {**plan.environment, "DATA_DIR": str(plan.data_dir)}
        self._kept: list[Kept] = []
        self._step: int | None = None

    def stop(self) -> None:
        """Ask for the end; the first call counts, more of them change nothing."""
        self._stopping.set()

    async def run(self) -> None:
        """Run until `stop`. Raises CannotRun, DataDirIsOccupied, ServiceCannotStart when the start fails."""
        adopt_orphans()
        with occupied(self._plan.data_dir):
            work = asyncio.create_task(self._work())
            told = asyncio.create_task(self._stopping.wait())
            try:
                await asyncio.wait({work, told}, return_when=asyncio.FIRST_COMPLETED)
                if work.done():
                    work.result()
            finally:
                told.cancel()
                work.cancel()
                await asyncio.wait({work})
                for kept in reversed(self._kept):
                    await kept.stop()
                bury_orphans([])

    async def _work(self) -> None:
        plan = self._plan
        web = KeptProgram("web server", plan.web, self._environment, plan.data_dir, _WEB_PATIENCE_SECONDS)
        await web.end_leftover()
        try:
            free = is_free(plan.host, plan.port)
        except OSError as problem:
            raise CannotRun(f"HOST {plan.host} cannot be used: {problem.strerror}") from problem
        if not free:
            raise CannotRun(f"PORT {plan.port} on {plan.host} is in use by another program; set another PORT")
        await self._start_services()
        for arguments in plan.preparations:
            await self._prepare(arguments)
        web.environment.update(self._environment)
        self._kept.append(web)
        await web.start()
        await self._wait_until_ready(web)
        self._on_ready()
        async with asyncio.TaskGroup() as watches:
            for kept in self._kept:
                watches.create_task(self._keep(kept))
            watches.create_task(self._bury())
            watches.create_task(self._run_behind())

    async def _start_services(self) -> None:
        postgres, redis = EmbeddedPostgres(self._plan.data_dir), EmbeddedRedis(self._plan.data_dir)
        if self._plan.fresh:
            # Stopping first: what a killed supervisor left may still be writing.
            await asyncio.gather(postgres.stop(), redis.stop())
            empty(self._plan.data_dir)
        wanted: list[tuple[str, EmbeddedPostgres | EmbeddedRedis]] = [("DATABASE_URL", postgres), ("REDIS_URL", redis)]
        chosen = [(name, service) for name, service in wanted if not self._environment.get(name)]
        self._kept.extend(service for _, service in chosen)
        urls = await asyncio.gather(*(service.start() for _, service in chosen))
        self._environment.update((name, url) for (name, _), url in zip(chosen, urls, strict=True))

    async def _prepare(self, arguments: Sequence[str]) -> None:
        if await self._run_to_its_end(arguments) != 0:
            raise CannotRun(f"`python {' '.join(arguments)}` failed")

    async def _run_behind(self) -> None:
        """What is missing afterwards is found by the next start, so a failure is said and no more."""
        for arguments in self._plan.afterwards:
            if await self._run_to_its_end(arguments, niceness=_BEHIND_NICENESS) != 0:
                say(f"`python {' '.join(arguments)}` failed; the next start tries again")

    async def _run_to_its_end(self, arguments: Sequence[str], *, niceness: int = 0) -> int:
        """Run a step and give its exit code; it ends with us."""
        step = spawn(
            [sys.executable, *arguments],
            cwd=Path.cwd(),
            environment=self._environment,
            signal_when_orphaned=signal.SIGTERM,
        )
        self._step = step.pid
        try:
            if niceness:
                os.setpriority(os.PRIO_PROCESS, step.pid, niceness)
            await wait_for(lambda: step.poll() is not None, math.inf)
        finally:
            await end_child(step, signal.SIGTERM, 5)
            self._step = None
        return int(step.returncode)

    async def _wait_until_ready(self, web: KeptProgram) -> None:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._plan.host, self._plan.host)  # noqa: S104 - not bound
        while not await _says_ready(host, self._plan.port):
            if not web.alive():
                raise CannotRun(f"the web server ended while starting (exit code {web.exit_code()})")
            await asyncio.sleep(0.05)

    async def _keep(self, kept: Kept) -> None:
        delay = 0.0
        while True:
            since = time.monotonic()
            await wait_for(lambda: not kept.alive(), math.inf, _LOOK_EVERY_SECONDS)
            steady = time.monotonic() - since > _STEADY_SECONDS
            delay = 0.0 if steady else min(max(2 * delay, 0.25), _LONGEST_DELAY_SECONDS)
            say(f"{kept.name} ended; it is started again")
            await asyncio.sleep(delay)
            try:
                await kept.start()
            except (ServiceCannotStart, OSError) as problem:
                say(str(problem))

    async def _bury(self) -> None:
        while True:
            await asyncio.sleep(1)
            bury_orphans([self._step, *(kept.pid for kept in self._kept)])


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(f"orderboard: {text}", file=sys.stderr, flush=True)


async def _says_ready(host: str, port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    try:
        writer.write(f"GET /readyz HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        async with asyncio.timeout(5):
            return b" 200 " in await reader.readline()
    except (OSError, TimeoutError):
        return False
    finally:
        writer.close()
