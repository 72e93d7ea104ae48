# ruff: noqa: E501 - path data is one figure per line; broken up it can no longer be read beside the picture
"""Things served flat on the enamel plate: toast, pancakes, a bar, a wrap, a plate of eggs."""

from __future__ import annotations

from shop.menu.drawings.bowls import PIECES, Spot
from shop.menu.drawings.strokes import berry, dark, el, leaf, light, line, n, plate, shape, sprinkle


def toast(
    *,
    crust: str = "#B8743A",
    spread: str = "#A8C256",
    items: tuple[str, ...] = ("tomato", "feta", "tomato"),
    seed: int = 2,
    herb: bool = True,
) -> str:
    """An open slice seen from above and a little in front; items are pieces of a bowl."""
    slab = "M58 96C46 84 54 66 76 66C96 56 144 56 164 66C186 66 194 84 182 96L188 122C190 134 184 138 176 138H64C56 138 50 134 52 122Z"
    out = plate() + f'<g transform="translate(0 9)">{shape(slab, dark(crust, 0.25))}</g>' + shape(slab, crust)
    out += f'<g transform="translate(12 9.6) scale(.9)">{shape(slab, light(crust, 0.6))}</g>'
    out += f'<g transform="translate(19.2 15.6) scale(.84)">{shape(slab, spread)}</g>'
    places = sprinkle(seed, len(items) * 3, 121, 102, 50, 25)
    out += "".join(PIECES[items[k % len(items)]](Spot(*place)) for k, place in enumerate(places))
    return out + (leaf(112, 98, 15, -20) + leaf(126, 96, 13, -130, "#57A55F") if herb else "")


def pancakes(
    *,
    batter: str = "#E0A550",
    syrup: str = "#9C5A1E",
    fruit: tuple[str, ...] = ("#C4314B", "#4B4A96"),
    butter: bool = True,
    count: int = 4,
) -> str:
    """A stack of pancakes with something running down the side."""
    out, y = plate(), 138.0
    for k in range(count):
        wide = 66 - (k % 2) * 3
        out += el(120, y, wide, 13, dark(batter, 0.28)) + el(120, y - 5, wide, 13, light(batter, 0.18))
        out += el(120, y - 7, wide - 3, 11.5, batter)
        y -= 14
    top = y + 7
    out += shape(
        f"M64 {n(top + 1)}C70 {n(top - 10)} 170 {n(top - 10)} 176 {n(top + 1)}C178 {n(top + 10)} 174 {n(top + 26)} 168 {n(top + 26)}S163 {n(top + 12)} 154 {n(top + 10)}"
        f"C148 {n(top + 10)} 148 {n(top + 34)} 141 {n(top + 34)}S136 {n(top + 12)} 126 {n(top + 12)}C100 {n(top + 13)} 102 {n(top + 26)} 95 {n(top + 26)}S90 {n(top + 11)} 82 {n(top + 9)}C72 {n(top + 8)} 62 {n(top + 8)} 64 {n(top + 1)}Z",
        syrup,
    )
    out += line(f"M82 {n(top - 1)}Q100 {n(top - 5)} 122 {n(top - 4)}", light(syrup, 0.45), 3.4)
    if butter:
        out += f'<g transform="rotate(-8 128 {n(top - 6)})"><rect x="114" y="{n(top - 10)}" width="28" height="12" rx="3" fill="#E8B93E"/><rect x="114" y="{n(top - 14)}" width="28" height="11" rx="3" fill="#FBE39A"/></g>'
    for k, (dx, dy) in enumerate(((-26, -4), (-14, -9), (-20, -13), (26, -3)) if fruit else ()):
        out += berry(120 + dx, top + dy, 7.5, fruit[k % len(fruit)])
    return out + (leaf(98, top - 15, 13, -35) if fruit else "")


def bar(
    *, crumb: str = "#5A2F1A", top: str = "#3A1B0E", bits: str = "#C98A41", glaze: str = "", layers: int = 1
) -> str:
    """Two squares from a tray: brownie, flapjack, slice."""

    def square(x: float, y: float) -> str:
        front = shape(f"M{n(x)} {n(y)}h78v38q0 5 -5 5h-68q-5 0 -5 -5Z", crumb)
        side = shape(f"M{n(x + 78)} {n(y)}l22 -15v36l-22 17Z", dark(crumb, 0.3))
        lid = shape(f"M{n(x)} {n(y + 1)}l24 -16h76l-22 16Z", top)
        seam = "".join(
            line(f"M{n(x + 3)} {n(y + 43 * (k + 1) / (layers + 1))}h72", light(crumb, 0.5), 5)
            for k in range(layers - 1)
        )
        nuts = "".join(
            el(px, py, 4, 2.6, bits, f'transform="rotate({n(t)} {n(px)} {n(py)})"')
            for px, py, t in sprinkle(int(x), 6, x + 49, y - 7, 30, 5)
        )
        specks = "".join(el(px, py, 2.8, 2.2, bits) for px, py, _ in sprinkle(int(x) + 3, 5, x + 38, y + 22, 30, 14))
        drip = line(
            f"M{n(x + 12)} {n(y - 4)}l18 -8M{n(x + 30)} {n(y - 2)}l24 -11M{n(x + 52)} {n(y - 2)}l24 -11", glaze, 4.5
        )
        return front + side + lid + seam + specks + nuts + (drip if glaze else "")

    return plate() + square(106, 86) + square(44, 100)


def wrap(
    *,
    flat: str = "#EBCB95",
    items: tuple[str, ...] = ("#6FAE4E", "#D8412F", "#E2A95B", "#8E2A52"),
    paper: str = "#1B3F94",
) -> str:
    """Two halves of a filled flatbread, cut side up, in the house's paper."""

    def half(x: float, turn: float) -> str:
        tube = shape("M-27 -34V40Q-27 50 -17 50H17Q27 50 27 40V-34Z", flat) + shape(
            "M10 -34H27V40Q27 50 17 50H10Z", dark(flat, 0.14)
        )
        sleeve = shape("M-29 4L29 -8V42Q29 52 19 52H-19Q-29 52 -29 42Z", paper) + line(
            "M-24 12L24 2", "#FFFFFF", 2.4, 'opacity=".6"'
        )
        char = line("M-16 -22l8 10M-2 -24l7 9M-18 -6l6 7", dark(flat, 0.4), 3, 'opacity=".5"')
        cut = el(0, -34, 27, 13, light(flat, 0.45), f'stroke="{dark(flat, 0.2)}" stroke-width="2.5"') + el(
            0, -34, 20, 8.6, items[0]
        )
        pieces = "".join(
            el(px, py, 6, 3.8, items[k % len(items)], f'transform="rotate({n(t % 60 - 30)} {n(px)} {n(py)})"')
            for k, (px, py, t) in enumerate(sprinkle(5, 9, 0, -34, 16, 6.4))
        )
        return f'<g transform="translate({n(x)} 98) rotate({turn})">{tube}{char}{sleeve}{cut}{pieces}</g>'

    return plate() + half(148, 12) + half(94, -10)
