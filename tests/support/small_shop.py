"""The supervisor with a stand-in for the shop: `python -m tests.support.small_shop run DATA_DIR PORT`.

Its web server says only that it is ready, so that what is tried is the supervisor and not the shop.
"""

import asyncio
import http.server
import os
import signal
import sys
from pathlib import Path

from typing_extensions import override

from server.embedded.occupancy import DataDirIsOccupied
from server.embedded.processes import ServiceCannotStart
from server.embedded.supervisor import CannotRun, Plan, Supervisor, say


class Ready(http.server.BaseHTTPRequestHandler):
    """Answers 200 to everything."""

    def do_GET(self) -> None:
        """Answer as /readyz does."""
        self.send_response(200)
        self.end_headers()

    @override
    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def serve(port: int) -> None:
    """The stand-in's web server; a forked process beside it holds nothing but its mark."""
    if os.fork() == 0:
        signal.pause()
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Ready).serve_forever()


async def run(data_dir: Path, port: int) -> None:
    """Supervise until a signal; says READY with the services' addresses."""
    plan = Plan(
        data_dir=data_dir,
        host="127.0.0.1",
        port=port,
        environment=dict(os.environ),
        preparations=(),
        web=("-m", "tests.support.small_shop", "serve", str(data_dir), str(port)),
    )
    supervisor = Supervisor(plan, lambda: print("READY", flush=True))  # noqa: T201 - what the test waits for
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, supervisor.stop)
    await supervisor.run()


if __name__ == "__main__":
    what, folder, number = sys.argv[1:]
    if what == "serve":
        serve(int(number))
    try:
        asyncio.run(run(Path(folder), int(number)))
    except (CannotRun, DataDirIsOccupied, ServiceCannotStart) as problem:
        say(str(problem))
        sys.exit(1)
