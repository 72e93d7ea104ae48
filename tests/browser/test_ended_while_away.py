"""A session that ends while its screen hears nothing: the screen must not come back as if it were live."""

import pytest
from aiohttp import web
from playwright.async_api import Page, WebSocketRoute, expect

from server.access import SESSIONS
from server.access.asking import session_key
from server.orders.order import Order, Role
from tests.browser.test_kitchen import open_wall
from tests.conftest import OpenPage
from tests.support.kitchen import log_in_browser, place_test_order


async def end_session_unheard(app: web.Application, page: Page) -> None:
    """The page is loaded again over a line that is cut; its session ends; then the line is whole again."""
    sockets: list[WebSocketRoute] = []

    def carry(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        if not sockets:
            # what the server says when the session ends is not heard
            server.on_close(lambda _code, _reason: None)
        sockets.append(socket)

    await page.route_web_socket("**/live", carry)
    await page.reload()
    await expect(page.locator("[data-fresh], live-freshness").first).to_contain_text("ive,")
    (token,) = [cookie["value"] for cookie in await page.context.cookies() if cookie.get("name") == "session"]
    await app[SESSIONS].end(session_key(token))
    await sockets[0].close(code=1012)


@pytest.mark.requirement("LIVE-5", "ACC-6")
async def test_a_wall_whose_session_ended_while_it_was_away_asks_for_a_log_in(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    page = await open_wall(app, open_page)
    await end_session_unheard(app, page)
    await page.wait_for_url("**/login?next=**")


@pytest.mark.requirement("LIVE-5", "ACC-6")
async def test_an_order_whose_session_ended_while_it_was_away_asks_for_a_log_in(
    app: web.Application, server: object, open_page: OpenPage
) -> None:
    order: Order = await place_test_order(app)
    page = await open_page("/login")
    await log_in_browser(app, page.context, Role.CUSTOMER, order.person_id)
    await page.goto(f"/orders/{order.public_id}")
    await end_session_unheard(app, page)
    await page.wait_for_url("**/login?next=**")
