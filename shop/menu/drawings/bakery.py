# ruff: noqa: E501 - path data is one figure per line; broken up it can no longer be read beside the picture
"""From the oven: croissant, muffin, cookie, roll, ring, loaf."""

from __future__ import annotations

import math
import random
from typing import Final

from shop.menu.drawings.strokes import berry, dark, el, light, line, mix, n, plate, shadow, shape, sprinkle

# What lies on a croissant: colour, edge, pieces on each fold.
NUTS: Final = {"almond": ("#FBE9C6", "#C9985A", 2), "pistachio": ("#A9BF4F", "#6E8A2C", 3)}


def croissant(*, crust: str = "#D9893B", finish: str = "") -> str:
    out = plate()
    sizes = ((13, 15), (19, 22), (25, 29), (29, 34))
    marks = ""
    for k in (3, -3, 2, -2, 1, -1, 0):
        a = math.radians(k * 23.5 - 90)
        x, y = 120 + 66 * math.cos(a), 152 + 60 * math.sin(a)
        w, h = sizes[3 - abs(k)]
        turn = k * 27
        fill = mix(crust, "#F6C87A", 0.28 - abs(k) * 0.08) if k % 2 == 0 else crust
        out += (
            f'<g transform="translate({n(x)} {n(y + 5)}) rotate({n(turn)})">'
            + el(0, 0, w * 0.82, h, fill, f'stroke="{dark(crust, 0.28)}" stroke-width="2"')
            + line(
                f"M{n(-w * 0.42)} {n(-h * 0.5)}Q{n(-w * 0.58)} 0 {n(-w * 0.36)} {n(h * 0.45)}", light(crust, 0.62), 3.6
            )
            + line(
                f"M{n(w * 0.12)} {n(-h * 0.72)}Q{n(w * 0.3)} {n(-h * 0.1)} {n(w * 0.18)} {n(h * 0.5)}",
                dark(crust, 0.16),
                2,
            )
            + "</g>"
        )
        if finish == "chocolate":
            marks += (
                f'<g transform="translate({n(x)} {n(y + 2)}) rotate({n(turn)})">'
                + line(
                    f"M{n(-w * 0.5)} {n(-h * 0.3)}L{n(w * 0.5)} {n(-h * 0.55)}M{n(-w * 0.5)} {n(h * 0.1)}L{n(w * 0.5)} {n(-h * 0.12)}",
                    "#4A2413",
                    3.6,
                )
                + "</g>"
            )
        if finish in NUTS:
            marks += "".join(
                f'<g transform="translate({n(x + dx)} {n(y + dy)}) rotate({n(t)})">'
                + el(0, 0, 6.5, 3.2, NUTS[finish][0], f'stroke="{NUTS[finish][1]}" stroke-width="1"')
                + "</g>"
                for dx, dy, t in sprinkle(k + 9, NUTS[finish][2], 0, -8, w * 0.6, h * 0.5)
            )
    return out + marks


