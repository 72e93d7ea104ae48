"""E-mail addresses: plausible or not, with what was probably meant. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import Final

MOST_CHARACTERS: Final = 254  # RFC 5321: a path of 256 less its angle brackets

_LOCAL = re.compile(r"[^\s@\x00-\x20\x7f<>()\[\],;:\\\"]{1,64}")
_LABEL = re.compile(r"[^\W_](?:[^\W_]|-){0,62}")
_PUNYCODE: Final = "xn--"
_SLIPS: Final = {
    "gmial.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gmal.com": "gmail.com",
    "gamil.com": "gmail.com",
    "gnail.com": "gmail.com",
    "gmail.co": "gmail.com",
    "gmail.con": "gmail.com",
    "gmail.cm": "gmail.com",
    "googlemail.con": "googlemail.com",
    "hotmial.com": "hotmail.com",
    "hotmal.com": "hotmail.com",
    "hotmail.con": "hotmail.com",
    "hotmail.co": "hotmail.com",
    "outlok.com": "outlook.com",
    "outloo.com": "outlook.com",
    "outlook.con": "outlook.com",
    "outlook.co": "outlook.com",
    "yaho.com": "yahoo.com",
    "yahooo.com": "yahoo.com",
    "yahoo.con": "yahoo.com",
    "iclod.com": "icloud.com",
    "icloud.con": "icloud.com",
    "icloud.co": "icloud.com",
}


class EmailFlaw(Enum):
    """What keeps a text from being an e-mail address."""

    BLANK = "blank"
    TOO_LONG = "too long"
    NO_AT = "no at"
    SEVERAL_AT = "several at"
    NO_NAME = "no name"
    UNFINISHED_DOMAIN = "unfinished domain"
    LIKELY_SLIP = "likely slip"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class EmailProblem:
    """A flaw and, where one is to be guessed, the address that was probably meant."""

    flaw: EmailFlaw
    suggestion: str = ""


def email_key(email: str) -> str:
    """What makes an address one account: the same whatever its case or Unicode composition.

    And however its domain is spelt: where bücher.de is typed, some browsers send xn--bcher-kva.de.
    """
    name, at, domain = unicodedata.normalize("NFC", email.strip()).rpartition("@")
    readable = name + at + ".".join(_readable(label) for label in domain.split("."))
    return unicodedata.normalize("NFC", readable.casefold())


def _readable(label: str) -> str:
    """A domain's label as people write it; what is no Punycode of such a one stays as it is."""
    ascii_text = label.lower()
    if not ascii_text.startswith(_PUNYCODE):
        return label
    try:
        text = ascii_text.removeprefix(_PUNYCODE).encode("ascii").decode("punycode")
    except UnicodeError:
        return label
    return label if text.isascii() or not _LABEL.fullmatch(text) else text


def find_email_problem(email: str) -> EmailProblem | None:  # noqa: PLR0911 - one return for each kind of flaw
    """What is wrong with an address, None when it is plausible. Whether it exists only a mail can tell."""
    text = unicodedata.normalize("NFC", email.strip())
    if not text:
        return EmailProblem(EmailFlaw.BLANK)
    if len(text) > MOST_CHARACTERS:
        return EmailProblem(EmailFlaw.TOO_LONG)
    name, at, domain = text.partition("@")
    if not at:
        return EmailProblem(EmailFlaw.NO_AT)
    if "@" in domain:
        return EmailProblem(EmailFlaw.SEVERAL_AT)
    if not name:
        return EmailProblem(EmailFlaw.NO_NAME)
    unseen = any(unicodedata.category(character) in ("Cc", "Cf") for character in name)
    if unseen or not _LOCAL.fullmatch(name) or name.startswith(".") or name.endswith(".") or ".." in name:
        return EmailProblem(EmailFlaw.UNREADABLE)
    return _find_domain_problem(name, domain)


def _find_domain_problem(name: str, domain: str) -> EmailProblem | None:
    tidy = domain.casefold().strip(".")
    labels = tidy.split(".")
    if not all(_LABEL.fullmatch(label) and not label.endswith("-") for label in labels):
        # nothing after the @, or a gap in it, is a slip of the hand; anything else cannot be read
        gap = not tidy or (".." in domain and all(_LABEL.fullmatch(label) for label in labels if label))
        return EmailProblem(EmailFlaw.UNFINISHED_DOMAIN if gap else EmailFlaw.UNREADABLE)
    if len(labels) < 2 or domain != domain.strip("."):
        whole = tidy if len(labels) > 1 else f"{tidy}.com"
        return EmailProblem(EmailFlaw.UNFINISHED_DOMAIN, f"{name}@{_SLIPS.get(whole, whole)}")
    if len(labels[-1]) < 2 or labels[-1].isdigit():
        return EmailProblem(EmailFlaw.UNFINISHED_DOMAIN)
    if tidy in _SLIPS:
        return EmailProblem(EmailFlaw.LIKELY_SLIP, f"{name}@{_SLIPS[tidy]}")
    return None
