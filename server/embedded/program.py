"""A program of our own that the supervisor keeps running, such as the web server."""

import secrets
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from server.embedded.processes import end_child, find_marked_processes, send, spawn, wait_for

_MARK = "ORDERBOARD_PROGRAM"


class KeptProgram:
    """`python` with arguments, in a session of its own, known by a file over the death of its supervisor."""

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        data_dir: Path,
        patience_seconds: float,
    ) -> None:
        self.name = name
        self.arguments = list(arguments)
        # Every process of this program carries the mark: it is recognised however often numbers are given out again.
        self._mark = f"{_MARK}={secrets.token_hex(16)}"
        self.environment = {**environment, _MARK: self._mark.partition("=")[2]}
        self.patience_seconds = patience_seconds
        self.record = data_dir / f"{name.replace(' ', '-')}.process"
        self._child: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start; does not wait until it answers."""
        if self._child is not None:
            await _end_marked(self._mark, patience_seconds=0)  # forked processes of one that died would hold its port
        self.record.write_text(self._mark)
        self._child = spawn(
            [sys.executable, *self.arguments],
            cwd=Path.cwd(),
            environment=self.environment,
            signal_when_orphaned=signal.SIGTERM,
        )

    async def stop(self) -> None:
        """Let it end what it is doing, then end its whole session."""
        if self._child is not None:
            await end_child(self._child, signal.SIGTERM, self.patience_seconds)
            await _end_marked(self._mark, patience_seconds=0)
        self.record.unlink(missing_ok=True)

    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def exit_code(self) -> int | None:
        return self._child.poll() if self._child else None

    @property
    def pid(self) -> int | None:
        """The number of the main process, None before the first start."""
        return self._child.pid if self._child else None

    async def end_leftover(self) -> None:
        """End what a killed supervisor left running: the processes that carry the mark of the record."""
        if self.record.exists():
            await _end_marked(self.record.read_text().strip(), patience_seconds=3)
        self.record.unlink(missing_ok=True)


async def _end_marked(mark: str, patience_seconds: float) -> None:
    if not mark.startswith(_MARK):
        return
    await wait_for(lambda: not find_marked_processes(mark), patience_seconds)
    send(find_marked_processes(mark), signal.SIGKILL)
    await wait_for(lambda: not find_marked_processes(mark), 5)
