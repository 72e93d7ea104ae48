"""Starting, recognising and ending processes of our own; nothing is ever ended by name."""

import asyncio
import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)


class ServiceCannotStart(Exception):
    """A service did not come up; the text is one line for the person who started it."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom a service runs as. Only root can choose; everybody else runs services as themselves."""

    uid: int
    gid: int


def choose_owner(folder: Path) -> Owner | None:
    """Find whom the services run as, None for ourselves.

    PostgreSQL refuses to run as root. The folder's owner wins, if it has one besides root: files made once stay
    readable when a user for PostgreSQL is added to the machine later.
    """
    if os.geteuid() != 0:
        return None
    if folder.exists() and folder.stat().st_uid != 0:
        found = folder.stat()
        return Owner(found.st_uid, found.st_gid)
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(account.pw_uid, account.pw_gid)
    raise ServiceCannotStart("PostgreSQL does not run as root, and this machine has no user 'postgres' or 'nobody'")


def make_folder(folder: Path, owner: Owner | None) -> None:
    """Make a folder only the owner can look into."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if owner is not None:
        os.chown(folder, owner.uid, owner.gid)


def _dies_with(parent: int, signal_when_orphaned: int) -> Callable[[], None]:
    def ask_the_kernel() -> None:
        # Runs in the child after its user was changed, because that clears the request.
        _libc.prctl(_PR_SET_PDEATHSIG, signal_when_orphaned)
        if os.getppid() != parent:
            os._exit(1)  # the parent died before the request was made

    return ask_the_kernel


def spawn(
    command: Sequence[str],
    *,
    cwd: Path,
    signal_when_orphaned: int,
    owner: Owner | None = None,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
    stdin: IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own that gets `signal_when_orphaned` when we die, however we die.

    `cwd` is entered before the user changes, so that it may lie under folders the owner cannot pass. Call it from a
    thread that lives as long as the program should: the kernel watches the thread, not the process.
    """
    return subprocess.Popen(
        list(command),
        cwd=cwd,
        env=dict(environment) if environment is not None else None,
        stdin=stdin if stdin is not None else subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        user=owner.uid if owner else None,
        group=owner.gid if owner else None,
        extra_groups=[] if owner else None,
        preexec_fn=_dies_with(os.getpid(), signal_when_orphaned),  # noqa: PLW1509 - three calls, no lock is taken
    )


async def wait_for(condition: Callable[[], bool], timeout_seconds: float, every_seconds: float = 0.02) -> bool:
    """Look at a condition until it holds; False if it does not within the time."""
    deadline = time.monotonic() + timeout_seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(every_seconds)
    return True


async def end_child(child: subprocess.Popen[bytes], stop_signal: int, patience_seconds: float) -> None:
    """Ask a child of ours to stop, then make it; its whole session is gone afterwards."""
    if child.poll() is None:
        child.send_signal(stop_signal)
        await wait_for(lambda: child.poll() is not None, patience_seconds)
    end_session(child.pid)
    await wait_for(lambda: child.poll() is not None, 5)


def end_session(leader: int) -> None:
    """Kill what is left of a session we started: forked web processes outlive a leader killed with -9."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # nobody is left


def is_running(pid: int) -> bool:
    """Whether a process is there and more than a zombie, which only waits for its parent to notice."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in ("Z", "X")


def find_processes_in(folder: Path, program: str) -> list[int]:
    """Find the processes of a program that work in a folder: a service's remains after its owner was killed."""
    wanted = folder.resolve()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            same = (entry / "cwd").readlink() == wanted and (entry / "comm").read_text().strip() == program
        except OSError:
            continue  # ended meanwhile, or somebody else's
        if same and is_running(int(entry.name)):
            found.append(int(entry.name))
    return found


def find_marked_processes(mark: str) -> list[int]:
    """Find the processes that carry `mark` in the environment they were started with, forked children included."""
    wanted = mark.encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            carries = wanted in (entry / "environ").read_bytes()
        except OSError:
            continue  # ended meanwhile, or somebody else's
        if carries and is_running(int(entry.name)):
            found.append(int(entry.name))
    return found


def send(pids: Iterable[int], number: int) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


async def end_remains(folder: Path, program: str, stop_signal: int, patience_seconds: float = 8) -> None:
    """End what a killed supervisor or a killed server left working in a service's folder."""
    remains = find_processes_in(folder, program)
    if not remains:
        return
    send(remains, stop_signal)
    if not await wait_for(lambda: not find_processes_in(folder, program), patience_seconds):
        send(find_processes_in(folder, program), signal.SIGKILL)
        await wait_for(lambda: not find_processes_in(folder, program), 5)


def adopt_orphans() -> None:
    """Become the parent of whatever a child of ours leaves behind, so that `bury_orphans` can reap it."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)


def bury_orphans(children: Iterable[int | None]) -> None:
    """Reap the ended processes that were adopted; `children` of our own are reaped by who started them."""
    known = set(children)
    for word in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split():
        if int(word) not in known and not is_running(int(word)):
            try:
                os.waitpid(int(word), os.WNOHANG)
            except ChildProcessError:
                continue
