"""Larger bodies for the few addresses that take files, and there only for people who may use them.

Every other address keeps the application's own limit: the body is read at the door, before a handler could refuse it.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler
from aiohttp.web_request import FileField

from server.access import ASKER
from server.orders.order import Role
from server.web.forms import read_form


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
    larger = request.clone(client_max_size=limit.most_bytes)
    await read_form(larger)  # refuses what is no form
    posted = await larger.post()
    try:
        return await handler(larger)
    finally:
        # aiohttp closes the files of the request it made, not of a clone
        for value in posted.values():
            if isinstance(value, FileField):
                value.file.close()
