# ruff: noqa: E501 - path data is one figure per line; broken up it can no longer be read beside the picture
"""Bowls and soups, and two pictures on one counter."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from shop.menu.drawings.strokes import (
    COBALT,
    ENAMEL,
    berry,
    dark,
    el,
    leaf,
    light,
    line,
    mix,
    n,
    shadow,
    shape,
    sprinkle,
    steam,
)


def dish(rim: str, body: str) -> tuple[str, str]:
    back = shadow(120, 153, 62) + el(120, 88, 78, 31, mix(body, "#24345F", 0.16))
    front = (
        shape("M42 88C46 132 78 152 120 152S194 132 198 88A78 31 0 0 1 42 88Z", body)
        + shape(
            "M158 115C182 109 196 100 198 88C194 132 162 152 120 152C148 146 158 128 158 109.5Z",
            mix(body, "#24345F", 0.13),
        )
        + line("M58 116C64 128 74 136 86 141", "#FFFFFF" if body != ENAMEL else "#EEF1F8", 5.5)
        + el(120, 88, 78, 31, "none", f'stroke="{rim}" stroke-width="5"')
    )
    return back, front


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a piece lies on the heap, and how far it is turned in degrees."""

    x: float
    y: float
    t: float

    @property
    def turn(self) -> str:
        return f'transform="rotate({n(self.t % 70 - 35)} {n(self.x)} {n(self.y)})"'


Piece = Callable[[Spot], str]


def leaf_piece(s: Spot) -> str:
    return leaf(s.x - 10, s.y - 2, 21, s.t % 120 - 60, ("#3F8F4F", "#6FAE4E", "#57A55F")[int(s.t) % 3])


def round_slice(colour: str) -> Piece:
    def piece(s: Spot) -> str:
        return (
            el(s.x, s.y, 11.5, 8, colour, s.turn)
            + el(s.x, s.y - 1, 7.6, 4.8, light(colour, 0.3), s.turn)
            + el(s.x, s.y - 1, 2.6, 1.7, light(colour, 0.6), s.turn)
        )

    return piece


def egg_piece(s: Spot) -> str:
    white = el(s.x, s.y, 16, 11, "#FFFDF4", s.turn + ' stroke="#E4DCC4" stroke-width="1"')
    return white + el(s.x + 1, s.y, 7.6, 5.6, "#F6A92A") + el(s.x - 1, s.y - 2, 3, 1.6, "#FBD77B")


def avocado_piece(s: Spot) -> str:
    greens = enumerate(("#7FA23F", "#A8C256", "#CBDD84"))
    wedges = "".join(line(f"M{n(s.x - 13 + k * 7)} {n(s.y + 6)}q5 -13 14 -9", c, 6) for k, c in greens)
    return f"<g {s.turn}>{wedges}</g>"


def two_balls(colour: str) -> Piece:
    return lambda s: berry(s.x, s.y, 7.4, colour) + berry(s.x + 9, s.y + 3, 6.4, colour)


def banana_piece(s: Spot) -> str:
    disc = el(s.x, s.y, 11, 7.6, "#FBE8A8", s.turn + ' stroke="#E8C765" stroke-width="2"')
    return disc + el(s.x, s.y, 3, 2, "#DDB968")


def cube(colour: str) -> Piece:
    def piece(s: Spot) -> str:
        low = f'<rect x="{n(s.x - 9)}" y="{n(s.y - 4)}" width="18" height="12" rx="3" fill="{dark(colour, 0.16)}"/>'
        top = f'<rect x="{n(s.x - 9)}" y="{n(s.y - 8)}" width="18" height="11" rx="3" fill="{light(colour, 0.12)}"/>'
        return f"<g {s.turn}>{low}{top}</g>"

    return piece


def mushroom(s: Spot) -> str:
    cap = shape(f"M{n(s.x - 13)} {n(s.y)}q1 -14 13 -14t13 14q-13 5 -26 0Z", "#9A7350")
    stem = f'<rect x="{n(s.x - 5)}" y="{n(s.y - 1)}" width="10" height="11" rx="3" fill="#E9D8BC"/>'
    return f"<g {s.turn}>{stem}{cap}{line(f'M{n(s.x - 8)} {n(s.y - 5)}q3 -5 8 -5', '#C9A985', 2.4)}</g>"


def fig(s: Spot) -> str:
    skin = el(s.x, s.y, 14, 10, "#5B2F52", s.turn) + el(s.x, s.y, 11.5, 7.8, "#F3D9C0", s.turn)
    return skin + el(s.x, s.y, 8, 5.2, "#B8475A", s.turn) + el(s.x, s.y, 3, 1.8, "#F0C9A0", s.turn)


