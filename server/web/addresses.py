"""Where a request came from."""

from __future__ import annotations

from aiohttp import web

from server.settings import Settings


def client_address(request: web.Request, settings: Settings) -> str:
    """Where the request came from. X-Forwarded-For is believed only as far as our own proxies wrote it."""
    own = request.remote or ""
    if settings.trusted_proxies == 0:
        return own
    said = [part.strip() for part in ",".join(request.headers.getall("X-Forwarded-For", [])).split(",") if part.strip()]
    # each proxy appends the address it saw: the n-th from the end was written by our outermost one
    return said[-settings.trusted_proxies] if len(said) >= settings.trusted_proxies else own
