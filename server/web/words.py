"""Words a person reads that Python must give (problem JSON, field messages); templates have their own.

Everything goes through gettext. The catalogue is English for now: `_` marks and answers the text itself.
"""

from __future__ import annotations

from gettext import NullTranslations

TRANSLATIONS = NullTranslations()
_ = TRANSLATIONS.gettext
ngettext = TRANSLATIONS.ngettext
