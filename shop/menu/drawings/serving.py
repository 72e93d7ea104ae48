"""Drawings over HTTP: made when first asked for, kept in memory, cached for ever under a digest of their content."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Final

import aiohttp_jinja2
from aiohttp import hdrs, web

from shop.menu.drawings.choosing import DRAWINGS, STAND_IN
from shop.menu.drawings.kinds import draw

FOR_EVER: Final = "public, max-age=31536000, immutable"
AN_HOUR: Final = "public, max-age=3600"


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished drawing: the file, the file packed, and twelve digits of its digest."""

    body: bytes
    packed: bytes
    digest: str


@cache
def picture_of(slug: str) -> Picture:
    """Draw one slug of DRAWINGS. Raises KeyError for any other; only known slugs are kept."""
    drawing = DRAWINGS[slug]
    body = draw(drawing.kind, drawing.title, **drawing.parameters).encode()
    return Picture(body, gzip.compress(body, 6, mtime=0), hashlib.sha256(body).hexdigest()[:12])


def art(slug: str) -> str:
    """The address of a drawing, for templates. A slug nobody drew gets the stand-in: no page fails for a picture."""
    known = slug if slug in DRAWINGS else STAND_IN
    return f"/art/{known}.svg?v={picture_of(known).digest}"


async def serve_drawing(request: web.Request) -> web.Response:
    """Answer one drawing. Under its own digest it never changes; without one it is asked for again each hour."""
    slug = request.match_info["slug"]
    if slug not in DRAWINGS:
        raise web.HTTPNotFound
    picture = picture_of(slug)
    packed = "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, "")
    etag = f'"{picture.digest}{"-gz" if packed else ""}"'
    headers = {
        hdrs.CACHE_CONTROL: FOR_EVER if request.query.get("v") == picture.digest else AN_HOUR,
        hdrs.ETAG: etag,
        hdrs.VARY: hdrs.ACCEPT_ENCODING,
        "X-Content-Type-Options": "nosniff",
    }
    if etag in request.headers.get(hdrs.IF_NONE_MATCH, ""):
        return web.Response(status=304, headers=headers)
    headers[hdrs.CONTENT_TYPE] = "image/svg+xml; charset=utf-8"
    if packed:
        headers[hdrs.CONTENT_ENCODING] = "gzip"
    return web.Response(body=picture.packed if packed else picture.body, headers=headers)


def add_drawings(app: web.Application) -> None:
    """Make every drawing reachable as /art/<slug>.svg, and `art(slug)` known to templates, where there are any."""
    app.router.add_get("/art/{slug}.svg", serve_drawing, name="art")
    environment = app.get(aiohttp_jinja2.APP_KEY)
    if environment is not None:
        environment.globals["art"] = art
