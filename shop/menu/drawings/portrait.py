"""How one product looks: which kind of drawing, with which parameters, on which tint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Tint = Literal["butter", "apricot", "blush", "sage", "sky", "oat", "mint"]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A product's drawing. `tint` is the tile's colour: pale food on warm tints, warm food on cool ones."""

    title: str
    tint: Tint
    kind: str
    parameters: Mapping[str, object]
