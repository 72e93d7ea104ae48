"""Alive and ready (OPS-4): plain for load balancers, JSON naming what is degraded for people."""

from __future__ import annotations

import asyncio

from aiohttp import web
from redis.exceptions import RedisError

from server.database import DATABASE
from server.realtime.redis import REDIS


async def healthz(request: web.Request) -> web.Response:  # noqa: ARG001 - a handler's signature
    """200 while the process answers at all."""
    return web.json_response({"status": "alive"})


async def readyz(request: web.Request) -> web.Response:
    """200 when the database answers within two seconds; names what else is degraded. 503 otherwise."""
    degraded = []
    try:
        await request.app[REDIS].ping()
    except (RedisError, OSError):
        degraded.append("redis")
    try:
        async with asyncio.timeout(2), request.app[DATABASE].acquire() as connection:
            await connection.fetchval("select 1")
    except Exception as error:  # noqa: BLE001 - whatever keeps the database from answering, we are not ready
        return web.json_response(
            {"status": "not-ready", "database": type(error).__name__, "degraded": [*degraded, "database"]}, status=503
        )
    return web.json_response({"status": "ready", "degraded": degraded})


ROUTES = [web.get("/healthz", healthz), web.get("/readyz", readyz)]
