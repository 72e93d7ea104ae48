"""The services' own log files."""

import os
from pathlib import Path
from typing import BinaryIO

_LONGEST_BYTES = 5_000_000


def open_log(file: Path) -> BinaryIO:
    """Open a log to be written at its end by a child, readable by us alone; a long one begins anew."""
    mode = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    if file.exists() and file.stat().st_size > _LONGEST_BYTES:
        mode |= os.O_TRUNC
    return os.fdopen(os.open(file, mode, 0o600), "wb")


def tail_of(file: Path) -> str:
    """The last line that says something, and where the others are."""
    lines = file.read_text(errors="replace").strip().splitlines() if file.exists() else []
    wanted = [line for line in lines[-20:] if "FATAL" in line or "error" in line.lower()] or lines[-1:]
    return f"{wanted[-1].strip() if wanted else 'it said nothing'} (see {file})"
