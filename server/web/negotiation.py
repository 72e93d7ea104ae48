"""Whether a page or JSON is wanted, whether anybody will read it, and answering with JSON."""

from __future__ import annotations

from aiohttp import web

from server.access import ASKER, SESSIONS
from server.orders.shapes import to_json
from server.web.sessions import TOKEN


def wants_json(request: web.Request) -> bool:
    """`Accept: application/json` (or problem+json) asks for JSON; browsers that take anything get the page."""
    accept = request.headers.get("Accept", "").lower()  # media types have no case
    return "application/json" in accept or "application/problem+json" in accept


def is_read(request: web.Request) -> bool:
    """Whether somebody reads the answer now: not that of a HEAD, nor what a browser fetches in case it is needed."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method != "HEAD" and "prefetch" not in purpose


def is_looked_at(request: web.Request) -> bool:
    """Whether a browser shows the whole page: a script that fetches one takes what it knows, and no more."""
    return is_read(request) and request.headers.get("Sec-Fetch-Dest", "document") == "document"


def json_answer(
    request: web.Request, shape: object, *, status: int = 200, content_type: str = "application/json"
) -> web.Response:
    """The JSON text of a shape. Each JSON answer carries the session's CSRF token, so that a program can post."""
    response = web.Response(text=to_json(shape), status=status, content_type=content_type)
    if ASKER in request:
        response.headers["X-CSRF-Token"] = request.app[SESSIONS].csrf_token(request[TOKEN])
    return response
