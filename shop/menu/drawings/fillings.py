# ruff: noqa: E501 - path data is one figure per line; broken up it can no longer be read beside the picture
"""What goes between two breads: each filling is one layer of a given height and colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from shop.menu.drawings.strokes import dark, el, light, line, n, shape

# Height in drawing units and colour.
FILLINGS: Final[Mapping[str, tuple[float, str]]] = {
    "lettuce": (10, "#6FAE4E"),
    "rocket": (9, "#4C8C3F"),
    "tomato": (10, "#D8412F"),
    "cheddar": (8, "#F5B83D"),
    "swiss": (8, "#F7DE92"),
    "mozzarella": (13, "#FFF8EA"),
    "ham": (10, "#EE9C98"),
    "turkey": (10, "#EBC7A4"),
    "salmon": (11, "#F58A62"),
    "egg": (14, "#FFFDF4"),
    "avocado": (10, "#A8C256"),
    "falafel": (18, "#9A6A34"),
    "halloumi": (13, "#F6E3B4"),
    "cucumber": (8, "#A9D18E"),
    "pesto": (6, "#5E8C31"),
    "bacon": (9, "#B5442F"),
    "cream": (8, "#FFFAF0"),
    "mushroom": (11, "#B99A78"),
    "beet": (9, "#8E2A52"),
    "hummus": (9, "#E6C88F"),
    "chicken": (16, "#E2A95B"),
    "brie": (11, "#FBF1D3"),
    "pepper": (9, "#C9352B"),
    "onion": (7, "#9C4A78"),
    "tuna": (12, "#E7C9A8"),
    "patty": (17, "#6B3A22"),
    "jam": (7, "#A3213F"),
    "peanut": (8, "#B9803F"),
    "spinach": (9, "#2F6B3F"),
}


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer's height, colour, lower edge y, and the bread's edges x0 and x1."""

    h: float
    colour: str
    y: float
    x0: float
    x1: float

    @property
    def w(self) -> float:
        return self.x1 - self.x0


def leaves(a: Layer) -> str:
    waves, wide = 9, a.w + 14
    d = f"M{n(a.x0 - 7)} {n(a.y - a.h + 3)}H{n(a.x1 + 7)}"
    for k in range(waves):
        x = a.x1 + 7 - wide * k / waves
        d += f"Q{n(x - wide / waves / 2)} {n(a.y + (6 if k % 2 else 2))} {n(x - wide / waves)} {n(a.y - a.h + 5)}"
    return shape(d + "Z", a.colour) + line(f"M{n(a.x0)} {n(a.y - a.h + 4)}H{n(a.x1)}", dark(a.colour, 0.2), 2)


def slices(a: Layer) -> str:
    step = a.w / 3
    return "".join(
        f'<rect x="{n(a.x0 + 2 + k * step)}" y="{n(a.y - a.h)}" width="{n(step - 4)}" height="{n(a.h)}" rx="{n(a.h / 2)}" fill="{a.colour}"/>'
        + line(f"M{n(a.x0 + 12 + k * step)} {n(a.y - a.h + 3.5)}h{n(step - 26)}", light(a.colour, 0.5), 2.6)
        for k in range(3)
    )


def melting(a: Layer) -> str:
    x0, x1, y, h = a.x0, a.x1, a.y, a.h
    drops = f"M{n(x0 - 3)} {n(y - h)}H{n(x1 + 4)}L{n(x1 - 12)} {n(y - 1)}L{n(x1 - 26)} {n(y + 9)}L{n(x1 - 42)} {n(y - 1)}H{n(x0 + 44)}L{n(x0 + 32)} {n(y + 5)}L{n(x0 + 18)} {n(y - 1)}H{n(x0 + 2)}Z"
    return shape(drops, a.colour) + line(f"M{n(x0 + 6)} {n(y - h + 2)}H{n(x1 - 6)}", light(a.colour, 0.5), 2.2)


