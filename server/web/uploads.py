"""Larger bodies for the few addresses that take files, and there only for people who may use them.

Every other address keeps the application's own limit: the body is read at the door, before a handler could refuse it.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler

from server.access import ASKER
from server.orders.order import Role


@dataclass(frozen=True, slots=True)
class UploadLimit:
    """The largest body in bytes that people in one of `roles` may send."""

    most_bytes: int
    roles: tuple[Role, ...]


UPLOADS: web.AppKey[dict[object, UploadLimit]] = web.AppKey("uploads", dict)
"""Handler → its limit; set by the room that takes files."""

_NONE: dict[object, UploadLimit] = {}


@web.middleware
async def upload_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """After the session is known, before the body is read."""
    limit = request.app.get(UPLOADS, _NONE).get(request.match_info.handler)
    asker = request.get(ASKER)
    if limit is None or asker is None or asker.role not in limit.roles:
        return await handler(request)
    return await handler(request.clone(client_max_size=limit.most_bytes))
