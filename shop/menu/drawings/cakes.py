# ruff: noqa: E501 - path data is one figure per line; broken up it can no longer be read beside the picture
"""From the cake stand: cake and tart."""

from __future__ import annotations

from shop.menu.drawings.strokes import berry, dark, el, leaf, light, line, n, plate, shape, sprinkle


def cake(
    *, sponge: str = "#E6B766", cream: str = "#FFF3DC", top: str = "#FFF3DC", fruit: str = "#C4314B", layers: int = 3
) -> str:
    out, y, step = plate(), 82.0, 62.0 / (layers * 2 - 1)
    for k in range(layers * 2 - 1):
        out += shape(
            f"M52 {n(y)}L176 {n(y + 4)}V{n(y + 4 + step + 0.6)}L52 {n(y + step + 0.6)}Z",
            sponge if k % 2 == 0 else cream,
        )
        y += step
    out += shape("M176 86L194 68V128L176 148Z", dark(sponge, 0.26))
    out += shape("M52 82L166 52Q194 46 194 64V70L176 90Q114 90 52 86Z", top) + shape(
        "M52 83Q66 100 78 86Q88 100 100 88Q112 104 124 89Q136 102 148 90Q162 102 176 89L194 68V78L176 99Q160 107 150 96Q140 109 124 97Q112 111 100 96Q88 107 78 95Q64 105 52 92Z",
        top,
    )
    out += line("M80 80L150 61", light(top, 0.7), 4, 'opacity=".8"')
    for x, yy in ((150, 60), (166, 55), (158, 49)):
        out += berry(x, yy, 9, fruit)
    return out + leaf(164, 46, 14, -30)


def tart(
    *,
    crust: str = "#D08A3E",
    filling: str = "#F7D27A",
    fruit: tuple[str, ...] = ("#C4314B",),
    herb: bool = True,
    savoury: bool = False,
) -> str:
    flutes = "".join(
        f'<rect x="{n(60 + k * 11.1)}" y="100" width="7.5" height="38" rx="4" fill="{dark(crust, 0.16)}"/>'
        for k in range(11)
    )
    out = plate() + shape("M46 90H194L178 136Q150 148 120 148T62 136Z", crust) + f'<g opacity=".6">{flutes}</g>'
    out += el(120, 90, 75, 24, crust) + el(120, 90, 65, 18.5, dark(filling, 0.12)) + el(120, 91, 63, 17, filling)
    for k, (x, y, _) in enumerate(sprinkle(21, 14, 120, 88, 50, 12.5)):
        colour = fruit[k % len(fruit)]
        out += (
            el(x, y, 8.5, 5, colour) + el(x - 1, y - 1, 4.6, 2.2, light(colour, 0.4))
            if savoury
            else berry(x, y - 2, 8, colour)
        )
    return out + (leaf(116, 80, 15, -35) + leaf(122, 82, 13, -120, "#57A55F") if herb else "")
