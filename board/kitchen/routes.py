"""Which address leads where."""

from __future__ import annotations

from aiohttp import web

from board.kitchen.handlers import show_kitchen
from board.kitchen.pairing import show_pairing, submit_pairing

ROUTES: list[web.RouteDef] = [
    web.get("/kitchen", show_kitchen),
    web.get("/pair", show_pairing),
    web.post("/pair", submit_pairing),
]
