# ruff: noqa: E501 - path data is one figure per line; broken up it can no longer be read beside the picture
"""Any sandwich from a bread and a list of fillings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shop.menu.drawings.fillings import FILLINGS, filling
from shop.menu.drawings.strokes import dark, el, light, line, mix, n, plate, shape, sprinkle

# Width and, for risen breads, the height of the upper half.
BREADS: Final = {"slice": (116, 0), "toast": (116, 0), "bun": (114, 42), "bagel": (118, 36), "baguette": (156, 32)}


@dataclass(frozen=True, slots=True)
class Bread:
    """A bread's name, its colours, and its edges x0 and x1."""

    name: str
    crust: str
    crumb: str
    x0: float
    x1: float

    @property
    def w(self) -> float:
        return self.x1 - self.x0


def sliced_base(b: Bread, y: float) -> str:
    return f'<rect x="{n(b.x0)}" y="{n(y - 17)}" width="{n(b.w)}" height="17" rx="6" fill="{b.crumb}" stroke="{b.crust}" stroke-width="4.5"/>'


def risen_base(b: Bread, y: float) -> str:
    x0, x1 = b.x0, b.x1
    half = f"M{n(x0)} {n(y - 20)}H{n(x1)}Q{n(x1 + 1)} {n(y)} {n(x1 - 20)} {n(y)}H{n(x0 + 20)}Q{n(x0 - 1)} {n(y)} {n(x0)} {n(y - 20)}Z"
    cut = f'<rect x="{n(x0)}" y="{n(y - 21)}" width="{n(b.w)}" height="5" rx="2.5" fill="{b.crumb}"/>'
    return shape(half, b.crust) + cut


def sliced_lid(b: Bread, y: float) -> str:
    lid = f'<rect x="{n(b.x0)}" y="{n(y - 18)}" width="{n(b.w)}" height="19" rx="7" fill="{b.crumb}" stroke="{b.crust}" stroke-width="4.5"/>'
    if b.name == "toast":
        return lid + "".join(
            line(f"M{n(b.x0 + 18 + k * 20)} {n(y - 15)}l-6 13", dark(b.crust, 0.3), 4.5) for k in range(5)
        )
    pores = sprinkle(6, 10, 120, y - 8.5, b.w * 0.42, 5)
    return lid + "".join(el(x, at, 2.2, 1.5, mix(b.crumb, b.crust, 0.45)) for x, at, _ in pores)


def risen_lid(b: Bread, y: float, high: float) -> str:
    x0, x1, w = b.x0, b.x1, b.w
    dome = f"M{n(x0 - 1)} {n(y + 1)}C{n(x0 - 4)} {n(y - high)} {n(x0 + w * 0.25)} {n(y - high)} 120 {n(y - high)}S{n(x1 + 4)} {n(y - high)} {n(x1 + 1)} {n(y + 1)}Z"
    shade = f"M{n(x1 - w * 0.28)} {n(y - high + 4)}C{n(x1)} {n(y - high + 8)} {n(x1 + 3)} {n(y - high * 0.5)} {n(x1 + 1)} {n(y + 1)}H{n(x1 - 24)}C{n(x1 - 12)} {n(y - high * 0.4)} {n(x1 - 16)} {n(y - high * 0.8)} {n(x1 - w * 0.28)} {n(y - high + 4)}Z"
    gleam = f"M{n(x0 + 10)} {n(y - high * 0.48)}Q{n(x0 + 18)} {n(y - high * 0.82)} {n(x0 + 42)} {n(y - high + 6)}"
    lid = shape(dome, b.crust) + shape(shade, dark(b.crust, 0.15)) + line(gleam, light(b.crust, 0.5), 4.5)
    if b.name == "baguette":
        return lid + "".join(
            line(f"M{n(x0 + 36 + k * 30)} {n(y - high + 7)}q12 4 15 14", light(b.crust, 0.6), 4.5) for k in range(4)
        )
    seed = "#FBE9C6" if b.name == "bun" else "#2A2730"
    return lid + "".join(
        el(x, at, 3.3, 1.9, seed, f'transform="rotate({n(t)} {n(x)} {n(at)})"')
        for x, at, t in sprinkle(12, 13, 122, y - high * 0.64, w * 0.34, high * 0.24)
    )


def stack(
    *,
    bread: str = "slice",
    layers: tuple[str, ...] = ("lettuce", "ham", "cheddar", "tomato"),
    crust: str = "#C07A36",
    pick: bool = False,
) -> str:
    """Bread: a name of BREADS. Layers from the bottom up."""
    wide, high = BREADS[bread]
    b = Bread(bread, crust, light(crust, 0.55), 120 - wide / 2, 120 + wide / 2)
    y = 143.0
    out = plate() + (risen_base(b, y) if high else sliced_base(b, y))
    y -= 21 if high else 18
    for name in layers:
        out += filling(name, y, b.x0 + 1, b.x1 - 1)
        y -= FILLINGS[name][0] - 0.5
    out += risen_lid(b, y, high) if high else sliced_lid(b, y)
    if not pick:
        return out
    top = y - (high or 18)
    olive = f'<circle cx="120" cy="{n(top - 18)}" r="7" fill="#5E8C31"/><circle cx="122.5" cy="{n(top - 18)}" r="2.5" fill="#D8412F"/>'
    return out + line(f"M120 {n(top - 16)}V{n(top + 2)}", "#8A6A45", 3) + olive
