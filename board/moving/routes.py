"""Which address leads where."""

from __future__ import annotations

from aiohttp import web

from board.moving.handlers import accept_ticket, change_item, change_status

ROUTES: list[web.RouteDef] = [
    web.post("/orders/{public_id}/status", change_status),
    web.post("/orders/{public_id}/items/{line}/status", change_item),
    web.post("/orders/{public_id}/accept", accept_ticket),
]
