"""What a service keeps between two starts: its password and its port."""

import os
import random
import secrets
import socket
from pathlib import Path

# Below the ports that systems lend to outgoing connections (Linux from 32768, others from 49152): one of those may be
# somebody's for the moment in which a service that ended is started again.
_CHOICE = range(20_000, 32_768)


def keep_password(file: Path) -> str:
    """Read the password kept in a file; made on the first call, readable by us alone."""
    if not file.exists():
        making = file.with_suffix(".new")
        making.unlink(missing_ok=True)
        with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as writing:
            writing.write(secrets.token_urlsafe(24))
        making.rename(file)  # whole or not at all
    return file.read_text().strip()


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen at host and port now."""
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError:
                return False
    return True


def find_free_port() -> int:
    """A loopback port nobody listens at, and no outgoing connection will be given meanwhile."""
    for port in random.sample(_CHOICE, 100):
        if is_free("127.0.0.1", port):
            return port
    with socket.socket() as probe:  # a crowded machine: whatever the system has left
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def keep_port(file: Path) -> int:
    """Read the loopback port kept in a file; another one is chosen and kept when that is taken by somebody."""
    if file.exists():
        port = int(file.read_text())
        if is_free("127.0.0.1", port):
            return port
    port = find_free_port()
    file.write_text(f"{port}\n")
    return port
