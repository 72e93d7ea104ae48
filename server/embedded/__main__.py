"""`scripts/run`: the whole shop from one command, `python -m server.embedded [--fresh]`."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from server.embedded.occupancy import DataDirIsNotOurs, DataDirIsOccupied, check_emptying
from server.embedded.processes import ServiceCannotStart
from server.embedded.supervisor import CannotRun, Plan, Supervisor, say
from server.settings import Settings, SettingsAreWrong

_MIGRATE = ("-m", "server", "migrate")
_SEED = ("-m", "server", "seed")
_SEED_THE_PAST = (*_SEED, "--products", "300", "--customers", "500", "--days", "120", "--seed", "7", "--quiet")


def announce(settings: Settings) -> None:
    """Print where everything is, once it answers."""
    base = settings.public_url
    lines = [
        "",
        f"{settings.shop_name} is ready.",
        "",
        f"  Shop     {base}/",
        f"  Kitchen  {base}/kitchen",
        f"  Board    {base}/board",
        f"  Admin    {base}/admin",
        "",
    ]
    if settings.demo:
        lines += [
            "  Demo logins, all with the password orderboard-demo:",
            "    admin@demo.test   kitchen@demo.test   customer@demo.test",
            "",
        ]
    lines += [f"  Its data is in {settings.data_dir}. Ctrl-C stops everything.", ""]
    print("\n".join(lines), flush=True)


async def supervise(plan: Plan, settings: Settings) -> None:
    """Run the plan until SIGINT, SIGTERM or the end of the terminal."""
    supervisor = Supervisor(plan, lambda: announce(settings))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, supervisor.stop)
    await supervisor.run()


def main() -> int:
    """Read the environment, run, and say in one line why not. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="scripts/run", description="Starts the whole shop on this machine.")
    parser.add_argument("--fresh", action="store_true", help="begin with an empty data folder")
    return run_shop({"DEMO": "1", **os.environ}, fresh=parser.parse_args().fresh)


def run_shop(environment: dict[str, str], *, fresh: bool = False) -> int:
    """Start services, migrate, serve, until told to stop. Returns the exit code."""
    data_dir = Path(environment.get("DATA_DIR") or "var").resolve()
    environment = {**environment, "DATA_DIR": str(data_dir)}
    try:
        if fresh:
            check_emptying(data_dir)
        settings = Settings.from_environment(environment)
        plan = Plan(
            data_dir=data_dir,
            host=settings.host,
            port=settings.port,
            environment=environment,
            preparations=(_MIGRATE, _SEED) if settings.demo else (_MIGRATE,),
            afterwards=(_SEED_THE_PAST,) if settings.demo and environment.get("DEMO_PAST") != "0" else (),
            fresh=fresh,
        )
        asyncio.run(supervise(plan, settings))
    except SettingsAreWrong as wrong:
        for problem in wrong.problems:
            say(problem)
        return 2
    except (CannotRun, ServiceCannotStart, DataDirIsOccupied, DataDirIsNotOurs) as problem:
        say(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
