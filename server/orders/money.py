"""Money in integers of the currency's minor unit, end to end (PAY-6). No floats anywhere."""

from __future__ import annotations

import re
from typing import Final

MINOR_DIGITS: Final = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3, "JOD": 3, "TND": 3}
SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "CHF": "CHF ", "JPY": "¥"}
_DECIMAL = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,3})?", re.ASCII)


def minor_digits(currency: str) -> int:
    """How many digits of this currency stand after the point (ISO 4217); 2 for most."""
    return MINOR_DIGITS.get(currency.upper(), 2)


def percent_off(price_minor: int, percent: int) -> int:
    """`price_minor` less `percent` of it, rounded half up to a whole minor unit."""
    return (price_minor * (100 - percent) + 50) // 100


def parse_money(text: str, currency: str) -> int | None:
    """A decimal text such as 4.20 in minor units, or None when it is none. ASCII digits only, no sign, no exponent."""
    text = text.strip()
    if not _DECIMAL.fullmatch(text):
        return None
    whole, _, fraction = text.replace(",", ".").partition(".")
    digits = minor_digits(currency)
    if len(fraction) > digits:
        return None
    return int(whole + fraction.ljust(digits, "0"))


def decimal_text(amount_minor: int, currency: str) -> str:
    """The plain decimal text of an amount, as a form field shows it: 420 → 4.20."""
    digits = minor_digits(currency)
    sign = "-" if amount_minor < 0 else ""
    text = str(abs(amount_minor)).rjust(digits + 1, "0")
    return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


def money_text(amount_minor: int, currency: str) -> str:
    """An amount as a person reads it: 1606 → $16.06, −70 → −$0.70 (a real minus, before the sign)."""
    sign = "−" if amount_minor < 0 else ""
    whole, _, fraction = decimal_text(abs(amount_minor), currency).partition(".")
    grouped = f"{int(whole):,}" + (f".{fraction}" if fraction else "")
    return f"{sign}{SYMBOLS.get(currency.upper(), currency.upper() + ' ')}{grouped}"
