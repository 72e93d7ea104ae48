# ruff: noqa: E501 - path data is one figure per line; broken up it can no longer be read beside the picture
"""The strokes all drawings are made of: colours, ellipses, lines, the enamel plate, leaves, fruit, steam.

A drawing is the inside of a 240 x 180 picture that stands on y = 152, on a transparent ground: the
tile's tint comes from CSS, so one picture serves both themes. Standard library only; the same
parameters give the same bytes.
"""

from __future__ import annotations

import math
import random

COBALT, ENAMEL, SHADE = "#1B3F94", "#FFFFFF", "#DCE2F0"
SHADOW = '<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="#1B1A22" opacity=".13"/>'


def mix(a: str, b: str, share: float) -> str:
    """The colour `share` of the way from a to b, both #RRGGBB."""
    pairs = zip(bytes.fromhex(a[1:]), bytes.fromhex(b[1:]), strict=True)
    return "#" + "".join(f"{round(x + (y - x) * share):02X}" for x, y in pairs)


def light(colour: str, share: float = 0.25) -> str:
    return mix(colour, "#FFF6E0", share)


def dark(colour: str, share: float = 0.2) -> str:
    return mix(colour, "#3A1A10", share)


def n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def el(  # noqa: PLR0917 - the order of SVG itself: centre, radii, fill
    cx: float, cy: float, rx: float, ry: float, fill: str, more: str = ""
) -> str:
    return f'<ellipse cx="{n(cx)}" cy="{n(cy)}" rx="{n(rx)}" ry="{n(ry)}" fill="{fill}" {more}/>'


def line(d: str, colour: str, width: float, more: str = "") -> str:
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{n(width)}" '
        f'stroke-linecap="round" stroke-linejoin="round" {more}/>'
    )


def shape(d: str, fill: str, more: str = "") -> str:
    return f'<path d="{d}" fill="{fill}" {more}/>'


def shadow(x: float = 120, y: float = 152, rx: float = 62, ry: float = 7) -> str:
    return SHADOW.format(x=n(x), y=n(y), rx=n(rx), ry=n(ry))


def plate(rim: str = COBALT) -> str:
    return (
        shadow(120, 156, 92, 9)
        + el(120, 145, 92, 15.5, ENAMEL, f'stroke="{rim}" stroke-width="4"')
        + el(120, 144, 66, 9.5, SHADE, 'opacity=".75"')
        + el(120, 145.5, 64, 8.5, "#F6F8FC")
    )


def leaf(x: float, y: float, size: float, turn: float, colour: str = "#3F8F4F") -> str:
    s = size
    return (
        f'<g transform="translate({n(x)} {n(y)}) rotate({n(turn)})">'
        + shape(
            f"M0 0C{n(s * 0.3)} {n(-s * 0.55)} {n(s * 0.9)} {n(-s * 0.5)} {n(s * 1.2)} 0C{n(s * 0.9)} {n(s * 0.5)} {n(s * 0.3)} {n(s * 0.55)} 0 0Z",
            colour,
        )
        + line(f"M{n(s * 0.15)} 0H{n(s * 0.95)}", light(colour, 0.4), 1.4)
        + "</g>"
    )


def citrus(x: float, y: float, r: float, colour: str) -> str:
    spokes = "".join(
        line(f"M{n(x)} {n(y)}L{n(x + (r - 5) * math.cos(a))} {n(y + (r - 5) * math.sin(a))}", "#FFF7DC", 2)
        for a in (math.pi * k / 4 for k in range(8))
    )
    return (
        f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" fill="{colour}"/><circle cx="{n(x)}" cy="{n(y)}" r="{n(r - 2.6)}" fill="#FFF7DC"/>'
        f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r - 5)}" fill="{light(colour, 0.22)}"/>{spokes}'
    )


def berry(x: float, y: float, r: float, colour: str) -> str:
    return (
        f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" fill="{colour}"/>'
        f'<circle cx="{n(x - r * 0.3)}" cy="{n(y - r * 0.35)}" r="{n(r * 0.28)}" fill="#FFF" opacity=".55"/>'
    )


def steam(x: float, y: float) -> str:
    return "".join(
        line(f"M{n(x + d)} {n(y)}c-7 -9 7 -14 0 -24c-5 -7 2 -12 2 -12", "#FFFFFF", 4.5, f'opacity="{o}"')
        for d, o in ((-14, ".6"), (4, ".85"), (20, ".6"))
    )


def sprinkle(  # noqa: PLR0917 - seed and count, then an ellipse as in el
    seed: int, count: int, cx: float, cy: float, rx: float, ry: float
) -> list[tuple[float, float, float]]:
    """Points spread evenly over an ellipse, back to front, each with a turn in degrees."""
    rng = random.Random(seed)  # noqa: S311 - an arrangement, nothing secret
    points: list[tuple[float, float, float]] = []
    tries = 0
    while len(points) < count and tries < 4000:
        tries += 1
        a, r = rng.random() * math.tau, math.sqrt(rng.random())
        p = (cx + rx * r * math.cos(a), cy + ry * r * math.sin(a), rng.random() * 360)
        apart = 1.25 * math.sqrt(rx * ry / max(count, 1)) * (1 - tries / 5000)
        if all(math.hypot(p[0] - q[0], (p[1] - q[1]) * rx / ry * 0.8) > apart for q in points):
            points.append(p)
    return sorted(points, key=lambda p: p[1])
