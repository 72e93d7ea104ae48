# ruff: noqa: E501 - path data is one figure per line; broken up it can no longer be read beside the picture
"""Hot drinks in enamel: mug and pot, and what floats on top."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from shop.menu.drawings.strokes import (
    COBALT,
    ENAMEL,
    SHADE,
    citrus,
    el,
    leaf,
    light,
    line,
    mix,
    n,
    plate,
    shadow,
    shape,
    sprinkle,
    steam,
)


@dataclass(frozen=True, slots=True)
class Pool:
    """The liquid's ellipse in a mug or glass, and the two colours that float on it."""

    cx: float
    cy: float
    rx: float
    ry: float
    liquid: str
    foam: str


def heart(p: Pool) -> str:
    cx, cy, rx, ry = p.cx, p.cy, p.rx, p.ry
    return el(cx, cy, rx * 0.72, ry * 0.7, light(p.liquid, 0.25)) + shape(
        f"M{n(cx)} {n(cy + ry * 0.6)}C{n(cx - rx * 0.75)} {n(cy + ry * 0.1)} {n(cx - rx * 0.5)} {n(cy - ry * 0.75)} {n(cx)} {n(cy - ry * 0.25)}"
        f"C{n(cx + rx * 0.5)} {n(cy - ry * 0.75)} {n(cx + rx * 0.75)} {n(cy + ry * 0.1)} {n(cx)} {n(cy + ry * 0.6)}Z",
        p.foam,
    )


def rosetta(p: Pool) -> str:
    return "".join(
        line(
            f"M{n(p.cx - p.rx * w)} {n(p.cy + p.ry * y)}Q{n(p.cx)} {n(p.cy + p.ry * (y + 0.5))} {n(p.cx + p.rx * w)} {n(p.cy + p.ry * y)}",
            p.foam,
            2.6,
        )
        for w, y in ((0.3, -0.6), (0.52, -0.3), (0.6, 0), (0.4, 0.3))
    )


def froth(p: Pool) -> str:
    gleam = el(p.cx - p.rx * 0.2, p.cy - p.ry * 0.2, p.rx * 0.5, p.ry * 0.4, "#FFFFFF", 'opacity=".6"')
    return el(p.cx, p.cy, p.rx * 0.92, p.ry * 0.88, p.foam) + gleam


def cocoa(p: Pool, powder: str = "#7A4A2B") -> str:
    dust = "".join(el(x, y, 1.9, 1.2, powder) for x, y, _ in sprinkle(5, 16, p.cx, p.cy, p.rx * 0.66, p.ry * 0.6))
    return el(p.cx, p.cy, p.rx * 0.92, p.ry * 0.88, p.foam) + dust


def cream(p: Pool) -> str:
    edge = f'stroke="{mix(p.foam, "#B89B7A", 0.28)}" stroke-width="1.2"'
    blobs = ((-0.45, 0, 0.36), (0.42, 0.05, 0.36), (0, 0.25, 0.42), (-0.1, -0.45, 0.38), (0.1, -0.95, 0.27))
    heap = "".join(el(p.cx + p.rx * x, p.cy + p.ry * y, p.rx * r, p.ry * r * 2.1, p.foam, edge) for x, y, r in blobs)
    sauce = f"M{n(p.cx - p.rx * 0.5)} {n(p.cy - p.ry * 0.2)}q{n(p.rx * 0.4)} {n(p.ry * 0.7)} {n(p.rx)} 0"
    return heap + line(sauce, "#7A4A2B", 2.4)


def marshmallows(p: Pool) -> str:
    places = ((-0.45, 0.1), (-0.05, -0.35), (0.35, 0.05), (-0.05, 0.4), (0.5, -0.4), (-0.5, -0.45))
    return "".join(
        f'<rect x="{n(p.cx + p.rx * x - 6)}" y="{n(p.cy + p.ry * y - 6)}" width="12" height="10" rx="3.5" fill="{colour}" stroke="#E7CFC4" stroke-width="1"/>'
        for (x, y), colour in zip(places, ("#FFFDF8", "#F6C9CF") * 3, strict=True)
    )


def slice_of(fruit: str) -> Callable[[Pool], str]:
    def floating(p: Pool) -> str:
        disc = f'<g transform="translate({n(p.cx - 4)} {n(p.cy)}) scale(1 .36)">{citrus(0, 0, p.rx * 0.55, fruit)}</g>'
        return disc + leaf(p.cx + p.rx * 0.2, p.cy - 2, 12, -20)

    return floating


