"""Words a person reads that Python must give (problem JSON, field messages); templates have their own.

Everything goes through gettext. The catalogue is English for now: `_` marks and answers the text itself.
"""

from __future__ import annotations

import re
from datetime import date
from gettext import NullTranslations

TRANSLATIONS = NullTranslations()
_ = TRANSLATIONS.gettext
ngettext = TRANSLATIONS.ngettext

_LEAVES_OUT = re.compile(r"^\s*(?:no|without)\s+", re.IGNORECASE)
_MONTHS = _("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()


def bare_title(title: str) -> str:
    """What is left out, without a word that says so already: «No onion» → «onion». Pages put their own before it."""
    return _LEAVES_OUT.sub("", title) or title


def date_text(day: date) -> str:
    """A date as everybody reads it the same way: «28 Nov 2026»."""
    return _("{day} {month} {year}").format(day=day.day, month=_MONTHS[day.month - 1], year=day.year)
