"""`Idempotency-Key` on every POST under /orders/: per person and address, kept a day (contract.md)."""

from __future__ import annotations

import hashlib
import json

from aiohttp import web
from aiohttp.typedefs import Handler

from server.access import ASKER, Asker
from server.access.clock import CLOCK
from server.database import DATABASE, queries
from server.web.forms import read_form
from server.web.problems import answer_problem
from server.web.words import _

_KEPT_HEADERS = ("Content-Type", "Location", "Retry-After")


@web.middleware
async def idempotency_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Same key and body: the first answer again. Other body: 422. Still running: 409. Server errors are not kept."""
    key = request.headers.get("Idempotency-Key", "")
    asker = request.get(ASKER)
    if (
        not key
        or request.method != "POST"
        or not request.path.startswith("/orders/")
        or asker is None
        or asker.is_guest
    ):
        return await handler(request)
    if len(key) > 200 or not key.isprintable():
        title = _("That key cannot be used")
        return await answer_problem(
            request, 422, "bad-idempotency-key", title, _("Use up to 200 printable characters.")
        )
    names = {"asker": _name(asker), "address": request.path, "key": key}
    body_hash = await _body_hash(request)
    web_queries, pool = queries().web, request.app[DATABASE]
    async with pool.acquire(timeout=3.0) as connection:
        mine = await web_queries.begin_key(connection, **names, body_hash=body_hash, now=request.app[CLOCK]())
        if mine is None:
            return await _answer_again(request, await web_queries.find_key(connection, **names), body_hash)
    kept = False
    try:
        response = await handler(request)
        if response.status < 500 and isinstance(response, web.Response):
            headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
            async with pool.acquire(timeout=3.0) as connection:
                await web_queries.keep_answer(
                    connection,
                    **names,
                    now=request.app[CLOCK](),
                    status=response.status,
                    headers=json.dumps(headers),
                    body=bytes(response.body) if isinstance(response.body, bytes | bytearray) else b"",
                )
            kept = True
        return response
    finally:
        if not kept:
            async with pool.acquire(timeout=3.0) as connection:
                await web_queries.drop_key(connection, **names)


async def _answer_again(request: web.Request, row: dict[str, object] | None, body_hash: bytes) -> web.Response:
    if row is not None and row["body_hash"] != body_hash:
        title = _("That key was used for something else")
        return await answer_problem(
            request, 422, "idempotency-key-reused", title, _("Use a new key for a new request.")
        )
    if row is None or row["answered_at"] is None:
        title = _("Still running")
        return await answer_problem(
            request, 409, "still-running", title, _("The first request with this key has not ended.")
        )
    return web.Response(body=row["body"], status=int(str(row["status"])), headers=json.loads(str(row["headers"])))


async def _body_hash(request: web.Request) -> bytes:
    """Over the fields as sent, less the CSRF token: the same request from a reloaded page is the same request."""
    form = await read_form(request)
    fields = {name: form.all(name) for name in sorted(form.values) if name != "csrf_token"}
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).digest()


def _name(asker: Asker) -> str:
    return f"person:{asker.person_id}" if asker.person_id is not None else f"display:{asker.display_id}"