def folded(a: Layer) -> str:
    d = f"M{n(a.x0 - 4)} {n(a.y - a.h)}"
    for k in range(6):
        d += f"q{n(a.w / 12)} {n(-4 if k % 2 else 3)} {n((a.w + 8) / 6)} 0"
    d += f"v{n(a.h - 2)}"
    for k in range(6):
        d += f"q{n(-a.w / 12)} {n(5 if k % 2 else -2)} {n(-(a.w + 8) / 6)} 0"
    fold = f"M{n(a.x0 + 6)} {n(a.y - a.h * 0.5)}q{n(a.w * 0.25)} 5 {n(a.w * 0.46)} 0t{n(a.w * 0.42)} 0"
    return shape(d + "Z", a.colour) + line(fold, light(a.colour, 0.5), 2.4)


def fried_egg(a: Layer) -> str:
    white = f'<rect x="{n(a.x0)}" y="{n(a.y - a.h)}" width="{n(a.w)}" height="{n(a.h)}" rx="7" fill="{a.colour}"/>'
    return white + "".join(
        el(a.x0 + a.w * t, a.y - a.h * 0.52, 15, 5.4, "#F6B12F")
        + el(a.x0 + a.w * t - 4, a.y - a.h * 0.64, 5, 1.7, "#FBD77B")
        for t in (0.27, 0.7)
    )


def balls(a: Layer) -> str:
    return "".join(
        f'<circle cx="{n(a.x0 + a.w * t)}" cy="{n(a.y - a.h * 0.5)}" r="{n(a.h * 0.62)}" fill="{a.colour}"/>'
        + line(f"M{n(a.x0 + a.w * t - 5)} {n(a.y - a.h * 0.75)}q4 -4 9 -1", light(a.colour, 0.4), 2.4)
        + el(a.x0 + a.w * t + 3, a.y - a.h * 0.35, 2, 1.5, dark(a.colour, 0.3))
        for t in (0.1, 0.3, 0.5, 0.7, 0.9)
    )


def grilled(a: Layer) -> str:
    third, top = a.w / 3, a.y - a.h

    def bars(x: float) -> str:
        return line("".join(f"M{n(x + at)} {n(top + 1)}v{n(a.h - 2)}" for at in (10, 22, 34)), "#9A5B25", 3)

    return "".join(
        f'<rect x="{n(a.x0 + k * third + 1)}" y="{n(top)}" width="{n(third - 3)}" height="{n(a.h)}" rx="3.5" fill="{a.colour}"/>'
        + bars(a.x0 + k * third)
        for k in range(3)
    )


def spread(a: Layer) -> str:
    d = f"M{n(a.x0 + 2)} {n(a.y - a.h)}H{n(a.x1 - 2)}"
    for k in range(5):
        d += f"q2 {n(a.h * 0.8 + (7 if k in (1, 3) else 1))} {n(-(a.w - 4) / 5)} {n(a.h * 0.5 if k == 0 else 0)}"
    return shape(d + "Z", a.colour)


def slab(a: Layer) -> str:
    x0, x1, y, h = a.x0, a.x1, a.y, a.h
    d = f"M{n(x0)} {n(y - h * 0.5)}Q{n(x0)} {n(y - h)} {n(x0 + 10)} {n(y - h)}H{n(x1 - 10)}Q{n(x1)} {n(y - h)} {n(x1)} {n(y - h * 0.5)}Q{n(x1)} {n(y)} {n(x1 - 10)} {n(y)}H{n(x0 + 10)}Q{n(x0)} {n(y)} {n(x0)} {n(y - h * 0.5)}Z"
    return shape(d, a.colour) + line(f"M{n(x0 + 12)} {n(y - h * 0.62)}H{n(x1 - 14)}", light(a.colour, 0.5), 2.6)


SHAPES: Final[Mapping[Callable[[Layer], str], tuple[str, ...]]] = {
    leaves: ("lettuce", "rocket", "spinach"),
    slices: ("tomato", "cucumber", "beet", "pepper", "onion"),
    melting: ("cheddar", "swiss"),
    folded: ("ham", "turkey", "salmon", "bacon"),
    fried_egg: ("egg",),
    balls: ("falafel", "chicken"),
    grilled: ("halloumi",),
    spread: ("cream", "hummus", "pesto", "jam", "peanut"),
}
SHAPE_OF: Final = {name: drawn for drawn, names in SHAPES.items() for name in names}


def filling(name: str, y: float, x0: float, x1: float) -> str:
    """One layer whose lower edge is y; a little wider than the bread where that looks good."""
    h, colour = FILLINGS[name]
    return SHAPE_OF.get(name, slab)(Layer(h, colour, y, x0, x1))
