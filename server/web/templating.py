"""The Jinja environment: escaping on, undefined names are errors, every text through gettext."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web

from server.web.assets import ASSETS
from server.web.words import TRANSLATIONS, bare_title


def set_up_templates(app: web.Application, folders: Mapping[str, Path]) -> jinja2.Environment:
    """`folders`: room name → its templates folder (`menu/menu.html`); "" holds the house's own."""
    loader = jinja2.ChoiceLoader(
        [
            jinja2.PrefixLoader({name: jinja2.FileSystemLoader(path) for name, path in folders.items() if name}),
            jinja2.FileSystemLoader(folders[""]),
        ]
    )
    environment = aiohttp_jinja2.setup(
        app,
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.loopcontrols"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.install_gettext_translations(TRANSLATIONS, newstyle=True)  # type: ignore[attr-defined] # from the i18n extension
    environment.filters["bare_title"] = bare_title
    environment.globals["asset"] = app[ASSETS].url
    return environment
