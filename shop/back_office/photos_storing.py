"""Photos on the disk: drawn in a thread, written whole or not at all, under names of our own; orphans are swept.

Order of writing: temporary file, fsync, rename, and only then the row. A crash leaves at most files nobody names, which
the sweep removes; a row never names a file that is not there.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog
from aiohttp import web

from server.database import queries
from shop.back_office.photos import PHOTO_WIDTHS, draw_photo

if TYPE_CHECKING:
    from server.database.pool import Pool

__all__ = ["PHOTOS", "PHOTO_WIDTHS", "Photos", "PhotosCannotBeKept"]

log = structlog.get_logger()

_AT_ONCE: Final = 2
_NAME = re.compile(r"[0-9a-f]{32}", re.ASCII)
_FILE = re.compile(r"(?P<name>[0-9a-f]{32})-(?P<width>[0-9]{1,4})\.webp", re.ASCII)
KEEP_UNUSED: Final = timedelta(hours=1)
"""How long a replaced photo, or a file without a row, stays: pages that show it may still be open."""


class PhotosCannotBeKept(Exception):
    """The disk is full or cannot be written. Nothing was changed."""


class Photos:
    """The folder of photos: files `<32 hexadecimal digits>-<width>.webp`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drawing = asyncio.Semaphore(_AT_ONCE)

    async def keep(self, body: bytes) -> str:
        """Draw an upload and write it to the disk; the photo's name. Raises PhotoRefused, PhotosCannotBeKept."""
        async with self._drawing:
            return await asyncio.to_thread(self._keep, body)

    def find(self, file_name: str) -> Path | None:
        """The file of this name, if it is one of ours: no other path can be reached."""
        found = _FILE.fullmatch(file_name)
        if found is None or int(found["width"]) not in PHOTO_WIDTHS:
            return None
        return self._folder / file_name

    async def sweep(self, pool: Pool, now: datetime) -> None:
        """Forget photos no product shows, and remove files no row names, an hour after they were written."""
        async with pool.acquire(timeout=3.0) as connection:
            await queries().shop.delete_back_office_unused_photos(connection, before=now - KEEP_UNUSED)
            rows = await queries().shop.find_back_office_photo_names(connection)
        removed = await asyncio.to_thread(self._remove_all_but, {row["name"] for row in rows})
        if removed:
            log.info("photos swept", files=removed)

    def _keep(self, body: bytes) -> str:
        photos = draw_photo(body)
        name = secrets.token_hex(16)
        try:
            self._write(name, photos)
        except OSError as error:
            log.exception("photo cannot be kept")
            raise PhotosCannotBeKept from error
        return name

    def _write(self, name: str, photos: Mapping[int, bytes]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for width, body in photos.items():
            temporary = self._folder / f".{name}-{width}.part"
            try:
                with temporary.open("wb") as file:
                    file.write(body)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.rename(self._folder / f"{name}-{width}.webp")
            except OSError:
                temporary.unlink(missing_ok=True)
                raise
        self._settle()

    def _settle(self) -> None:
        """The renames themselves reach the disk."""
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _remove_all_but(self, names: set[str]) -> int:
        removed = 0
        before = time.time() - KEEP_UNUSED.total_seconds()
        for path in self._folder.glob("*") if self._folder.is_dir() else ():
            ours = _NAME.match(path.name.lstrip("."))
            if ours is None or (ours.group() in names and path.suffix != ".part"):
                continue
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                removed += 1
        return removed


PHOTOS: web.AppKey[Photos] = web.AppKey("photos", Photos)
