"""Whether a request's Origin is our own: the public address, or the very host the request was sent to."""

from __future__ import annotations

from urllib.parse import urlsplit

from server.settings import Settings


def is_own_origin(origin: str, host: str, settings: Settings) -> bool:
    """`origin` is the Origin header, `host` the Host header. «null» and unparsable ones are foreign."""
    if origin == settings.origin:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and parts.netloc == host and parts.path == ""
