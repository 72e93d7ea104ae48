"""Static files under one content digest.

All files are read once at start and kept in memory, plain and gzipped. The whole tree has one digest,
so that relative imports between mounts (`../site/forms.js`) stay inside one version of the site:
`/static/<digest>/<mount>/<path>`. An address with the present digest never changes and is cached for ever.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiohttp import hdrs, web

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONTENT_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wav": "audio/wav",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
SMALLEST_WORTH_PACKING: Final = 512
FOR_EVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"


class AssetTypeUnknown(Exception):
    """A static file has an ending nobody gave a content type; found at start, not by a visitor."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes, the packed bytes when they are smaller, and what the browser must be told."""

    body: bytes
    packed: bytes | None
    content_type: str
    etag: str


class Assets:
    """The site's static files by address below the digest, such as `kitchen/kitchen-page.js`."""

    def __init__(self, mounts: Mapping[str, Path]) -> None:
        """Read every file of every mount (name → folder); folders that do not exist are empty mounts.

        Raises AssetTypeUnknown for a file whose ending is not in CONTENT_TYPES.
        """
        self._assets = {name: read_asset(path) for name, path in find_files(mounts)}
        self.digest = digest_of(self._assets)

    def url(self, name: str) -> str:
        """The address of a file, as templates write it. Raises KeyError for a file that does not exist."""
        if name not in self._assets:
            message = f"there is no static file {name!r}"
            raise KeyError(message)
        return f"/static/{self.digest}/{name}"

    def find(self, name: str) -> Asset | None:
        """The file under this name. Only names read at start exist, so no path can lead elsewhere."""
        return self._assets.get(name)


ASSETS: Final[web.AppKey[Assets]] = web.AppKey("ASSETS", Assets)


def find_files(mounts: Mapping[str, Path]) -> Iterator[tuple[str, Path]]:
    """Every visible file as (mount/path, path on disk), in the order of its name."""
    for mount in sorted(mounts):
        folder = mounts[mount]
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.is_file() and not any(part.startswith((".", "__")) for part in inside.parts):
                yield f"{mount}/{inside.as_posix()}", path


def read_asset(path: Path) -> Asset:
    """Read and pack one file. `mtime=0` keeps the packed bytes equal on every machine."""
    content_type = CONTENT_TYPES.get(path.suffix)
    if content_type is None:
        message = f"{path.name}: add the ending {path.suffix!r} to CONTENT_TYPES"
        raise AssetTypeUnknown(message)
    body = path.read_bytes()
    packed = gzip.compress(body, 9, mtime=0) if len(body) >= SMALLEST_WORTH_PACKING else None
    if packed is not None and len(packed) > len(body) * 0.9:
        packed = None
    return Asset(body, packed, content_type, hashlib.sha256(body).hexdigest()[:20])


def digest_of(assets: Mapping[str, Asset]) -> str:
    """Twelve hexadecimal digits over all names and contents."""
    whole = hashlib.sha256()
    for name in sorted(assets):
        whole.update(f"{name}\0{len(assets[name].body)}\0".encode())
        whole.update(assets[name].body)
    return whole.hexdigest()[:12]


async def serve_asset(request: web.Request) -> web.Response:
    """Answer one file.

    Another digest still gets the present file, unkept: a page opened before a deploy loads its
    late modules and must not break.
    """
    assets = request.app[ASSETS]
    asset = assets.find(request.match_info["path"])
    if asset is None:
        raise web.HTTPNotFound
    present = request.match_info["digest"] == assets.digest
    packed = asset.packed if "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, "") else None
    etag = f'"{asset.etag}{"-gz" if packed is not None else ""}"'
    headers = {
        hdrs.CACHE_CONTROL: FOR_EVER if present else ASK_AGAIN,
        hdrs.ETAG: etag,
        hdrs.VARY: hdrs.ACCEPT_ENCODING,
        "X-Content-Type-Options": "nosniff",
    }
    if etag in request.headers.get(hdrs.IF_NONE_MATCH, ""):
        return web.Response(status=304, headers=headers)
    headers[hdrs.CONTENT_TYPE] = asset.content_type
    if packed is not None:
        headers[hdrs.CONTENT_ENCODING] = "gzip"
    return web.Response(body=asset.body if packed is None else packed, headers=headers)


def add_assets(app: web.Application, assets: Assets) -> None:
    """Make the files reachable under /static and by `app[ASSETS]`."""
    app[ASSETS] = assets
    app.router.add_get("/static/{digest}/{path:.*}", serve_asset, name="static")
