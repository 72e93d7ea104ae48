"""The browser of the tests."""

import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Playwright, async_playwright
from playwright.sync_api import Playwright as SyncPlaywright
from playwright.sync_api import sync_playwright

ARGUMENTS = [
    "--no-first-run",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoBrowser(Exception):
    """There is no Chromium on this machine."""


def find_chromium(playwright: SyncPlaywright | Playwright) -> str:
    """Find the program: $CHROMIUM, then PATH, then playwright's own. Raises NoBrowser."""
    named = os.environ.get("CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    own = playwright.chromium.executable_path
    if found is None and os.path.exists(own):  # noqa: PTH110 - a plain string from the library
        found = own
    if found is None:
        raise NoBrowser("Chromium was not found: install it, or name it in CHROMIUM")
    return found


@asynccontextmanager
async def running_chromium() -> AsyncIterator[Browser]:
    """One headless Chromium for the length of the block. Raises NoBrowser."""
    async with async_playwright() as playwright:
        arguments = [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS
        browser = await playwright.chromium.launch(executable_path=find_chromium(playwright), args=arguments)
        try:
            yield browser
        finally:
            await browser.close()


if __name__ == "__main__":
    try:
        with sync_playwright() as found:
            sys.stdout.write(find_chromium(found) + "\n")
    except NoBrowser as missing:
        sys.exit(str(missing))
