"""Cross-site requests change nothing: the session's own token, and no foreign Origin even with it."""

from __future__ import annotations

import hmac

from aiohttp import web
from aiohttp.typedefs import Handler

from server.access import SESSIONS
from server.access.origins import is_own_origin
from server.settings import SETTINGS
from server.web.forms import read_form
from server.web.sessions import TOKEN

_SAFE = ("GET", "HEAD", "OPTIONS")
_SIGNED_ELSEWHERE = ("/webhooks/",)


class CrossSite(Exception):
    """The token is missing or another session's, or the Origin is foreign. 403, nothing changed."""


@web.middleware
async def csrf_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Checks every request that may change something, before anything else of it is looked at."""
    # addresses without a session change nothing: the router refuses other methods there itself
    if request.method not in _SAFE and TOKEN in request and not request.path.startswith(_SIGNED_ELSEWHERE):
        origin = request.headers.get("Origin")
        if origin is not None and not is_own_origin(origin, request.headers.get("Host", ""), request.app[SETTINGS]):
            raise CrossSite
        given = request.headers.get("X-CSRF-Token") or (await read_form(request)).raw("csrf_token")
        if not hmac.compare_digest(
            given.encode("utf-8", "replace"), request.app[SESSIONS].csrf_token(request[TOKEN]).encode()
        ):
            raise CrossSite
        if request.match_info.http_exception is None:
            await read_form(request)  # a body that is no form is refused at every address, wherever the token stood
    return await handler(request)
