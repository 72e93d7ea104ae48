"""Where a form of the back office leads: the page of ours it stood on, or the thing's own."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from aiohttp import web

from server.access.origins import is_own_origin
from server.settings import SETTINGS


def way_back(request: web.Request, pages: Sequence[str], otherwise: str) -> str:
    """Path and query of the referring page if it is one of `pages` (exact paths) of this site, else `otherwise`."""
    try:
        parts = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return otherwise
    own = is_own_origin(f"{parts.scheme}://{parts.netloc}", request.headers.get("Host", ""), request.app[SETTINGS])
    if not own or parts.path not in pages:
        return otherwise
    return parts.path + (f"?{parts.query}" if parts.query else "")
