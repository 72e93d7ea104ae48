"""What bakes and sweets of the demo menu look like: slug, then title, tint, kind, parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shop.menu.drawings.portrait import Drawing

BAKERY: Final[Mapping[str, Drawing]] = {
    "croissant": Drawing("Butter croissant", "butter", "croissant", {}),
    "almond-croissant": Drawing("Almond croissant", "sage", "croissant", {"crust": "#C9772F", "finish": "almond"}),
    "pain-au-chocolat": Drawing("Chocolate croissant", "blush", "croissant", {"finish": "chocolate"}),
    "cinnamon-roll": Drawing("Cinnamon roll", "mint", "roll", {}),
    "blueberry-muffin": Drawing("Blueberry muffin", "sky", "muffin", {}),
    "chocolate-muffin": Drawing(
        "Double chocolate muffin",
        "apricot",
        "muffin",
        {"cake": "#6B3A1F", "wrap": "#D9573A", "bits": "#2E150A", "bit": "chip"},
    ),
    "banana-bread": Drawing("Banana bread", "mint", "loaf", {}),
    "cardamom-bun": Drawing(
        "Cardamom bun", "sky", "roll", {"dough": "#C98438", "swirl": "#5E3A1C", "icing": "#FBE9C6"}
    ),
    "pistachio-croissant": Drawing(
        "Pistachio croissant", "blush", "croissant", {"crust": "#CF8A3C", "finish": "pistachio"}
    ),
    "cheese-twist": Drawing(
        "Cheddar and thyme bun", "mint", "roll", {"dough": "#D9A044", "swirl": "#B5702A", "icing": "#FBD873"}
    ),
    "raspberry-muffin": Drawing(
        "Raspberry and lemon muffin",
        "sage",
        "muffin",
        {"cake": "#E6B25E", "wrap": "#BFD9F0", "bits": "#C4314B", "icing": "#FBE7D0"},
    ),
    "pumpkin-muffin": Drawing(
        "Pumpkin seed muffin",
        "apricot",
        "muffin",
        {"cake": "#C9762C", "wrap": "#E6D3A8", "bits": "#8DA452", "bit": "seed"},
    ),
    "rye-loaf": Drawing(
        "Toasted rye and butter", "butter", "loaf", {"crumb": "#A9764A", "crust": "#5E3418", "bits": "#F0D9A8"}
    ),
    "bagel": Drawing(
        "Bagel and spread", "apricot", "stack", {"bread": "bagel", "layers": ("cream",), "crust": "#C98840"}
    ),
    "tomato-quiche": Drawing(
        "Tomato and feta quiche",
        "mint",
        "tart",
        {"filling": "#F6D98A", "fruit": ("#D8412F", "#FFFDF6"), "savoury": True},
    ),
    "sea-salt-cookie": Drawing("Sea salt cookie", "mint", "cookie", {"salt": True}),
    "carrot-cake": Drawing("Carrot cake", "apricot", "cake", {"sponge": "#B8703A", "fruit": "#F08A24"}),
    "raspberry-sponge": Drawing("Raspberry sponge", "sky", "cake", {"cream": "#F3B6C0"}),
    "berry-tart": Drawing("Berry custard tart", "sage", "tart", {"fruit": ("#C4314B", "#4B4A96", "#C4314B")}),
    "iced-doughnut": Drawing("Rhubarb doughnut", "butter", "ring", {}),
    "lemon-drizzle": Drawing(
        "Lemon drizzle",
        "blush",
        "loaf",
        {"crumb": "#F4D77C", "crust": "#C98A3A", "bits": "#E8B93E", "glaze": "#FFFDF4"},
    ),
    "brownie": Drawing("Walnut brownie", "mint", "bar", {}),
    "chocolate-cake": Drawing(
        "Chocolate layer cake",
        "sky",
        "cake",
        {"sponge": "#5A2F1A", "cream": "#8A4F2C", "top": "#3F2012", "fruit": "#C4314B"},
    ),
    "lemon-tart": Drawing("Lemon tart", "apricot", "tart", {"filling": "#F9DE5C", "fruit": ("#4B4A96",)}),
    "flapjack": Drawing(
        "Oat and honey flapjack", "sage", "bar", {"crumb": "#D29A48", "top": "#E2B566", "bits": "#7A4A1E"}
    ),
    "oat-cookie": Drawing("Oat and raisin cookie", "butter", "cookie", {"dough": "#DDB06A", "chip": "#6E3A2A"}),
    "pistachio-cake": Drawing(
        "Pistachio and rose cake",
        "blush",
        "cake",
        {"sponge": "#A9B85C", "cream": "#FCEFF0", "top": "#F6D3D6", "fruit": "#C4314B", "layers": 3},
    ),
    "doughnut-box": Drawing(
        "Box of doughnuts", "sky", "ring", {"glaze": "#5A2F1A", "bits": ("#FFFFFF", "#FFCE4A", "#E88BA0")}
    ),
    "bakewell": Drawing("Cherry almond tart", "mint", "tart", {"filling": "#E8C182", "fruit": ("#8E1F3D",)}),
}
