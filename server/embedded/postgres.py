"""An own PostgreSQL under DATA_DIR."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from server.embedded.binaries import find_postgres, within_reach
from server.embedded.keepsakes import keep_password, keep_port
from server.embedded.logs import open_log, tail_of
from server.embedded.processes import (
    Owner,
    ServiceCannotStart,
    choose_owner,
    end_child,
    end_remains,
    find_processes_in,
    make_folder,
    spawn,
    wait_for,
)

# The cluster is named by the working directory: it then works under folders its user cannot pass.
_HERE = "/proc/self/cwd"
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "jit": "off",  # statements here take milliseconds; compiling them takes longer
}
# For tests: a crash of the machine may lose everything, a crash of the server nothing.
_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",  # it would hold on to the template that tests copy
    "shared_buffers": "64MB",
    "max_connections": "200",
}


class EmbeddedPostgres:
    """PostgreSQL from its wheel: `start()` gives the URL, also after a crash and on the same port."""

    name = "PostgreSQL"

    def __init__(self, data_dir: Path, *, durable: bool = True, database: str = "orderboard") -> None:
        self.folder = data_dir.resolve() / "postgres"
        self.cluster = self.folder / "cluster"
        self.durable = durable
        self.database = database
        self._port: int | None = None
        self._child: subprocess.Popen[bytes] | None = None

    async def start(self) -> str:
        """Start, making the cluster on the first call, and wait until it answers. Returns the URL.

        Raises ServiceCannotStart. What a killed owner left running in the same folder is ended first.
        """
        make_folder(self.folder, None)
        owner = choose_owner(self.cluster)
        await self._end_remains()
        programs = self._programs(owner)
        if not (self.cluster / "PG_VERSION").exists():
            await asyncio.to_thread(self._make_cluster, programs, owner)
        # Nobody works in this folder: the file is of a killed server, and its number may be somebody else's by now.
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        settings = {**_SETTINGS, **({} if self.durable else _FORGETFUL)}
        for _attempt in range(3):
            # A port once handed out is kept for good: others hold the URL.
            port = self._port or keep_port(self.folder / "port")
            with open_log(self.folder / "log") as log:
                self._child = spawn(
                    [str(programs / "postgres"), "-D", _HERE, "-p", str(port)]
                    + [word for name, value in settings.items() for word in ("-c", f"{name}={value}")],
                    cwd=self.cluster, owner=owner, environment=_ENVIRONMENT, output=log,
                    signal_when_orphaned=signal.SIGINT,
                )  # fmt: skip
            if await self._is_ready():
                self._port = port
                return self.url()
        raise ServiceCannotStart(f"PostgreSQL did not start: {tail_of(self.folder / 'log')}")

    async def stop(self) -> None:
        """Stop quickly and cleanly: open transactions are rolled back."""
        if self._child is not None:
            await end_child(self._child, signal.SIGINT, 20)
        await self._end_remains()

    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def pid(self) -> int | None:
        """The number of the main process, None before the first start."""
        return self._child.pid if self._child else None

    def url(self) -> str:
        """The address with its password, from what is kept in the folder; also of one that another process runs."""
        port = (self.folder / "port").read_text().strip()
        return f"postgresql://app:{keep_password(self.folder / 'password')}@127.0.0.1:{port}/{self.database}"

    async def _end_remains(self) -> None:
        """A whole server ends with a checkpoint; backends that lost theirs have nothing to write and go at once."""
        file = self.cluster / "postmaster.pid"
        leader = file.read_text().partition("\n")[0] if file.exists() else ""
        if leader.isdigit() and int(leader) in find_processes_in(self.cluster, "postgres"):
            await end_remains(self.cluster, "postgres", signal.SIGINT, 8)
        else:
            await end_remains(self.cluster, "postgres", signal.SIGQUIT, 1)

    def _programs(self, owner: Owner | None) -> Path:
        found = find_postgres()
        libraries = found.parent.parent.with_name(found.parent.parent.name + ".libs")
        if libraries.exists():  # the wheel keeps shared libraries beside the package
            package = found.parent.parent
            return within_reach(owner, found / "postgres", [package, libraries]).parent
        return within_reach(owner, found / "postgres", [found.parent]).parent

    async def _is_ready(self) -> bool:
        status = self.cluster / "postmaster.pid"

        def knows() -> bool:
            lines = status.read_text().splitlines() if status.exists() else []
            return not self.alive() or (len(lines) > 7 and lines[7].strip() == "ready")

        # Recovery after a crash takes its time; a server that gives up ends, and that is seen at once.
        await wait_for(knows, 120)
        return self.alive()

    def _make_cluster(self, programs: Path, owner: Owner | None) -> None:
        """Make a cluster with its database in a folder aside; it gets its name when it is whole."""
        for unfinished in self.folder.glob("cluster.*.new"):
            shutil.rmtree(unfinished, ignore_errors=True)
        making = self.folder / f"cluster.{os.getpid()}.new"
        make_folder(making, owner)
        with tempfile.TemporaryFile() as password:
            password.write(keep_password(self.folder / "password").encode() + b"\n")
            password.flush()
            if owner is not None:
                os.fchown(password.fileno(), owner.uid, owner.gid)
            self._run(
                [str(programs / "initdb"), "-D", _HERE, "-U", "app", "-E", "UTF8", *_locale(programs),
                 "--auth=scram-sha-256", f"--pwfile=/proc/self/fd/{password.fileno()}"]
                + ([] if self.durable else ["--no-sync"]),
                making, owner, pass_fds=(password.fileno(),),
            )  # fmt: skip
        create = f'CREATE DATABASE "{self.database}"\n'.encode()
        forgetful = [] if self.durable else ["-F"]
        self._run([str(programs / "postgres"), "--single", *forgetful, "-D", _HERE, "postgres"], making, owner, create)
        making.rename(self.cluster)

    def _run(
        self,
        command: list[str],
        cwd: Path,
        owner: Owner | None,
        text: bytes = b"",
        pass_fds: tuple[int, ...] = (),
    ) -> None:
        with open_log(self.folder / "log") as log:
            ended = subprocess.run(
                command, cwd=cwd, input=text, stdout=log, stderr=log, env=_ENVIRONMENT, pass_fds=pass_fds, check=False,
                user=owner.uid if owner else None, group=owner.gid if owner else None,
                extra_groups=[] if owner else None,
            )  # fmt: skip
        if ended.returncode != 0:
            raise ServiceCannotStart(f"PostgreSQL's folder could not be made: {tail_of(self.folder / 'log')}")


def _locale(programs: Path) -> list[str]:
    """The words that give initdb the C.UTF-8 order: the same on every machine, known to PostgreSQL itself from 17."""
    version = subprocess.run([str(programs / "initdb"), "--version"], capture_output=True, text=True, check=True)
    major = int(version.stdout.split()[2].split(".")[0])
    return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else ["--locale=C.UTF-8"]
