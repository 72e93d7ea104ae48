"""Whether a page or JSON is wanted, and answering with JSON."""

from __future__ import annotations

from aiohttp import web

from server.access import ASKER, SESSIONS
from server.orders.shapes import to_json
from server.web.sessions import TOKEN


def wants_json(request: web.Request) -> bool:
    """`Accept: application/json` (or problem+json) asks for JSON; browsers that take anything get the page."""
    accept = request.headers.get("Accept", "")
    return "application/json" in accept or "application/problem+json" in accept


def json_answer(
    request: web.Request, shape: object, *, status: int = 200, content_type: str = "application/json"
) -> web.Response:
    """The JSON text of a shape. Each JSON answer carries the session's CSRF token, so that a program can post."""
    response = web.Response(text=to_json(shape), status=status, content_type=content_type)
    if ASKER in request:
        response.headers["X-CSRF-Token"] = request.app[SESSIONS].csrf_token(request[TOKEN])
    return response
