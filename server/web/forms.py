"""Forms, parsed once at the door: every field strictly, with a message and a suggestion beside each wrong one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from aiohttp import web

from server.orders.refusals import WrongFields
from server.web.words import _

_WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd]"
)  # the last stands for bytes that were no UTF-8
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class Form:
    """A submitted form. Reading a field never raises: wrong ones are collected, `check()` raises them together.

    `values` are the typed texts, to be shown again; passwords and the CSRF token are left out of them.
    """

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        self._values = values
        self.errors: dict[str, list[str]] = {}

    @property
    def values(self) -> dict[str, str]:
        return {
            name: texts[0]
            for name, texts in self._values.items()
            if texts and "password" not in name and name != "csrf_token"
        }

    def given(self, name: str) -> bool:
        """Whether the field was sent at all: a field left out of a change keeps its value."""
        return name in self._values

    def raw(self, name: str) -> str:
        texts = self._values.get(name, ())
        return texts[0] if texts else ""

    def all(self, name: str) -> list[str]:
        return list(self._values.get(name, ()))

    def wrong(self, name: str, message: str) -> None:
        self.errors.setdefault(name, []).append(message)

    def check(self) -> None:
        """Raises WrongFields with all that was found wrong so far."""
        if self.errors:
            raise WrongFields(self.errors)

    def text(self, name: str, *, most: int, required: str = "", lines: bool = False) -> str:
        """A text of at most `most` characters, trimmed, NFC; `required` is the message for a blank one.

        One that nobody would see anything of is blank: "" for whoever asks.
        """
        text = unicodedata.normalize("NFC", self.raw(name)).replace("\r\n", "\n").replace("\r", "\n").strip()
        if _CONTROL.search(text) or (not lines and len(text.splitlines()) > 1):
            self.wrong(name, _("There is a character in it that cannot be read. Please type it again."))
            return ""
        if len(text) > most:
            self.wrong(
                name, _("Please use at most {most} characters; it has {count}.").format(most=most, count=len(text))
            )
            return ""
        if is_visible(text):
            return text
        if required:
            self.wrong(name, required)
        return ""

    def whole_number(self, name: str, low: int, high: int, *, message: str = "") -> int | None:
        """A whole number from `low` to `high` in ASCII digits; None (and a message) otherwise."""
        text = self.raw(name).strip(" ")
        if _WHOLE.fullmatch(text) and low <= int(text) <= high:
            return int(text)
        self.wrong(name, message or _("Please type a whole number from {low} to {high}.").format(low=low, high=high))
        return None

    def one_of(self, name: str, allowed: Sequence[str], message: str) -> str:
        """One of the allowed words; "" (and the message) otherwise."""
        text = self.raw(name)
        if text in allowed:
            return text
        self.wrong(name, message)
        return ""

    def flag(self, name: str) -> bool:
        return self.raw(name) in ("1", "on", "true", "yes")


def is_visible(text: str) -> bool:
    """Whether a person would see anything of it: spaces and zero-width characters alone are blank."""
    return any(unicodedata.category(c) not in ("Cf", "Zs", "Zl", "Zp", "Cc", "Mn") for c in text)


async def read_form(request: web.Request) -> Form:
    """The request's form. Raises HTTPUnsupportedMediaType for other bodies, HTTPBadRequest for unreadable ones."""
    if request.can_read_body and request.content_type not in _FORM_TYPES:
        raise web.HTTPUnsupportedMediaType
    try:
        posted = await request.post()
    except (ValueError, LookupError, web.RequestPayloadError) as error:
        raise web.HTTPBadRequest from error
    values: dict[str, list[str]] = {}
    for name, value in posted.items():
        if isinstance(value, str):
            values.setdefault(name, []).append(value)
    return Form(values)
