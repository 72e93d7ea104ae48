"""The node of the tests: from PATH, else the one that playwright brings."""

import shutil
import subprocess
import sys
from pathlib import Path

import playwright


def find_node() -> str:
    """Find node of version 20 or later; playwright's own is always there."""
    found = shutil.which("node")
    if found:
        version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
        if version.startswith("v") and int(version[1:].split(".")[0]) >= 20:
            return found
    return str(Path(playwright.__file__).parent / "driver" / "node")


if __name__ == "__main__":
    sys.stdout.write(find_node())
