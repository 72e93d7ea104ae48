"""Which address leads where."""

from __future__ import annotations

from aiohttp import web

from shop.my_orders.handlers import show_my_orders, submit_cancel, submit_reorder

ROUTES: list[web.RouteDef] = [
    web.get("/orders", show_my_orders),
    web.post("/orders/{public_id}/cancel", submit_cancel),
    web.post("/orders/{public_id}/reorder", submit_reorder),
]
