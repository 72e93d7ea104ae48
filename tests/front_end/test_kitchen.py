"""The kitchen wall's state under node: golden tickets, slots, keys."""

import subprocess
from pathlib import Path

import pytest

from tests.support.node import find_node

HERE = Path(__file__).resolve().parent


@pytest.mark.requirement("LIVE-2", "LIVE-6")
def test_the_kitchen_walls_state_keeps_its_rules() -> None:
    done = subprocess.run([find_node(), "--test", str(HERE / "kitchen.test.js")], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
