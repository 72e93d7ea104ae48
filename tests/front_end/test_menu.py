"""What an open page of the menu knows, without a page."""

import subprocess
from pathlib import Path

import pytest

from tests.support.node import find_node

HERE = Path(__file__).resolve().parent


@pytest.mark.requirement("CAT-8", "CAT-1")
def test_what_an_open_menu_knows_of_changed_products() -> None:
    done = subprocess.run([find_node(), "--test", str(HERE / "menu.test.js")], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
