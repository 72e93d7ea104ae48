"""Whole shops under their supervisor, one for each number of web processes, for the tests that kill parts of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from server.soak.whole_shop import WholeShop, open_whole_shop


@pytest.fixture(scope="module")
def shop_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shop")


@pytest_asyncio.fixture(scope="module")
async def whole_shop(shop_folder: Path) -> AsyncIterator[WholeShop]:
    """WORKERS=2 and a worker."""
    async with open_whole_shop(shop_folder) as shop:
        yield shop


@pytest_asyncio.fixture(scope="module")
async def single_shop(shop_folder: Path) -> AsyncIterator[WholeShop]:
    """One process for everything."""
    async with open_whole_shop(shop_folder, workers=1) as shop:
        yield shop
