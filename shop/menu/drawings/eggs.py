# ruff: noqa: E501 - path data is one figure per line; broken up it can no longer be read beside the picture
"""Breakfast on the enamel plate: eggs Benedict, a full plate, an omelette."""

from __future__ import annotations

from shop.menu.drawings.bowls import PIECES, Spot
from shop.menu.drawings.strokes import dark, el, leaf, light, line, n, plate, shape, sprinkle


def benedict(*, muffin: str = "#D9A35C", layer: str = "#EE9C98", sauce: str = "#F6CF5A", yolk: str = "#F0A21E") -> str:
    """Two muffin halves with a slice, a poached egg and a sauce that runs."""

    def half(x: float) -> str:
        low = shape(f"M{n(x - 40)} 122v14q0 10 40 10t40 -10v-14Z", muffin) + el(x, 122, 40, 10, light(muffin, 0.5))
        ham = shape(
            f"M{n(x - 43)} 119q10 -6 20 0t22 -1t22 1t22 0v4q-8 10 -14 2q-8 9 -16 1q-8 10 -18 1q-10 9 -18 0q-10 6 -20 -8Z",
            layer,
        )
        egg = shape(
            f"M{n(x - 31)} 118C{n(x - 33)} 84 {n(x + 33)} 84 {n(x + 31)} 118Q{n(x)} 126 {n(x - 31)} 118Z", "#FFFDF6"
        )
        run = shape(
            f"M{n(x - 28)} 106C{n(x - 24)} 84 {n(x + 24)} 84 {n(x + 28)} 106C{n(x + 30)} 116 {n(x + 26)} 130 {n(x + 21)} 130S{n(x + 17)} 114 {n(x + 11)} 114C{n(x + 4)} 114 {n(x + 6)} 124 {n(x)} 124S{n(x - 4)} 112 {n(x - 11)} 112C{n(x - 17)} 112 {n(x - 15)} 134 {n(x - 21)} 134S{n(x - 30)} 116 {n(x - 28)} 106Z",
            sauce,
        )
        gleam = line(f"M{n(x - 17)} 99q7 -7 17 -7", light(sauce, 0.7), 4)
        chives = "".join(
            line(f"M{n(px)} {n(py)}l4 -2", "#4C8C3F", 2.2) for px, py, _ in sprinkle(int(x), 7, x + 2, 100, 18, 6)
        )
        return low + ham + egg + run + gleam + chives + el(x + 14, 108, 5, 3, yolk, 'opacity=".55"')

    return plate() + half(160) + half(80)


def breakfast(*, items: tuple[str, ...] = ("tomato", "mushroom", "bean"), bread: str = "#C98A3E") -> str:
    """Fried eggs in front, toast leaning behind, and what comes with them between."""
    out = plate()
    for x, turn in ((150, 14), (176, 24)):
        out += f'<g transform="rotate({turn} {x} 100)">' + shape(
            f"M{x - 30} 134V78q0 -20 30 -20t30 20v56Z",
            light(bread, 0.55),
            f'stroke="{bread}" stroke-width="6" stroke-linejoin="round"',
        )
        out += (
            "".join(el(px, py, 2.6, 2, bread, 'opacity=".55"') for px, py, _ in sprinkle(x, 8, x, 96, 18, 22)) + "</g>"
        )
    places = sprinkle(9, 9, 128, 116, 58, 11)
    out += "".join(PIECES[items[k % len(items)]](Spot(*place)) for k, place in enumerate(places))
    for x, y in ((136, 132), (80, 126)):
        white = f"M{x - 40} {y}C{x - 44} {y - 15} {x - 16} {y - 17} {x - 4} {y - 15}C{x + 12} {y - 22} {x + 44} {y - 14} {x + 39} {y}C{x + 44} {y + 12} {x + 10} {y + 15} {x - 4} {y + 12}C{x - 26} {y + 17} {x - 46} {y + 11} {x - 40} {y}Z"
        out += f'<g transform="translate(0 4)">{shape(white, "#D9D3C1")}</g>' + shape(white, "#FFFDF6")
        out += shape(
            f"M{x - 17} {y - 2}C{x - 17} {y - 20} {x + 17} {y - 20} {x + 17} {y - 2}Q{x} {y + 8} {x - 17} {y - 2}Z",
            "#F6A92A",
        )
        out += line(f"M{x - 9} {y - 8}q4 -5 10 -5", "#FBD77B", 3.4)
    return out + leaf(96, 108, 15, -40) + leaf(110, 106, 13, -120, "#57A55F")


def omelette(
    *, egg: str = "#F5C84B", inside: tuple[str, ...] = ("#D8412F", "#6FAE4E", "#F7DE92"), salad: bool = True
) -> str:
    """A folded omelette, its filling showing along the open edge, salad behind."""
    out = plate()
    if salad:
        out += "".join(
            leaf(x - 8, y, 26, t % 130 - 130, ("#3F8F4F", "#6FAE4E", "#57A55F")[k % 3])
            for k, (x, y, t) in enumerate(sprinkle(3, 9, 168, 112, 24, 16))
        )
    lower = "M42 130C42 96 96 72 150 84C184 92 196 112 190 132C150 148 84 148 42 130Z"
    upper = "M40 122C44 82 104 62 152 76C184 86 192 104 184 118C140 130 84 132 40 122Z"
    out += shape(lower, dark(egg, 0.22))
    out += "".join(
        el(x, y, 8, 5, inside[k % len(inside)], f'transform="rotate({n(t % 60 - 30)} {n(x)} {n(y)})"')
        for k, (x, y, t) in enumerate(sprinkle(6, 13, 114, 128, 66, 5))
    )
    out += shape(upper, egg) + line("M60 104Q84 80 124 78", light(egg, 0.6), 6)
    out += "".join(
        el(x, y, 7, 3.4, dark(egg, 0.25), f'transform="rotate({n(t % 40 - 20)} {n(x)} {n(y)})" opacity=".5"')
        for x, y, t in sprinkle(8, 6, 122, 101, 44, 13)
    )
    return out + "".join(line(f"M{n(x)} {n(y)}l5 -2", "#4C8C3F", 2.4) for x, y, _ in sprinkle(2, 9, 112, 100, 46, 13))
