"""The browser's copy of a guest's cart, without a page."""

import subprocess
from pathlib import Path

import pytest

from tests.support.node import find_node

HERE = Path(__file__).resolve().parent


@pytest.mark.requirement("CART-6")
def test_the_copy_in_the_browser_is_read_offered_and_put_back() -> None:
    done = subprocess.run([find_node(), "--test", str(HERE / "cart.test.js")], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
