"""Which address leads where."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web

from server.realtime.redis import REDIS
from server.settings import SETTINGS
from shop.accounts import account_handlers, handlers, leaving_handlers, reset_handlers
from shop.accounts.limits import LIMITS, Limits

ROUTES: list[web.RouteDef] = [
    web.get("/register", handlers.show_registration),
    web.post("/register", handlers.submit_registration),
    web.get("/login", handlers.show_login),
    web.post("/login", handlers.submit_login),
    web.post("/logout", handlers.submit_logout),
    web.get("/forgot", reset_handlers.show_forgot),
    web.post("/forgot", reset_handlers.submit_forgot),
    web.get("/reset/{token}", reset_handlers.show_reset),
    web.post("/reset/{token}", reset_handlers.submit_reset),
    web.get("/account", account_handlers.show_account),
    web.post("/account", account_handlers.submit_account),
    web.get("/account/data", leaving_handlers.download),
    web.get("/account/delete", leaving_handlers.show_delete),
    web.post("/account/delete", leaving_handlers.submit_delete),
    web.post("/account/sessions/end-others", account_handlers.submit_end_others),
    web.post("/account/sessions/{key:[0-9a-f]{64}}/end", account_handlers.submit_end),
]


def set_up(app: web.Application) -> None:
    app.cleanup_ctx.append(limits_context)


async def limits_context(app: web.Application) -> AsyncIterator[None]:
    app[LIMITS] = Limits(app[REDIS], app[SETTINGS].redis_prefix)
    yield
