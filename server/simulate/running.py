"""One run: is there a shop, who works in it, who comes in; then the doors close and everything is looked at again."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from urllib.parse import urlsplit

import uvloop

from server.bench.programs import allow_open_files
from server.history import ADMIN, BOARD, KITCHEN, MENU
from server.settings import Settings
from server.simulate.asking import Browser
from server.simulate.house import House, is_news, orders_in
from server.simulate.judging import judge
from server.simulate.kitchen import Crew
from server.simulate.pace import Pace
from server.simulate.reporting import report
from server.simulate.rush import Rush, Wish
from server.simulate.selling_out import sell_out_now_and_then
from server.soak.asking import NoAnswer
from server.soak.copies import Json
from server.soak.screens import Screen
from shop.demo.seeding import PASSWORD as DEMO_PASSWORD

_BOARDS, _MENUS = 3, 3
_OPEN_FILES = 4096


class CannotSimulate(Exception):
    """There is nothing to drive; the text is one line for the person who started it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The report, and how many things were wrong."""

    report: str
    wrong: int


def url_of(settings: Settings) -> str:
    """The running shop's own address, by HOST and PORT."""
    host = {"0.0.0.0": "127.0.0.1", "::": "127.0.0.1", "": "127.0.0.1"}.get(settings.host, settings.host)  # noqa: S104 - only compared
    return f"http://{host}:{settings.port}"


def account(role: str, email: str | None, password: str | None, environ: Mapping[str, str]) -> tuple[str, str]:
    """E-mail and password as given, from the environment, or the demo's."""
    name = role.upper()
    return (
        email or environ.get(f"{name}_EMAIL") or f"{role}@demo.test",
        password or environ.get(f"{name}_PASSWORD") or DEMO_PASSWORD,
    )


def simulate(wish: Wish) -> int:
    """Run and report: 1 when something was wrong, 2 when there was nothing to run against."""
    try:
        outcome = uvloop.run(_run_until_told(wish))
    except CannotSimulate as problem:
        print(f"orderboard: {problem}", file=sys.stderr)
        return 2
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("orderboard: stopped at once; orders may stand unfinished", file=sys.stderr)
        return 1
    print(outcome.report)
    return 1 if outcome.wrong else 0


async def _run_until_told(wish: Wish) -> Outcome:
    """Ctrl-C and SIGTERM close the doors; a second one ends it at once."""
    pace, task, loop = Pace(wish.speed), asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None

    def close() -> None:
        if pace.is_closing:
            task.cancel()
        pace.close()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, close)
    return await run_simulation(wish, pace, partial(print, flush=True))


async def run_simulation(wish: Wish, pace: Pace, say: Callable[[str], None]) -> Outcome:
    """The whole run until its minutes are over or `pace` is closed. Raises CannotSimulate."""
    url, port = _loopback(wish.url)
    allow_open_files(_OPEN_FILES)
    house, began = House(url, port, pace), time.monotonic()
    try:
        staff = await log_in(house, wish.kitchen)
        if staff is None:
            raise CannotSimulate(
                f"the kitchen's log-in was refused for {wish.kitchen[0]}; "
                "name another with --kitchen-email and --kitchen-password, or KITCHEN_EMAIL and KITCHEN_PASSWORD"
            )
        await _check_it_is_open(staff)
        manager = await log_in(house, wish.manager)
        crew = Crew(house, staff, wish.cooks, wish.seed)
        rush = Rush(house, crew, manager, wish, say)
        async with _looked_at(house, crew, staff, manager) as screens:
            await rush.run(partial(sell_out_now_and_then, house, staff, crew.orders, wish.seed))
            await judge(house, rush.visits, screens)
        versions = _versions(screens)
    except NoAnswer:
        raise CannotSimulate(f"no shop answers at {url}; start it with scripts/run, or name it with --url") from None
    finally:
        await house.close()
    cut_off = {name: count for name, count in house.record.counts.items() if name.startswith("cut off")}
    return Outcome(report(house.tally, versions, cut_off, time.monotonic() - began), len(house.tally.wrong))


def _loopback(url: str) -> tuple[str, int]:
    """The address without a path, and its port. Raises CannotSimulate for every other machine."""
    try:
        parts = urlsplit(url if "//" in url else f"http://{url}")
        host, port = parts.hostname or "", parts.port or 80
        local = host == "localhost" or ip_address(host) == ip_address("127.0.0.1")
    except ValueError:
        local, parts, port = False, urlsplit(""), 0
    if not local or parts.scheme != "http":
        raise CannotSimulate(f"only a shop of this machine is simulated, such as http://127.0.0.1:8080, not {url}")
    return f"http://127.0.0.1:{port}", port


async def log_in(house: House, account: tuple[str, str]) -> Browser | None:
    """A browser of this account, None when it is let in neither as kitchen nor as admin."""
    browser = house.browser()
    fields = [("email", account[0]), ("password", account[1])]
    answer = await browser.enter("/login", fields)
    return browser if answer.is_fine and answer.shape.get("role") in ("kitchen", "admin") else None


async def _check_it_is_open(staff: Browser) -> None:
    """Raises CannotSimulate while nothing can be ordered here."""
    answer = await staff.get("checkout", "/checkout")
    if answer.refusal == "closed":
        raise CannotSimulate(f"the shop is closed: {answer.shape['detail']}")
    if not answer.is_fine or "counter" not in answer.shape.get("payments", ()):
        raise CannotSimulate("the shop takes no money at the counter, and guests of a simulation have no other")


@asynccontextmanager
async def _looked_at(house: House, crew: Crew, staff: Browser, manager: Browser | None) -> AsyncIterator[list[Screen]]:
    """The kitchen's wall, boards, open menus, and a dashboard, as long as the block lasts."""

    def board(number: int) -> Callable[[Json], None]:
        def hear(frame: Json) -> None:
            at = time.monotonic()
            for order in orders_in(frame):
                house.tally.hear(f"board {number}", order, at, is_news=is_news(frame))

        return hear

    eyes: list[tuple[str, str, Callable[[Json], None] | None]] = [(staff.cookie, KITCHEN, crew.hear)]
    eyes += [("", BOARD, board(number)) for number in range(_BOARDS)]
    eyes += [("", MENU, None)] * _MENUS
    if manager is not None:
        eyes.append((manager.cookie, ADMIN, None))
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(house.watching(cookie, (topic,), heard)) for cookie, topic, heard in eyes
        ]


def _versions(screens: list[Screen]) -> dict[str, tuple[int, int]]:
    """Of each topic: how many events were told, and up to which version, on the screen that was told most."""
    told: dict[str, tuple[int, int]] = {}
    for screen in screens:
        for topic, copy in screen.copies.items():
            if copy.position is not None:
                told[topic] = max(told.get(topic, (0, 0)), (copy.events, copy.position[1]))
    return told
