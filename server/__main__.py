"""The command line: `python -m server <command>` (contract.md, «Commands»).

A start runs three commands before the shop is ready: each imports only what it needs itself.
"""

from __future__ import annotations

import argparse
import getpass
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import uvloop

from server import VERSION
from server.access.clock import utc_now
from server.database.migrations import migrate
from server.embedded.__main__ import run_shop
from server.embedded.borrowing import borrowed_services
from server.settings import Settings, SettingsAreWrong
from server.soak.running import Wish as SoakWish
from server.soak.running import soak
from server.web.logs import set_up_logs

if TYPE_CHECKING:
    Subcommands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse names it no other way


def main() -> int:
    """Parse, read the environment, run one command; the process's exit code."""
    arguments = _parser().parse_args()
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsAreWrong as wrong:
        for problem in wrong.problems:
            print(f"orderboard: {problem}", file=sys.stderr)
        return 2
    set_up_logs(settings.log_format)
    command: Callable[[Settings, argparse.Namespace], int] = arguments.command
    return command(settings, arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m server", description="A café's online shop and its live order boards."
    )
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, run, words in (
        ("serve", _serve, "serve the shop and its boards (WORKERS processes and one worker)"),
        ("worker", _worker, "run the background jobs alone"),
        ("migrate", _migrate, "bring the database's schema up to date"),
        ("config", _config, "print the settings in force, secrets masked"),
    ):
        commands.add_parser(name, help=words, description=words).set_defaults(command=run)
    _add_seed(commands)
    words = "make an admin, or make an existing account one"
    create = commands.add_parser("create-admin", help=words, description=words)
    create.add_argument("--email", required=True)
    create.add_argument("--name", default="", help="full name, for a new account")
    create.add_argument("--password", default="", help="asked for when left out; ADMIN_PASSWORD works too")
    create.set_defaults(command=_create_admin)
    words = "measure the shop beside its floors, on services and data of the bench's own"
    measure = commands.add_parser("bench", help=words, description=words)
    measure.add_argument("scenarios", nargs="*", metavar="P1", help="which figures; all, if none is named")
    measure.add_argument("--quick", action="store_true", help="small numbers: whether it runs, not how fast")
    measure.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    measure.set_defaults(command=_bench)
    words = "kill services and servers under load, in a shop made for it, and see that every screen ends with the truth"
    sabotage = commands.add_parser("soak", help=words, description=words)
    sabotage.add_argument("--changes", type=_amount, default=20_000, help="acknowledged changes of orders (20000)")
    sabotage.add_argument("--clients", type=_amount, default=200, help="live screens (200)")
    sabotage.add_argument("--rounds", type=_amount, default=4, help="how often each of the three is killed (4)")
    sabotage.add_argument("--rate", type=_amount, default=80, help="changes a second at most (80)")
    sabotage.add_argument("--seconds", type=_amount, default=1_200, help="give up after this long (1200)")
    sabotage.set_defaults(command=_soak)
    _add_simulate(commands)
    return parser


def _add_seed(commands: Subcommands) -> None:
    words = "load the demo shop once; with a number, its past as well: further products, customers, orders"
    seed = commands.add_parser("seed", help="load the demo shop once", description=words)
    seed.add_argument("--products", type=_amount, help="products in all (300)")
    seed.add_argument("--customers", type=_amount, help="customers with a past (500)")
    seed.add_argument("--days", type=_amount, help="days of past orders, up to the last midnight (120)")
    seed.add_argument("--orders", type=_amount, help="past orders in all (what a café takes in those days)")
    seed.add_argument("--seed", type=int, help="the same number gives the same rows (7)")
    seed.add_argument("--quiet", action="store_true", help="say nothing of what is there already")
    seed.set_defaults(command=_seed)


def _add_simulate(commands: Subcommands) -> None:
    words = "a rush hour in the running shop: guests order, a kitchen cooks, screens look on, over HTTP and /live"
    rush = commands.add_parser("simulate", help="drive the running shop through a rush hour", description=words)
    rush.add_argument("--url", help="the shop's address, on this machine (the one of HOST and PORT)")
    rush.add_argument("--minutes", type=_positive, default=10.0, help="how long guests come in (10)")
    rush.add_argument("--customers", type=_positive, help="how many come an hour at the peak (120 x speed)")
    rush.add_argument("--cooks", type=_amount, default=6, help="how many tickets are made at once (6)")
    rush.add_argument("--speed", type=_positive, default=1.0, help="10: kitchen and guests are ten times as fast (1)")
    rush.add_argument("--seed", type=int, default=7, help="the same number gives the same guests and wishes (7)")
    for who, words in (("kitchen", "whose log-in the kitchen uses"), ("admin", "who clears what nobody collects")):
        rush.add_argument(f"--{who}-email", help=f"{words} ({who.upper()}_EMAIL, else the demo's)")
        rush.add_argument(f"--{who}-password", help=f"({who.upper()}_PASSWORD, else the demo's)")
    rush.set_defaults(command=_simulate)


