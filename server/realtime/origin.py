"""The Origin check of the handshake: cookies are sent across sites, and no same-origin policy stops a WebSocket."""

from __future__ import annotations

from aiohttp import hdrs, web


def is_same_origin(request: web.Request, public_origin: str) -> bool:
    """Whether the request's Origin is this shop: the address in the settings, or the host it was sent to."""
    origin = request.headers.getall(hdrs.ORIGIN, [])
    if len(origin) != 1:
        return False
    if origin[0] == public_origin:
        return True
    host = request.headers.get(hdrs.HOST, "")
    return host != "" and origin[0] == f"{request.scheme}://{host}"
