# ruff: noqa: E501 - path data is one figure per line; broken up it can no longer be read beside the picture
"""Drinks one sees through or carries away: paper cup, glass, shot, bottle."""

from __future__ import annotations

from typing import Final

from shop.menu.drawings.hot import Pool, surface
from shop.menu.drawings.strokes import (
    COBALT,
    berry,
    citrus,
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


def cup(
    *, sleeve: str = COBALT, lid: str = "#2A2730", body: str = "#FFFFFF", tall: float = 104, hot: bool = False
) -> str:
    base, cx = 150.0, 120.0
    top = base - tall
    wt, wb = 38.0, 29.0

    def at(y: float) -> float:
        return wb + (wt - wb) * (base - y) / tall

    y1, y2 = top + tall * 0.3, top + tall * 0.72
    band = (
        f"M{n(cx - at(y1) - 1.5)} {n(y1)}H{n(cx + at(y1) + 1.5)}L{n(cx + at(y2) + 1.5)} {n(y2)}H{n(cx - at(y2) - 1.5)}Z"
    )
    mid = (y1 + y2) / 2
    mark = (
        f'<circle cx="{n(cx)}" cy="{n(mid - 3)}" r="8" fill="none" stroke="#FFF" stroke-width="3.4" pathLength="100" '
        f'stroke-dasharray="76 24" transform="rotate(0 {n(cx)} {n(mid - 3)})"/>'
        + line(f"M{n(cx - 11)} {n(mid + 11)}h22", "#FFF", 3.4)
    )
    return (
        shadow(cx, 151, 48)
        + shape(
            f"M{n(cx - wt)} {n(top)}H{n(cx + wt)}L{n(cx + wb)} {n(base - 3)}Q{n(cx)} {n(base + 4)} {n(cx - wb)} {n(base - 3)}Z",
            body,
        )
        + shape(band, sleeve)
        + shape(
            f"M{n(cx + 12)} {n(top)}H{n(cx + wt)}L{n(cx + wb)} {n(base - 3)}Q{n(cx + 18)} {n(base + 1)} {n(cx + 9)} {n(base + 0.5)}Z",
            "#14204A",
            'opacity=".13"',
        )
        + mark
        + f'<rect x="{n(cx - wt - 5)}" y="{n(top - 7)}" width="{n(2 * wt + 10)}" height="10" rx="4.5" fill="{lid}"/>'
        + shape(
            f"M{n(cx - wt + 2)} {n(top - 7)}L{n(cx - wt + 7)} {n(top - 18)}H{n(cx + wt - 7)}L{n(cx + wt - 2)} {n(top - 7)}Z",
            mix(lid, "#FFFFFF", 0.13),
        )
        + f'<rect x="{n(cx + 10)}" y="{n(top - 18)}" width="12" height="3.4" rx="1.7" fill="{dark(lid, 0.5)}"/>'
        + (steam(cx + 10, top - 26) if hot else "")
    )


CITRUS: Final = {"lemon": "#F4C534", "orange": "#F08A24", "lime": "#7DB544", "grapefruit": "#E8615A"}


def gradient(uid: str, layers: tuple[tuple[str, float], ...], *, soft: bool) -> str:
    """The liquids from the bottom up, as one gradient; soft edges flow into each other."""
    full, seen, stops = sum(share for _, share in layers), 0.0, ""
    for k, (colour, share) in enumerate(layers):
        a, b = seen / full, (seen + share) / full
        pad = (b - a) * (0.3 if soft else 0)
        low, high = a + (pad if k else 0), b - (pad if k < len(layers) - 1 else 0)
        stops += f'<stop offset="{n(100 * low)}%" stop-color="{colour}"/><stop offset="{n(100 * high)}%" stop-color="{colour}"/>'
        seen += share
    return f'<linearGradient id="{uid}" x1="0" y1="1" x2="0" y2="0">{stops}</linearGradient>'


def ice_cubes(count: int, cx: float, y: float) -> str:
    places = ((-10, 4, 12), (9, 10, -18), (-4, 26, 30), (10, 34, 8), (-12, 44, -24))[:count]
    return "".join(
        f'<rect x="-8.5" y="-8.5" width="17" height="17" rx="4" fill="#FFF" fill-opacity=".38" stroke="#FFF" stroke-opacity=".75" '
        f'stroke-width="2" transform="translate({n(cx + dx)} {n(y + dy)}) rotate({turn})"/>'
        for dx, dy, turn in places
    )


def garnish_on(garnish: str, cx: float, y: float, edge: float, top: float) -> str:
    """What sits on the rim or the drink: a citrus, mint, berries, basil, cinnamon, melon, ginger or nothing."""
    if garnish in CITRUS:
        return citrus(edge + 2, top + 2, 18, CITRUS[garnish])
    if garnish == "mint":
        return (
            leaf(cx - 4, y - 3, 19, -35)
            + leaf(cx - 2, y - 2, 19, -140, "#57A55F")
            + leaf(cx, y - 4, 15, -85, "#4B9A57")
        )
    if garnish == "berries":
        return berry(cx - 11, y - 4, 7, "#C4314B") + berry(cx + 4, y - 6, 7.5, "#4B3B86") + leaf(cx + 8, y - 6, 15, -35)
    if garnish == "strawberry":
        return shape(f"M{n(edge - 10)} {n(top - 8)}q12 -9 24 0q1 16 -12 25q-13 -9 -12 -25Z", "#D63A4A") + leaf(
            edge + 2, top - 10, 12, -60
        )
    return ""


def glass(
    *,
    layers: tuple[tuple[str, float], ...] = (("#F3E3C6", 0.45), ("#8A5A33", 0.4)),
    ice: int = 3,
    straw: str = "",
    garnish: str = "",
    top_art: str = "",
    soft: bool = True,
    uid: str = "g",
    tall: float = 108,
    wide: float = 36,
) -> str:
    """Layers are (colour, share of the height) from the bottom up. `uid` must differ within one picture."""
    cx, base = 118.0, 150.0
    top, wt, wb = base - tall, wide, wide * 0.76

    def at(y: float) -> float:
        return wb + (wt - wb) * (base - y) / tall

    y0 = base - 6 - (tall - 8) * sum(share for _, share in layers)
    inside = (
        f"M{n(cx - at(y0) + 3.5)} {n(y0)}H{n(cx + at(y0) - 3.5)}L{n(cx + wb - 3.5)} {n(base - 10)}Q{n(cx + wb - 5)} {n(base - 5)} {n(cx + wb - 10)} {n(base - 5)}"
        f"H{n(cx - wb + 10)}Q{n(cx - wb + 5)} {n(base - 5)} {n(cx - wb + 3.5)} {n(base - 10)}Z"
    )
    outer = f"M{n(cx - wt)} {n(top)}L{n(cx - wb)} {n(base - 6)}Q{n(cx - wb + 1)} {n(base)} {n(cx - wb + 8)} {n(base)}H{n(cx + wb - 8)}Q{n(cx + wb - 1)} {n(base)} {n(cx + wb)} {n(base - 6)}L{n(cx + wt)} {n(top)}Z"
    gleam = f"M{n(cx - at(top + 18) + 9)} {n(top + 18)}L{n(cx - at(base - 34) + 9)} {n(base - 34)}"
    floating = ""
    if top_art:
        floating = surface(top_art, Pool(cx, y0 - 1, wt - 7, 8.5, layers[-1][0], "#FFF6E6"))
    return (
        shadow(cx, 151, wb + 16)
        + gradient(uid, layers, soft=soft)
        + (line(f"M{n(cx + 30)} {n(top - 22)}L{n(cx + 4)} {n(base - 16)}", straw, 7) if straw else "")
        + shape(outer, "#FFFFFF", 'opacity=".5"')
        + shape(inside, f"url(#{uid})", 'opacity=".96"')
        + el(cx, y0, at(y0) - 3.5, (at(y0) - 3.5) * 0.24, light(layers[-1][0], 0.3))
        + ice_cubes(ice, cx, y0)
        + floating
        + line(gleam, "#FFFFFF", 4.5, 'opacity=".6"')
        + el(cx, top, wt, wt * 0.23, "none", 'stroke="#FFFFFF" stroke-width="3.4" opacity=".95"')
        + garnish_on(garnish, cx, y0, cx - wt, top)
    )


def shot(*, liquid: str = "#4A2812", crema: str = "#C98B4B", milk: float = 0.0, uid: str = "s") -> str:
    layers = ((("#F3E3C6", milk),) if milk else ()) + ((liquid, 0.62 - milk), (crema, 0.16))
    return glass(layers=tuple(layers), ice=0, soft=bool(milk), uid=uid, tall=70, wide=35)


def bottle(*, juice: str = "#F08A24", label: str = "#FFFFFF", cap: str = COBALT, pulp: str = "") -> str:
    body = "M96 66Q96 54 104 48V36H136V48Q144 54 144 66V140Q144 150 134 150H106Q96 150 96 140Z"
    liquid = "M99.5 72H140.5V139Q140.5 146.5 133 146.5H107Q99.5 146.5 99.5 139Z"
    bits = "".join(el(x, y, 2, 2, pulp) for x, y, _ in sprinkle(3, 12, 120, 110, 16, 34)) if pulp else ""
    return (
        '<g transform="translate(-6 -7.5) scale(1.05)">'
        + shadow(120, 151, 38)
        + shape(body, "#FFFFFF", 'opacity=".55"')
        + shape(liquid, juice)
        + el(120, 72, 20.5, 4.5, light(juice, 0.35))
        + bits
        + f'<rect x="96" y="92" width="48" height="34" fill="{label}"/>'
        + f'<circle cx="120" cy="106" r="7" fill="none" stroke="{cap}" stroke-width="3" pathLength="100" stroke-dasharray="76 24"/>'
        + line("M110.5 119h19", cap, 3)
        + shape("M130 50V36H136V48Q144 54 144 66V140Q144 150 134 150H128Z", "#14204A", 'opacity=".1"')
        + line("M104 68V86", "#FFFFFF", 4.5, 'opacity=".7"')
        + f'<rect x="101" y="26" width="38" height="14" rx="4" fill="{cap}"/>'
        + line("M110 30v6M120 30v6M130 30v6", mix(cap, "#FFFFFF", 0.35), 2)
        + "</g>"
    )
