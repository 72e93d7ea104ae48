"""Which addresses of the back office lead to the house's own pages: orders, screens, staff, settings."""

from __future__ import annotations

from aiohttp import web

from shop.back_office import displays, orders, refunds, settings, staff

HOUSE_ROUTES: list[web.RouteDef] = [
    web.get("/admin/orders", orders.show_orders),
    web.get("/admin/orders/{public_id}", orders.show_order),
    web.post("/orders/{public_id}/refunds", refunds.submit_refund),
    web.get("/admin/settings", settings.show_settings),
    web.post("/admin/settings", settings.submit_settings),
    web.get("/admin/staff", staff.show_staff),
    web.post("/admin/staff", staff.submit_role),
    web.get("/admin/displays", displays.show_displays),
    web.post("/admin/displays", displays.submit_display),
    web.post(r"/admin/displays/{display_id:\d{1,18}}/revoke", displays.submit_revocation),
    web.get("/opening", settings.show_opening),
]
