"""Pages of the menu, read once for all who ask meanwhile, and rendered once for as long as they look the same."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from aiohttp import web

from server.web.pages import Texts
from shop.menu.browsing import MenuPage
from shop.menu.sharing import SharedReads

PageKey = tuple[int, str | None]
"""A page's number and the slug of the type it is limited to."""

_MOST = 1000
_MOST_TEXTS = 200


@dataclass(frozen=True, slots=True)
class SharedMenu:
    """A page as one read found it, with what was rendered of it or of one that looks the same."""

    page: MenuPage
    looks: tuple[object, ...]
    texts: Texts = field(default_factory=dict)


class SharedMenus:
    """Everybody sees a read that began after they asked; what was drawn may be older, where nothing would differ."""

    def __init__(self) -> None:
        self._reads: SharedReads[SharedMenu] = SharedReads()
        self._last: dict[PageKey, SharedMenu] = {}

    async def get(self, key: PageKey, read: Callable[[], Awaitable[MenuPage]]) -> SharedMenu:
        """The page as it is now. Raises what `read` raises."""

        async def read_and_compare() -> SharedMenu:
            page = await read()
            menu, last = SharedMenu(page, looks_of(page)), self._last.get(key)
            if last is not None and last.looks == menu.looks and len(last.texts) < _MOST_TEXTS:
                menu = replace(menu, texts=last.texts)
            if len(self._last) >= _MOST:
                self._last.clear()
            self._last[key] = menu
            return menu

        return await self._reads.get(key, read_and_compare)


def looks_of(page: MenuPage) -> tuple[object, ...]:
    """Everything the template shows of a page, times to the minute as it shows them: equal looks, equal pages."""
    minute = page.now.replace(second=0, microsecond=0)
    ready_at = page.wait.ready_at.replace(second=0, microsecond=0)
    on_sale = tuple((product.on_sale_at(page.now), product.back_at(page.now)) for product in page.products)
    still = replace(page, now=minute, wait=replace(page.wait, ready_at=ready_at), sections=tuple(page.sections))
    return (still, on_sale)


MENUS: web.AppKey[SharedMenus] = web.AppKey("menus", SharedMenus)