def _positive(text: str) -> float:
    """A number above nothing, for argparse."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return number


def _amount(text: str) -> int:
    """A whole number from 1, for argparse, which words the refusal."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)


def _on_services(settings: Settings, use: Callable[[Settings], Awaitable[int]]) -> int:
    """With the services that were named, else with those of the running shop in DATA_DIR, else started for this."""

    async def run() -> int:
        async with borrowed_services(
            settings.data_dir, database_url=settings.database_url, redis_url=settings.redis_url
        ) as urls:
            return await use(replace(settings, database_url=urls.database_url, redis_url=urls.redis_url))

    return uvloop.run(run())


def _serve(settings: Settings, _arguments: argparse.Namespace) -> int:
    if settings.database_url is None or settings.redis_url is None:
        return run_shop(dict(os.environ))
    from server.serving import run_processes, serve  # noqa: PLC0415 - imports of its own

    if settings.workers > 1:
        return run_processes(settings)
    return uvloop.run(serve(settings))


def _worker(settings: Settings, _arguments: argparse.Namespace) -> int:
    from server.serving import work  # noqa: PLC0415 - imports of its own

    return _on_services(settings, work)


def _migrate(settings: Settings, _arguments: argparse.Namespace) -> int:
    async def run(settings: Settings) -> int:
        for name in await migrate(str(settings.database_url)):
            print(f"applied {name}")
        return 0

    return _on_services(settings, run)


def _seed(settings: Settings, arguments: argparse.Namespace) -> int:
    from shop.demo.seeding import seed_demo  # noqa: PLC0415 - imports of its own

    given = {
        name: getattr(arguments, name)
        for name in ("products", "customers", "days", "orders", "seed")
        if getattr(arguments, name) is not None
    }

    async def run(settings: Settings) -> int:
        await seed_demo(str(settings.database_url))
        return await _load_past(settings, given, quiet=arguments.quiet) if given else 0

    return _on_services(settings, run)


async def _load_past(settings: Settings, given: dict[str, int], *, quiet: bool) -> int:
    from shop.demo.composing import TooManyProducts  # noqa: PLC0415 - imports of its own
    from shop.demo.loading import Wish, load_past  # noqa: PLC0415 - imports of its own

    try:
        async for stage in load_past(settings, Wish(**given), utc_now()):
            if stage.added or not quiet:
                print(stage.words, flush=True)
    except TooManyProducts as problem:
        print(f"orderboard: {problem}", file=sys.stderr)
        return 1
    return 0


def _create_admin(settings: Settings, arguments: argparse.Namespace) -> int:
    from shop.accounts.granting import create_admin  # noqa: PLC0415 - imports of its own

    password = arguments.password or os.environ.get("ADMIN_PASSWORD", "")
    if not password and sys.stdin.isatty():
        password = getpass.getpass("Password for the new admin (empty when the account exists): ")

    async def run(settings: Settings) -> int:
        await migrate(str(settings.database_url))
        print(await create_admin(str(settings.database_url), arguments.email, arguments.name, password))
        return 0

    return _on_services(settings, run)


def _config(settings: Settings, _arguments: argparse.Namespace) -> int:
    for name, value in settings.shown().items():
        print(f"{name}={value}")
    return 0


def _bench(settings: Settings, arguments: argparse.Namespace) -> int:
    from server.bench.running import bench  # noqa: PLC0415 - imports of its own

    return bench(settings, arguments.scenarios, quick=arguments.quick, json_file=arguments.json)


def _soak(_settings: Settings, arguments: argparse.Namespace) -> int:
    return soak(
        SoakWish(
            changes=arguments.changes,
            clients=arguments.clients,
            rounds=arguments.rounds,
            rate=arguments.rate,
            seconds=arguments.seconds,
        )
    )


def _simulate(settings: Settings, arguments: argparse.Namespace) -> int:
    from server.simulate.running import account, simulate, url_of  # noqa: PLC0415 - imports of its own
    from server.simulate.rush import Wish  # noqa: PLC0415 - imports of its own

    return simulate(
        Wish(
            url=arguments.url or url_of(settings),
            minutes=arguments.minutes,
            customers=arguments.customers,
            cooks=arguments.cooks,
            speed=arguments.speed,
            seed=arguments.seed,
            kitchen=account("kitchen", arguments.kitchen_email, arguments.kitchen_password, os.environ),
            manager=account("admin", arguments.admin_email, arguments.admin_password, os.environ),
        )
    )


if __name__ == "__main__":
    # a supervisor's SIGINT to the whole group and its SIGTERM mean the same
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
