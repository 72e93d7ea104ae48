"""The session cookie: found at the door, handed to everybody behind it as `request[ASKER]`."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web
from aiohttp.typedefs import Handler

from server.access import ASKER, SESSIONS
from server.access.clock import CLOCK
from server.settings import SETTINGS

TOKEN: web.RequestKey[str] = web.RequestKey("session token", str)
NEW_GUEST: web.RequestKey[bool] = web.RequestKey("new guest", bool)
"""Set where this request begins a guest's session."""
_NEW_TOKEN: web.RequestKey[str] = web.RequestKey("new session token", str)
_WITHOUT_SESSION = ("/static/", "/art/", "/healthz", "/readyz", "/metrics", "/webhooks/", "/photos/", "/favicon.ico")
_KEPT = timedelta(days=400)
"""As long as browsers keep a cookie at most: when a session or a guest's cart really ends, the server decides."""


def cookie_name(*, secure: bool) -> str:
    return "__Host-session" if secure else "session"


def use_session(request: web.Request, token: str) -> None:
    """From the answer on, the browser holds this session id instead of the one it came with (rotation at log-in)."""
    request[_NEW_TOKEN] = token


@web.middleware
async def session_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Finds who asks. Unknown and ended sessions become a new guest's; a guest's cookie begins with the first page."""
    if request.path.startswith(_WITHOUT_SESSION):
        return await handler(request)
    settings, sessions = request.app[SETTINGS], request.app[SESSIONS]
    name = cookie_name(secure=settings.secure)
    token = request.cookies.get(name, "")
    asker = await sessions.find(token, request.app[CLOCK]()) if token else None
    if asker is None:
        token, asker = sessions.guest()
        request[_NEW_TOKEN] = token
        request[NEW_GUEST] = True
    request[TOKEN] = token
    request[ASKER] = asker
    response = await handler(request)
    if not response.prepared:
        # only what is new is set: a guest's page that is answered late must not undo a log-in made meanwhile
        new = request.get(_NEW_TOKEN)
        if new is not None:
            response.set_cookie(
                name,
                new,
                max_age=int(_KEPT.total_seconds()),
                path="/",
                secure=settings.secure,
                httponly=True,
                samesite="Lax",
            )
    return response