def nut(s: Spot) -> str:
    return el(s.x, s.y, 7, 4.6, "#9C6B3A", s.turn) + el(s.x - 1, s.y - 1, 4, 2, "#C79A62", s.turn)


def noodles(s: Spot) -> str:
    return line(
        f"M{n(s.x - 14)} {n(s.y + 4)}q7 -12 14 -3t15 -4M{n(s.x - 10)} {n(s.y + 8)}q8 -10 14 -2t12 -3", "#F6DFA4", 3.4
    )


def seeds(s: Spot) -> str:
    return "".join(el(s.x + dx, s.y + dy, 2.3, 1.5, "#2A2730") for dx, dy in ((-6, 0), (0, 3), (5, -2), (9, 2)))


PIECES: Final[Mapping[str, Piece]] = {
    "leaf": leaf_piece,
    "tomato": round_slice("#D8412F"),
    "beet": round_slice("#8E2A52"),
    "carrot": round_slice("#F08A24"),
    "cucumber": round_slice("#8CBF6A"),
    "radish": round_slice("#D9567A"),
    "apple": round_slice("#C9D98A"),
    "egg": egg_piece,
    "avocado": avocado_piece,
    "chickpea": two_balls("#E2B766"),
    "berry": two_balls("#C4314B"),
    "blueberry": two_balls("#4B4A96"),
    "bean": two_balls("#7A2F2A"),
    "olive": two_balls("#4A4A2A"),
    "pea": two_balls("#7DB34A"),
    "banana": banana_piece,
    "salmon": cube("#F58A62"),
    "tofu": cube("#F6E6C4"),
    "crouton": cube("#C98A41"),
    "feta": cube("#FFFDF6"),
    "chicken": cube("#E2A95B"),
    "squash": cube("#F0952C"),
    "mango": cube("#F9B938"),
    "noodle": noodles,
    "mushroom": mushroom,
    "fig": fig,
    "nut": nut,
    "seed": seeds,
}


def bowl(
    *,
    base: str = "#6FAE4E",
    items: tuple[str, ...] = ("leaf", "tomato", "egg", "avocado"),
    rim: str = COBALT,
    body: str = ENAMEL,
    seed: int = 1,
    grain: str = "",
) -> str:
    """A heaped bowl. Items are names of PIECES; `seed` shuffles them, the same way every time."""
    back, front = dish(rim, body)
    heap = el(120, 88, 71, 26, dark(base, 0.25)) + el(120, 82, 69, 26, base)
    if grain:
        heap += "".join(
            el(x, y, 3.2, 2, grain, f'transform="rotate({n(t)} {n(x)} {n(y)})"')
            for x, y, t in sprinkle(seed, 70, 120, 82, 62, 22)
        )
    order = [items[k % len(items)] for k in range(17)]
    random.Random(seed).shuffle(order)  # noqa: S311 - an arrangement, nothing secret
    places = (Spot(*place) for place in sprinkle(seed + 30, 17, 120, 79, 57, 20))
    return back + heap + "".join(PIECES[item](spot) for item, spot in zip(order, places, strict=False)) + front


def soup(
    *,
    liquid: str = "#E0782C",
    swirl: str = "#FFF3DC",
    herb: bool = True,
    croutons: int = 4,
    rim: str = COBALT,
    body: str = ENAMEL,
    hot: bool = True,
) -> str:
    back, front = dish(rim, body)
    out = (
        el(120, 88, 71, 26, dark(liquid, 0.14))
        + el(120, 90, 69, 24, liquid)
        + line("M74 90c10 -18 44 -20 62 -9c13 8 0 20 -15 16c-14 -4 -3 -14 10 -12", swirl, 5)
    )
    for x, y, t in sprinkle(7, croutons, 156, 90, 24, 12):
        out += (
            f'<rect x="{n(x - 7)}" y="{n(y - 7)}" width="14" height="11" rx="3" fill="#C98A41" transform="rotate({n(t % 60 - 30)} {n(x)} {n(y)})"/>'
            f'<rect x="{n(x - 7)}" y="{n(y - 8)}" width="14" height="7" rx="3" fill="#E2B06A" transform="rotate({n(t % 60 - 30)} {n(x)} {n(y)})"/>'
        )
    if herb:
        out += leaf(92, 94, 15, 15) + leaf(104, 98, 12, 130, "#57A55F")
    return back + out + front + (steam(118, 58) if hot else "")


def pair(*, left: str, right: str) -> str:
    """Two pictures on one counter, for combos."""
    return f'<g transform="translate(98 48) scale(.61)">{right}</g><g transform="translate(0 55) scale(.61)">{left}</g>'
