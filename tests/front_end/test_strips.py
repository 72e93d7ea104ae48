"""Strips that scroll sideways on a phone show what is chosen in them, and leave the page where it is."""

import pytest
from aiohttp import web

from server.database import Connection
from server.orders.order import Role
from tests.browser.test_tracker import open_as
from tests.conftest import OpenPage
from tests.support.shopping import stock_product

SEEN = """(selector) => {
  const [chosen, strip] = [document.querySelector(selector + " [aria-current]"), document.querySelector(selector)];
  const [here, frame] = [chosen.getBoundingClientRect(), strip.getBoundingClientRect()];
  return strip.scrollLeft > 0 && here.left >= frame.left && here.right <= frame.right && scrollY === 0;
}"""


@pytest.mark.parametrize("path", ["/menu/type-8", "/admin/settings"])
async def test_what_is_chosen_is_in_view(
    app: web.Application, server: object, open_page: OpenPage, connection: Connection, path: str
) -> None:
    for number in range(9):
        type_id = await connection.fetchval(
            "insert into product_types (slug, title, position) values ($1, $2, $3) returning id",
            f"type-{number}",
            f"Sorts of drinks {number}",
            number + 1,
        )
        await stock_product(connection, f"Drink {number}", type_id=type_id)
    page = await open_as(app, open_page, Role.ADMIN, None, path, width=390, height=844)
    assert await page.evaluate(SEEN, ".chips" if path.startswith("/menu") else ".side")