def muffin(
    *, cake: str = "#D79A4E", wrap: str = "#F3E6D0", bits: str = "#4B3B86", bit: str = "berry", icing: str = ""
) -> str:
    pleats = "".join(line(f"M{n(86 + k * 11.3)} 108L{n(95 + k * 8.3)} 148", dark(wrap, 0.2), 2) for k in range(1, 6))
    dome = "M72 108C62 98 72 84 80 82C80 62 100 52 120 52S160 62 160 82C168 84 178 98 168 108Q164 116 156 111Q150 118 140 113Q131 119 120 114Q109 119 100 113Q90 118 84 111Q76 116 72 108Z"
    top = icing or cake
    out = shadow(120, 152, 50) + shape("M82 104H158L147 146Q146 151 141 151H99Q94 151 93 146Z", wrap) + pleats
    out += shape("M136 104H158L147 146Q146 151 141 151H130Z", "#1B1A22", 'opacity=".07"')
    out += shape(dome, top) + shape(
        "M136 55C152 60 160 70 160 82C168 84 178 98 168 108Q164 116 156 111Q150 118 140 113C152 100 152 74 136 55Z",
        dark(top, 0.14),
    )
    out += line("M86 88C88 72 98 64 108 61", light(top, 0.55), 5)
    if icing:
        out += line("M82 92Q120 104 158 90M92 74Q120 84 149 72", dark(icing, 0.1), 3)
    for x, y, turn in sprinkle(11, 9, 120, 84, 36, 22):
        if bit == "berry":
            out += berry(x, y, 5.6, bits)
        elif bit == "chip":
            out += f'<rect x="{n(x - 5)}" y="{n(y - 4)}" width="10" height="8" rx="2.4" fill="{bits}" transform="rotate({n(turn)} {n(x)} {n(y)})"/>'
        else:
            out += f'<g transform="translate({n(x)} {n(y)}) rotate({n(turn)})">' + el(0, 0, 5, 2.6, bits) + "</g>"
    return out


def cookie(*, dough: str = "#D29A55", chip: str = "#4A2413", salt: bool = False) -> str:
    def one(cx: float, cy: float, r: float, seed: int, *, turn: float, squash: float) -> str:
        rng = random.Random(seed)  # noqa: S311 - an arrangement, nothing secret
        knots = [
            (
                cx + (r + rng.uniform(-1.8, 1.8)) * math.cos(math.tau * k / 14),
                cy + (r + rng.uniform(-1.8, 1.8)) * math.sin(math.tau * k / 14),
            )
            for k in range(14)
        ]
        d = f"M{n((knots[-1][0] + knots[0][0]) / 2)} {n((knots[-1][1] + knots[0][1]) / 2)}"
        for k, (x, y) in enumerate(knots):
            nx, ny = knots[(k + 1) % 14]
            d += f"Q{n(x)} {n(y)} {n((x + nx) / 2)} {n((y + ny) / 2)}"
        bits = "".join(
            f'<rect x="{n(x - 5.5)}" y="{n(y - 4.5)}" width="11" height="9" rx="3" fill="{chip}" transform="rotate({n(t)} {n(x)} {n(y)})"/>'
            f'<circle cx="{n(x - 2)}" cy="{n(y - 2)}" r="1.5" fill="{light(chip, 0.35)}"/>'
            for x, y, t in sprinkle(seed, 10, cx, cy, r * 0.76, r * 0.76)
        )
        grains = (
            "".join(
                f'<rect x="{n(x)}" y="{n(y)}" width="2.6" height="2.6" fill="#FFF"/>'
                for x, y, _ in sprinkle(seed + 4, 12, cx, cy, r * 0.7, r * 0.7)
            )
            if salt
            else ""
        )
        return (
            f'<g transform="rotate({n(turn)} {n(cx)} {n(cy)}) translate(0 {n(cy * (1 - squash))}) scale(1 {squash})">'
            f'<g transform="translate(0 7)">{shape(d + "Z", dark(dough, 0.32))}</g>{shape(d + "Z", dough)}'
            f'<circle cx="{n(cx - r * 0.12)}" cy="{n(cy - r * 0.14)}" r="{n(r * 0.74)}" fill="{light(dough, 0.22)}" opacity=".75"/>{bits}{grains}</g>'
        )

    return plate() + one(148, 106, 40, 3, turn=0, squash=0.86) + one(92, 112, 40, 8, turn=0, squash=0.74)


