"""One owner per DATA_DIR at a time."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK = "occupied"
# What marks a folder as a shop's, so that --fresh empties no other.
_MARKS = (_LOCK, "secret-key")


class DataDirIsOccupied(Exception):
    """Another process runs its services in this DATA_DIR."""

    def __init__(self, data_dir: Path, pid: str) -> None:
        super().__init__(f"DATA_DIR {data_dir} is in use by process {pid}; stop that one or set another DATA_DIR")


class DataDirIsNotOurs(Exception):
    """The folder that should be emptied holds something else than a shop."""


@contextmanager
def occupied(data_dir: Path) -> Iterator[None]:
    """Hold DATA_DIR for the length of the block; the kernel lets go when the holder dies, however it dies.

    Raises DataDirIsOccupied.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / _LOCK).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise DataDirIsOccupied(data_dir, lock.read().strip() or "?") from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def is_occupied(data_dir: Path) -> bool:
    """Whether somebody else holds DATA_DIR now."""
    try:
        with occupied(data_dir):
            return False
    except DataDirIsOccupied:
        return True


def check_emptying(data_dir: Path) -> None:
    """Refuse a folder that is neither empty nor a shop's. Raises DataDirIsNotOurs."""
    if data_dir.exists() and any(data_dir.iterdir()) and not any((data_dir / mark).exists() for mark in _MARKS):
        raise DataDirIsNotOurs(f"{data_dir} does not look like a data folder of a shop; it is left as it is")


def empty(data_dir: Path) -> None:
    """Remove everything in a DATA_DIR that we hold, but the lock."""
    for entry in data_dir.iterdir():
        if entry.name == _LOCK:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
