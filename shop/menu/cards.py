"""Cards of the menu, rendered once and kept for as long as they would come out the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from server.web.pages import CSRF_MARK, Chrome
from shop.menu.products import Product

_MOST = 20_000

Macro = Callable[[Product, datetime], Markup]


@dataclass(frozen=True, slots=True)
class _Card:
    """A rendered card with all it was made of: the product as it was, what was said of it, the currency."""

    product: Product
    said: str
    currency: str
    html: Markup


class Cards:
    """By product; a card whose product has changed in anything, or that time has overtaken, is rendered anew."""

    def __init__(self) -> None:
        self._kept: dict[int, _Card] = {}

    def find(self, product: Product, now: datetime, currency: str, card: Macro, sold_out_words: Macro) -> Markup:
        """The card's HTML. `sold_out_words` is asked each time for what is off sale: only there the clock is read."""
        said = "" if product.on_sale_at(now) else str(sold_out_words(product, now))
        kept = self._kept.get(product.id)
        if kept is not None and kept.said == said and kept.currency == currency and kept.product == product:
            return kept.html
        html = card(product, now)
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[product.id] = _Card(product, said, currency, html)
        return html


def kept_card(cards: Cards) -> Callable[..., Markup]:
    """`kept_card(product, now, card, sold_out_words)` for templates; the macros must be imported with context."""

    @pass_context
    def find(context: Context, product: Product, now: datetime, card: Macro, sold_out_words: Macro) -> Markup:
        chrome: Chrome = context["chrome"]
        # a card that holds somebody's own token must never be shown to another
        if chrome.csrf_token != CSRF_MARK:
            return card(product, now)
        return cards.find(product, now, chrome.currency, card, sold_out_words)

    return find