def loaf(*, crumb: str = "#E0AE62", crust: str = "#9C5A26", bits: str = "#5B3219", glaze: str = "") -> str:
    def slab(x: float, y: float) -> str:
        d = f"M{n(x)} {n(y + 62)}V{n(y + 24)}C{n(x - 8)} {n(y - 6)} {n(x + 24)} {n(y - 8)} {n(x + 40)} {n(y - 4)}C{n(x + 58)} {n(y - 8)} {n(x + 88)} {n(y - 6)} {n(x + 80)} {n(y + 24)}V{n(y + 62)}Q{n(x + 80)} {n(y + 68)} {n(x + 74)} {n(y + 68)}H{n(x + 6)}Q{n(x)} {n(y + 68)} {n(x)} {n(y + 62)}Z"
        return (
            f'<g transform="translate(13 -5)">{shape(d, dark(crust, 0.1))}</g>'
            + shape(d, crumb, f'stroke="{crust}" stroke-width="5"')
            + (line(f"M{n(x + 2)} {n(y + 14)}q10 16 20 3q9 16 20 2q10 15 20 0q8 12 16 -3", glaze, 7) if glaze else "")
            + "".join(
                el(px, py, 3.6, 2.8, bits, f'transform="rotate({n(t)} {n(px)} {n(py)})"')
                for px, py, t in sprinkle(int(x), 11, x + 40, y + 40, 30, 20)
            )
        )

    return plate() + slab(92, 62) + slab(62, 74)


def roll(*, dough: str = "#DD9C52", swirl: str = "#8A4A22", icing: str = "#FFF6E4") -> str:
    spiral = "M121 93c-7 3 -15 -3 -11 -9c6 -8 26 -7 30 4c4 13 -18 22 -36 17c-22 -6 -24 -28 -2 -36c26 -9 60 0 64 20c3 18 -18 30 -44 31"
    drizzle = "M72 84L92 108M86 68L122 122M110 58L150 116M138 60L168 100"
    return (
        plate()
        + shape("M62 94C62 62 92 50 120 50S178 62 178 94V122Q178 146 120 146T62 122Z", dark(dough, 0.24))
        + el(120, 92, 58, 42, dough)
        + line(spiral, swirl, 7)
        + line(drizzle, icing, 6.5, 'opacity=".95"')
        + line("M72 118V130M92 127V138M150 126V137M168 116V127", dark(dough, 0.38), 3)
    )


def ring(
    *,
    dough: str = "#D9944B",
    glaze: str = "#E88BA0",
    bits: tuple[str, ...] = ("#FFFFFF", "#FFCE4A", "#1B3F94"),
    seeds: bool = False,
) -> str:
    body = "M120 52C162 52 186 72 186 98S162 146 120 146S54 124 54 98S78 52 120 52Z"
    top = "M120 50C158 50 182 68 182 92Q182 106 170 104Q164 118 150 110Q142 124 128 114Q116 126 104 114Q92 122 84 110Q70 116 68 102Q57 104 58 90C60 66 84 50 120 50Z"
    out = (
        plate()
        + shape(body, dough)
        + shape(
            "M150 56C176 64 186 80 186 98C186 124 162 146 120 146C150 138 168 122 168 96C168 78 162 66 150 56Z",
            dark(dough, 0.2),
        )
    )
    out += shape(top, glaze) + line("M74 84C80 68 98 60 114 59", light(glaze, 0.65), 5)
    out += el(120, 89, 21, 11.5, dark(dough, 0.45)) + shape(
        "M100 92Q120 106 140 92A21 11.5 0 0 1 100 92Z", light(dough, 0.2)
    )
    for k, (x, y, t) in enumerate(
        p for p in sprinkle(4, 26, 120, 84, 54, 27) if math.hypot(p[0] - 120, (p[1] - 88) * 1.8) > 27
    ):
        out += (
            el(x, y, 3.6, 2.1, "#FBE9C6", f'transform="rotate({n(t)} {n(x)} {n(y)})"')
            if seeds
            else f'<rect x="{n(x - 4)}" y="{n(y - 1.6)}" width="8" height="3.4" rx="1.7" fill="{bits[k % len(bits)]}" transform="rotate({n(t)} {n(x)} {n(y)})"/>'
        )
    return out
