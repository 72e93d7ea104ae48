"""The state of order page, pickup board and dashboard, without a page."""

import subprocess
from pathlib import Path

import pytest

from tests.support.node import find_node

HERE = Path(__file__).resolve().parent


@pytest.mark.requirement("LIVE-1", "LIVE-3", "LIVE-4", "ORD-4")
@pytest.mark.parametrize("name", ["tracker", "pickup", "dashboard"])
def test_the_rooms_states_keep_the_law_without_a_page(name: str) -> None:
    done = subprocess.run([find_node(), "--test", str(HERE / f"{name}.test.js")], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
