"""Product drawings: parametric SVG in the house's enamel crockery, for products without a photo."""

from shop.menu.drawings.choosing import DRAWINGS, choose_drawing, tint_of
from shop.menu.drawings.kinds import KINDS, draw
from shop.menu.drawings.portrait import Drawing, Tint
from shop.menu.drawings.serving import add_drawings, art

__all__ = ["DRAWINGS", "KINDS", "Drawing", "Tint", "add_drawings", "art", "choose_drawing", "draw", "tint_of"]
