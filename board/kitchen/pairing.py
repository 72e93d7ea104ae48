"""/pair: a wall display gets its session for a single-use code that an admin made (ACC-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

from aiohttp import hdrs, web

from server.access import ASKER, SESSIONS
from server.access.clock import CLOCK
from server.access.pairing import code_hash, normal_code
from server.database import DATABASE, queries
from server.orders.refusals import TooMany, WrongFields
from server.settings import SETTINGS
from server.web.addresses import client_address
from server.web.forms import read_form
from server.web.negotiation import json_answer, wants_json
from server.web.pages import render
from server.web.sessions import use_session
from server.web.words import _

TRIES = 10
WINDOW = timedelta(minutes=5)
_TYPED_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PairPage:
    """kitchen/pair.html: the code as typed, or as the scanned address brought it."""

    code: str
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


async def show_pairing(request: web.Request) -> web.Response:
    """The form. A scanned address fills the code in; only sending it uses it up. As JSON: the token to post with."""
    if wants_json(request):
        return json_answer(request, {})
    code = request.query.get("code", "")[:_TYPED_MOST]
    return await render(request, "kitchen/pair.html", PairPage(code=code))


async def submit_pairing(request: web.Request) -> web.Response:
    """The code for a session, on to the wall. 422 for a wrong, used or expired one, which look the same; 429."""
    form, now = await read_form(request), request.app[CLOCK]()
    await _count_try(request, now)
    token = await _redeem(request, normal_code(form.raw("code")[:_TYPED_MOST]), now)
    if token is None:
        words = _("This code does not work: it may be mistyped, used or older than 15 minutes. Ask for a new one.")
        if wants_json(request):
            raise WrongFields({"code": [words]})
        page = PairPage(code=form.raw("code")[:_TYPED_MOST], errors={"code": [words]})
        return await render(request, "kitchen/pair.html", page, status=422)
    before = request[ASKER]
    if not before.is_guest:
        # whoever was logged in on this screen is not any more
        await request.app[SESSIONS].end(before.session_key)
    use_session(request, token)
    if not wants_json(request):
        return web.Response(status=303, headers={hdrs.LOCATION: "/kitchen", hdrs.CACHE_CONTROL: "no-store"})
    answer = json_answer(request, {"redirect": "/kitchen"})
    answer.headers["X-CSRF-Token"] = request.app[SESSIONS].csrf_token(token)
    return answer


async def _count_try(request: web.Request, now: datetime) -> None:
    """Committed before the code is looked at: guesses sent at once are all counted. Raises TooMany."""
    async with request.app[DATABASE].acquire(timeout=3.0) as connection:
        await queries().board.forget_pairing_tries(connection, before=now - 2 * WINDOW)
        row = await queries().board.count_pairing_try(
            connection,
            address_hash=_address_hash(request),
            now=now,
            window_seconds=WINDOW.total_seconds(),
        )
    if row["tries"] > TRIES:
        raise TooMany(max(1, ceil((row["begun_at"] + WINDOW - now).total_seconds())))


def _address_hash(request: web.Request) -> bytes:
    return sha256(client_address(request, request.app[SETTINGS]).encode()).digest()


async def _redeem(request: web.Request, code: str | None, now: datetime) -> str | None:
    """The new session's id; None where the code is none. Code and session are one transaction.

    Right codes are not counted as tries: a new café with many screens behind one address pairs them all.
    """
    if code is None:
        return None
    hashed = code_hash(code, request.app[SETTINGS].secret_key)
    async with request.app[DATABASE].acquire(timeout=3.0) as connection, connection.transaction():
        display = await queries().board.redeem_pairing_code(connection, code_hash=hashed, now=now)
        if display is None:
            return None
        await queries().board.give_pairing_try_back(connection, address_hash=_address_hash(request))
        return await request.app[SESSIONS].begin(
            connection,
            person_id=None,
            display_id=display["id"],
            user_agent=request.headers.get(hdrs.USER_AGENT, ""),
            now=now,
        )
