"""What libraries log: one line of ours for an outage, the whole traceback for anything else."""

import json
import logging
import subprocess
import sys

import pytest

pytestmark = pytest.mark.requirement("OPS-4")

PROGRAM = """
import asyncio, logging, sys
import asyncpg
from server.web.logs import set_up_logs
set_up_logs("json")
try:
    raise {error}
except Exception:
    logging.getLogger({logger!r}).warning("Failed to restore the pool connection floor; retrying", exc_info=True)
"""


def lines(error: str, logger: str = "asyncpg.pool") -> list[dict[str, str]]:
    """What a process writes that logs this."""
    program = PROGRAM.format(error=error, logger=logger)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stderr.splitlines()]


@pytest.mark.parametrize(
    "error", ["ConnectionRefusedError(111)", "TimeoutError()", "asyncpg.CannotConnectNowError('x')"]
)
def test_that_the_database_is_away_is_one_line(error: str) -> None:
    (line,) = lines(error)
    assert line["event"] == "Failed to restore the pool connection floor; retrying"
    assert (line["level"], line["logger"]) == (logging.getLevelName(logging.WARNING).lower(), "asyncpg.pool")
    assert line["error"].startswith(error.split("(", maxsplit=1)[0].rpartition(".")[2])
    assert "exception" not in line


@pytest.mark.parametrize(("error", "logger"), [("KeyError('bug')", "asyncpg.pool"), ("OSError('x')", "asyncio")])
def test_anything_else_keeps_its_traceback(error: str, logger: str) -> None:
    (line,) = lines(error, logger)
    assert "Traceback" in line["exception"]
    assert error.split("(", maxsplit=1)[0] in line["exception"]
