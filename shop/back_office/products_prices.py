"""Prices and counts as admins type them, pure: what is meant, or what is wrong and what to type instead."""

from __future__ import annotations

import re
from typing import Final

from server.orders.money import decimal_text, minor_digits, parse_money
from server.web.words import _

MOST_MINOR: Final = 99_999_999
MOST_STOCK: Final = 1_000_000
_LONG_FRACTION = re.compile(r"([0-9]{1,9})[.,]([0-9]{1,12})", re.ASCII)
_MINUS: Final = "-−–"
_SIGNED = re.compile(r"\s*([+\-−–]?)\s*(.*)", re.DOTALL)
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)


def read_price(text: str, currency: str) -> tuple[int | None, str]:
    """A price above zero in minor units, or None and the sentence that says what to type."""
    text = text.strip()
    if not text:
        return None, _("Type a price, such as {example}.").format(example=_example(currency))
    amount = parse_money(text, currency)
    below_zero = text[:1] in _MINUS and parse_money(text[1:], currency) is not None
    if amount == 0 or below_zero:
        return None, _("The price must be more than zero, such as {example}.").format(example=_example(currency))
    if amount is None:
        return None, _flaw(text, currency)
    if amount > MOST_MINOR:
        return None, _("That is a lot. Please use at most {most}.").format(most=decimal_text(MOST_MINOR, currency))
    return amount, ""


def read_amount(text: str, currency: str) -> tuple[int | None, str]:
    """Money that was given, above zero, in minor units; or None and the sentence that says what to type."""
    text = text.strip()
    if not text:
        return None, _("Type how much you gave back, such as {example}.").format(example=_example(currency))
    amount = parse_money(text, currency)
    if amount is None:
        return None, _flaw(text, currency)
    if amount == 0:
        return None, _("Type more than zero, such as {example}.").format(example=_example(currency))
    return amount, ""


def read_difference(text: str, currency: str) -> tuple[int | None, str]:
    """A choice's price difference in minor units, below zero too; blank is nothing."""
    found = _SIGNED.fullmatch(text)
    sign, digits = (found.group(1), found.group(2).strip()) if found else ("", text)
    if not digits and not sign:
        return 0, ""
    amount = parse_money(digits, currency)
    if amount is None:
        return None, _flaw(digits, currency)
    if amount > MOST_MINOR:
        return None, _("That is a lot. Please use at most {most}.").format(most=decimal_text(MOST_MINOR, currency))
    return (-amount if sign and sign in _MINUS else amount), ""


def read_stock(text: str) -> tuple[int | None, str]:
    """A count from 0 on; blank is None, «not counted»."""
    text = text.strip()
    if not text:
        return None, ""
    if _WHOLE.fullmatch(text) and int(text) <= MOST_STOCK:
        return int(text), ""
    return None, _("Type a whole number such as 12, or leave it empty if you do not count it.")


def difference_text(minor: int, currency: str) -> str:
    """A difference as the form shows it: +0.40, -0.40, and nothing for nothing."""
    if minor == 0:
        return ""
    return ("+" if minor > 0 else "") + decimal_text(minor, currency)


def _flaw(text: str, currency: str) -> str:
    digits = minor_digits(currency)
    found = _LONG_FRACTION.fullmatch(text)
    if found is None or len(found.group(2)) <= digits:
        return _("Type it in digits, such as {example}.").format(example=_example(currency))
    below = int(found.group(1) + found.group(2)[:digits])
    low, high = decimal_text(below, currency), decimal_text(below + 1, currency)
    if digits == 0:
        return _("This currency has no decimals. Did you mean {low} or {high}?").format(low=low, high=high)
    if below == 0:  # nothing is no price
        return _("Use at most {digits} decimals. Did you mean {high}?").format(digits=digits, high=high)
    return _("Use at most {digits} decimals. Did you mean {low} or {high}?").format(digits=digits, low=low, high=high)


def _example(currency: str) -> str:
    return decimal_text(420 if minor_digits(currency) == 2 else 450, currency)
