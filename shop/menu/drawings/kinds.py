"""All kinds of drawings by name, and one whole picture of any of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Final

from shop.menu.drawings.bakery import cookie, croissant, loaf, muffin, ring, roll
from shop.menu.drawings.bowls import bowl, pair, soup
from shop.menu.drawings.cakes import cake, tart
from shop.menu.drawings.cold import bottle, cup, glass, shot
from shop.menu.drawings.eggs import benedict, breakfast, omelette
from shop.menu.drawings.hot import mug, pot
from shop.menu.drawings.plates import bar, pancakes, toast, wrap
from shop.menu.drawings.sandwiches import stack

KINDS: Final[Mapping[str, Callable[..., str]]] = {
    "bar": bar,
    "benedict": benedict,
    "bottle": bottle,
    "bowl": bowl,
    "breakfast": breakfast,
    "cake": cake,
    "cookie": cookie,
    "croissant": croissant,
    "cup": cup,
    "glass": glass,
    "loaf": loaf,
    "muffin": muffin,
    "mug": mug,
    "omelette": omelette,
    "pair": pair,
    "pancakes": pancakes,
    "pot": pot,
    "ring": ring,
    "roll": roll,
    "shot": shot,
    "soup": soup,
    "stack": stack,
    "tart": tart,
    "toast": toast,
    "wrap": wrap,
}


def draw(kind: str, title: str = "", **parameters: object) -> str:
    """A whole SVG file, 4:3. The title is for the file; pages give the image its own alternative text.

    Raises KeyError for a kind that does not exist and TypeError for a parameter the kind does not have.
    """
    inside = KINDS[kind](**parameters)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="14 12 212 159" width="424" height="318">'
        f"<title>{escape(title)}</title>{inside}</svg>\n"
    )
