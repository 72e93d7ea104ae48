"""The form that records money given back: an amount, or pieces of lines; and what is wrong with it, in words."""

from __future__ import annotations

import re
from typing import Final

from server.orders.money import decimal_text, money_text
from server.orders.refunding import RefundWish
from server.orders.refunds import RefundedLine
from server.orders.refusals import RefundFlaw, RefundIsWrong
from server.web.forms import Form
from server.web.words import _, ngettext
from shop.back_office.products_prices import read_amount

_NOTHING: Final = RefundWish(0)
_NUMBER: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


def read_wish(form: Form, currency: str) -> RefundWish:
    """Either the amount or the lines; what is wrong is noted in the form, and the answer then means nothing."""
    lines = _read_lines(form)
    typed = form.raw("amount").strip()
    if lines and typed:
        form.wrong("amount", _("Type an amount or choose lines, one of the two."))
    if lines:
        return RefundWish(None, lines)
    if not typed and form.given("line"):
        form.wrong("quantity", _("Say of at least one line how many you took back, such as 1."))
        return _NOTHING
    amount, sentence = read_amount(typed, currency)
    if amount is None:
        form.wrong("amount", sentence)
        return _NOTHING
    return RefundWish(amount)


def flaw_sentence(refusal: RefundIsWrong, currency: str) -> str:
    """What the order says against the wish, and what to send instead."""
    match refusal.flaw:
        case RefundFlaw.TOO_MUCH:
            left, most = money_text(refusal.left, currency), decimal_text(refusal.left, currency)
            return _("Only {left} is left to give back. Type {most} or less.").format(left=left, most=most)
        case RefundFlaw.TOO_MANY if refusal.left:
            words = ngettext(
                "Only {left} of {title} is left to give back.",
                "Only {left} of {title} are left to give back.",
                refusal.left,
            )
            return words.format(left=refusal.left, title=refusal.title)
        case RefundFlaw.TOO_MANY:
            return _("{title} was given back before. Choose another line.").format(title=refusal.title)
        case RefundFlaw.NO_SUCH_LINE:
            return _("There is no such line in this order. Choose one of those shown.")
        case RefundFlaw.WORTH_NOTHING:
            return _("These lines cost nothing. Choose others, or type an amount.")


def _read_lines(form: Form) -> tuple[RefundedLine, ...]:
    """Lines and quantities in step; those of none are left out."""
    lines, quantities = form.all("line"), form.all("quantity")
    if len(lines) != len(quantities):
        form.wrong("quantity", _("Send one quantity with each line."))
        return ()
    chosen = []
    for line, quantity in zip(lines, (text.strip() or "0" for text in quantities), strict=True):
        if not _NUMBER.fullmatch(line):
            form.wrong("line", _("Send the number of a line of this order, such as 1."))
        elif not _NUMBER.fullmatch(quantity):
            form.wrong("quantity", _("Type a whole number such as 1, or 0 for none."))
        elif int(quantity) > 0:
            chosen.append(RefundedLine(int(line), int(quantity)))
    return tuple(chosen)