def circle(p: Pool) -> str:
    return el(p.cx, p.cy, p.rx * 0.86, p.ry * 0.82, "none", f'stroke="{p.foam}" stroke-width="3" opacity=".8"')


SURFACES: Final[Mapping[str, Callable[[Pool], str]]] = {
    "none": lambda _: "",
    "heart": heart,
    "leaf": rosetta,
    "foam": froth,
    "cocoa": cocoa,
    "spice": lambda p: cocoa(p, "#B5652A"),
    "gold": lambda p: cocoa(p, "#D98E1F"),
    "cream": cream,
    "marshmallows": marshmallows,
    "lemon": slice_of("#F2C230"),
    "orange": slice_of("#F08A24"),
    "ring": circle,
}


def surface(art: str, pool: Pool) -> str:
    """What floats on a hot drink: a name of SURFACES."""
    return SURFACES[art](pool)


def mug(
    *,
    liquid: str = "#5B3219",
    art: str = "none",
    foam: str = "#F7E8CE",
    body: str = ENAMEL,
    rim: str = COBALT,
    hot: bool = True,
    wide: float = 46,
    high: float = 76,
    saucer: bool = False,
    topping: str = "",
) -> str:
    cx, base = 114.0, 150.0
    top, w = base - high, wide
    under = plate(rim) if saucer else shadow(cx + 4, 152, w + 14)
    if saucer:
        base -= 6
        top -= 6
    low = w * 0.84
    shell = (
        f"M{n(cx - w)} {n(top)}L{n(cx - low - 1)} {n(base - 14)}Q{n(cx - low + 2)} {n(base)} {n(cx - low + 18)} {n(base)}"
        f"H{n(cx + low - 18)}Q{n(cx + low - 2)} {n(base)} {n(cx + low + 1)} {n(base - 14)}L{n(cx + w)} {n(top)}Z"
    )
    right = f"M{n(cx + w * 0.38)} {n(top)}L{n(cx + w * 0.3)} {n(base)}H{n(cx + low - 18)}Q{n(cx + low - 2)} {n(base)} {n(cx + low + 1)} {n(base - 14)}L{n(cx + w)} {n(top)}Z"
    handle = line(
        f"M{n(cx + w - 3)} {n(top + high * 0.2)}c{n(high * 0.46)} {n(-high * 0.06)} {n(high * 0.42)} {n(high * 0.5)} {n(-3)} {n(high * 0.46)}",
        rim,
        9,
    )
    rx, ry = w, w * 0.3
    pool = el(cx, top + 1.5, rx - 5, ry - 3.4, liquid)
    return (
        under
        + handle
        + shape(shell, body)
        + shape(right, mix(body, "#24345F", 0.14))
        + line(
            f"M{n(cx - w * 0.72)} {n(top + high * 0.34)}L{n(cx - w * 0.66)} {n(base - 16)}",
            "#FFFFFF" if body != ENAMEL else "#EEF1F8",
            6,
        )
        + el(cx, top, rx, ry, mix(body, "#24345F", 0.2), f'stroke="{rim}" stroke-width="5"')
        + pool
        + surface(art, Pool(cx, top + 1.5, rx - 6, ry - 3.6, liquid, foam))
        + topping
        + (steam(cx, max(top - 12, 40)) if hot else "")
    )


def pot(*, tea: str = "#B5652A", rim: str = COBALT) -> str:
    return (
        shadow(118, 152, 72)
        + line("M164 92c34 -10 36 46 -4 40", rim, 9)
        + shape("M72 108C50 104 50 84 40 72L56 66C66 78 70 84 84 88Z", ENAMEL)
        + line("M38 72L57 65", rim, 5)
        + shape("M68 112C68 74 92 66 118 66S168 74 168 112C168 138 150 150 118 150S68 138 68 112Z", ENAMEL)
        + shape(
            "M132 67C156 72 168 84 168 112C168 138 150 150 118 150C138 146 146 128 146 104C146 88 142 76 132 67Z", SHADE
        )
        + el(118, 68, 30, 8.5, ENAMEL, f'stroke="{rim}" stroke-width="4.5"')
        + shape("M92 65C96 54 140 54 144 65Q118 74 92 65Z", ENAMEL)
        + f'<circle cx="118" cy="52" r="6.5" fill="{rim}"/>'
        + line("M150 118v-16", tea, 2)
        + '<rect x="142" y="116" width="16" height="18" rx="2.5" fill="#FFCE4A"/>'
        + steam(52, 54)
    )
