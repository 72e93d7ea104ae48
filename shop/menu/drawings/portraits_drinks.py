"""What the drinks of the demo menu look like: slug, then title, tint, kind, parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shop.menu.drawings.portrait import Drawing

DRINKS: Final[Mapping[str, Drawing]] = {
    "flat-white": Drawing(
        "Flat white", "apricot", "mug", {"liquid": "#B27A48", "art": "leaf", "wide": 50, "high": 66, "saucer": True}
    ),
    "cappuccino": Drawing("Cappuccino", "oat", "mug", {"liquid": "#9A673A", "art": "cocoa", "wide": 48, "high": 70}),
    "espresso": Drawing("Espresso", "mint", "shot", {}),
    "filter-coffee": Drawing("Filter coffee", "butter", "mug", {"liquid": "#3B1D0E", "high": 82}),
    "hot-chocolate": Drawing(
        "Hot chocolate", "sky", "mug", {"liquid": "#4A2413", "art": "cream", "body": "#F4C24B", "high": 80}
    ),
    "chai-latte": Drawing(
        "Chai latte",
        "sage",
        "mug",
        {"liquid": "#C98F56", "art": "spice", "body": "#D9573A", "rim": "#FFF6E6", "high": 76},
    ),
    "matcha-latte": Drawing(
        "Matcha latte", "blush", "mug", {"liquid": "#8DAF52", "art": "heart", "foam": "#F3F3D2", "wide": 50, "high": 68}
    ),
    "mint-tea": Drawing(
        "Fresh mint tea", "mint", "glass", {"layers": (("#DCCB6A", 0.84),), "ice": 0, "garnish": "mint"}
    ),
    "pot-of-tea": Drawing("Pot of breakfast tea", "apricot", "pot", {}),
    "cortado": Drawing("Cortado", "butter", "shot", {"milk": 0.3, "crema": "#E9CFA6"}),
    "mocha": Drawing(
        "Mocha",
        "sky",
        "mug",
        {"liquid": "#6A3A1E", "art": "heart", "foam": "#F4DFC4", "body": "#1B3F94", "rim": "#FFFFFF", "high": 74},
    ),
    "turmeric-latte": Drawing(
        "Golden latte",
        "sage",
        "mug",
        {"liquid": "#E5A93A", "art": "gold", "foam": "#FBE7A8", "body": "#FFF6E6", "rim": "#2F6B45", "high": 74},
    ),
    "ginger-lemon": Drawing(
        "Lemon and ginger",
        "oat",
        "mug",
        {"liquid": "#F1DD8E", "art": "lemon", "body": "#2F6B45", "rim": "#FFF6E6", "high": 78},
    ),
    "americano": Drawing(
        "Americano",
        "apricot",
        "mug",
        {"liquid": "#4B2612", "art": "ring", "foam": "#A56A36", "high": 88, "wide": 42, "body": "#BFD9F0"},
    ),
    "latte": Drawing("Latte", "mint", "mug", {"liquid": "#C08A58", "art": "leaf", "wide": 46, "high": 90}),
    "latte-to-go": Drawing("Latte to go", "butter", "cup", {}),
    "marshmallow-chocolate": Drawing(
        "Children’s hot chocolate",
        "sky",
        "mug",
        {"liquid": "#8A5532", "art": "marshmallows", "body": "#F3C8C0", "rim": "#1B3F94", "high": 64, "hot": False},
    ),
    "iced-latte": Drawing(
        "Iced latte", "sky", "glass", {"layers": (("#F6E9D2", 0.42), ("#8A5630", 0.42)), "straw": "#1B3F94"}
    ),
    "cold-brew": Drawing(
        "Cold brew", "oat", "glass", {"layers": (("#5B2F16", 0.5), ("#2E150A", 0.34)), "ice": 4, "garnish": "orange"}
    ),
    "lemonade": Drawing(
        "Cloudy lemonade",
        "sage",
        "glass",
        {"layers": (("#F7E27A", 0.5), ("#FBF0B4", 0.34)), "ice": 3, "garnish": "lemon", "straw": "#FFFFFF"},
    ),
    "iced-matcha": Drawing(
        "Iced matcha", "blush", "glass", {"layers": (("#F7F1E0", 0.44), ("#8DAF52", 0.4)), "ice": 3, "straw": "#FFFFFF"}
    ),
    "peach-iced-tea": Drawing(
        "Peach iced tea",
        "mint",
        "glass",
        {"layers": (("#D9773A", 0.46), ("#F0A95C", 0.38)), "ice": 4, "garnish": "mint", "straw": "#FFCE4A"},
    ),
    "iced-mocha": Drawing(
        "Iced mocha",
        "butter",
        "glass",
        {"layers": (("#5A3018", 0.34), ("#A9764A", 0.38)), "ice": 2, "top_art": "cream", "straw": "#D9573A"},
    ),
    "elderflower-spritz": Drawing(
        "Elderflower spritz",
        "apricot",
        "glass",
        {"layers": (("#DDEAC0", 0.5), ("#F2F6DC", 0.34)), "ice": 4, "garnish": "lime"},
    ),
    "hibiscus-cooler": Drawing(
        "Hibiscus cooler",
        "sky",
        "glass",
        {"layers": (("#8E1F3D", 0.44), ("#D4476A", 0.4)), "ice": 4, "garnish": "orange", "straw": "#FFFFFF"},
    ),
    "vanilla-shake": Drawing(
        "Vanilla milkshake",
        "blush",
        "glass",
        {"layers": (("#FBF1D6", 0.8),), "ice": 0, "top_art": "cream", "straw": "#C4314B", "tall": 116},
    ),
    "espresso-tonic": Drawing(
        "Espresso tonic",
        "oat",
        "glass",
        {"layers": (("#F4F1E2", 0.4), ("#E9D6AE", 0.14), ("#4B2612", 0.3)), "ice": 3, "garnish": "grapefruit"},
    ),
    "tea-to-go": Drawing("Iced tea to go", "mint", "cup", {"sleeve": "#2F6B45", "lid": "#FFFFFF", "tall": 96}),
    "chocolate-shake": Drawing(
        "Chocolate milkshake",
        "sky",
        "glass",
        {
            "layers": (("#7A4A2B", 0.42), ("#A9764A", 0.4)),
            "ice": 0,
            "top_art": "cream",
            "straw": "#1B3F94",
            "tall": 116,
        },
    ),
    "orange-juice": Drawing("Orange juice", "sky", "bottle", {"juice": "#F39A2B"}),
    "green-juice": Drawing("Apple, kale and ginger", "butter", "bottle", {"juice": "#7FA63C", "cap": "#2F6B45"}),
    "berry-smoothie": Drawing(
        "Berry smoothie",
        "mint",
        "glass",
        {"layers": (("#9C2F63", 0.4), ("#D9658F", 0.46)), "ice": 0, "garnish": "berries", "straw": "#1B3F94"},
    ),
    "carrot-juice": Drawing(
        "Carrot, apple and turmeric", "sage", "bottle", {"juice": "#EE7B22", "cap": "#D9573A", "pulp": "#F7A85E"}
    ),
    "beetroot-juice": Drawing("Beetroot, pear and lemon", "apricot", "bottle", {"juice": "#8E1F4A", "cap": "#8E1F4A"}),
    "mango-smoothie": Drawing(
        "Mango and passion fruit smoothie",
        "sky",
        "glass",
        {"layers": (("#F9A51E", 0.44), ("#FBC75A", 0.42)), "ice": 0, "garnish": "mint", "straw": "#D9573A"},
    ),
    "green-smoothie": Drawing(
        "Spinach and banana smoothie",
        "blush",
        "glass",
        {"layers": (("#5E9440", 0.42), ("#94BC5C", 0.44)), "ice": 0, "garnish": "lime", "straw": "#FFFFFF"},
    ),
    "grapefruit-juice": Drawing("Pink grapefruit juice", "mint", "bottle", {"juice": "#EC7F6A", "cap": "#1B3F94"}),
    "strawberry-shake": Drawing(
        "Strawberry and oat shake",
        "butter",
        "glass",
        {"layers": (("#D9576F", 0.4), ("#F2A3AC", 0.46)), "ice": 0, "garnish": "strawberry", "straw": "#2F6B45"},
    ),
    "ginger-shot": Drawing("Ginger and turmeric shot", "apricot", "shot", {"liquid": "#F0A21E", "crema": "#FBD468"}),
}
