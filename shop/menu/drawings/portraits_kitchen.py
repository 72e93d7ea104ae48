"""What sandwiches, bowls and breakfasts of the demo menu look like: slug, then title, tint, kind, parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shop.menu.drawings.portrait import Drawing

KITCHEN: Final[Mapping[str, Drawing]] = {
    "ham-cheddar": Drawing("Ham, cheddar and pickle", "sage", "stack", {}),
    "halloumi-bun": Drawing(
        "Halloumi bun",
        "blush",
        "stack",
        {"bread": "bun", "layers": ("rocket", "tomato", "halloumi", "hummus"), "crust": "#D0893C"},
    ),
    "salmon-bagel": Drawing(
        "Smoked salmon bagel",
        "sky",
        "stack",
        {"bread": "bagel", "layers": ("cucumber", "salmon", "cream"), "crust": "#C57F3C"},
    ),
    "caprese-baguette": Drawing(
        "Caprese baguette",
        "apricot",
        "stack",
        {"bread": "baguette", "layers": ("rocket", "mozzarella", "tomato", "pesto"), "crust": "#C98440"},
    ),
    "falafel-flatbread": Drawing(
        "Falafel and beetroot",
        "mint",
        "stack",
        {"bread": "bun", "layers": ("lettuce", "beet", "falafel"), "crust": "#DDA45C", "pick": True},
    ),
    "cheese-toastie": Drawing(
        "Three-cheese toastie",
        "butter",
        "stack",
        {"bread": "toast", "layers": ("swiss", "cheddar", "brie"), "crust": "#B8692B"},
    ),
    "chicken-club": Drawing(
        "Chicken club",
        "sage",
        "stack",
        {
            "bread": "toast",
            "layers": ("lettuce", "chicken", "bacon", "tomato", "avocado"),
            "crust": "#C07A36",
            "pick": True,
        },
    ),
    "tuna-melt": Drawing(
        "Tuna melt", "mint", "stack", {"bread": "toast", "layers": ("onion", "tuna", "cheddar"), "crust": "#A9642A"}
    ),
    "brie-cranberry": Drawing(
        "Brie and cranberry baguette",
        "apricot",
        "stack",
        {"bread": "baguette", "layers": ("spinach", "brie", "jam"), "crust": "#CE8B3E"},
    ),
    "chicken-wrap": Drawing("Grilled chicken wrap", "blush", "wrap", {}),
    "hummus-wrap": Drawing(
        "Hummus and roast pepper wrap",
        "sky",
        "wrap",
        {"flat": "#E3C08A", "items": ("#E6C88F", "#C9352B", "#2F6B3F", "#9C4A78"), "paper": "#2F6B45"},
    ),
    "turkey-swiss": Drawing(
        "Turkey, Swiss and mustard",
        "butter",
        "stack",
        {"layers": ("lettuce", "turkey", "swiss", "cucumber"), "crust": "#8E5A2C"},
    ),
    "build-baguette": Drawing(
        "Baguette your way",
        "mint",
        "stack",
        {"bread": "baguette", "layers": ("lettuce", "ham", "cheddar", "tomato"), "crust": "#D29446"},
    ),
    "burger": Drawing(
        "House burger",
        "sky",
        "stack",
        {"bread": "bun", "layers": ("lettuce", "tomato", "patty", "cheddar", "onion"), "crust": "#C9803A"},
    ),
    "garden-bowl": Drawing(
        "Garden grain bowl",
        "blush",
        "bowl",
        {"base": "#7DB357", "items": ("leaf", "tomato", "avocado", "egg", "chickpea"), "seed": 3},
    ),
    "salmon-bowl": Drawing(
        "Salmon rice bowl",
        "sage",
        "bowl",
        {"base": "#F4EBDA", "grain": "#FFFDF6", "items": ("salmon", "avocado", "leaf", "carrot", "seed"), "seed": 8},
    ),
    "tomato-soup": Drawing("Roast tomato soup", "mint", "soup", {"liquid": "#D5512B"}),
    "squash-soup": Drawing(
        "Squash and sage soup", "sky", "soup", {"liquid": "#EDA23A", "body": "#2F6B45", "rim": "#FFF6E6"}
    ),
    "chicken-bowl": Drawing(
        "Chicken and noodle bowl",
        "apricot",
        "bowl",
        {"base": "#EBCF8E", "items": ("noodle", "chicken", "carrot", "noodle", "pea"), "seed": 12},
    ),
    "tofu-bowl": Drawing(
        "Tofu and beetroot bowl",
        "butter",
        "bowl",
        {
            "base": "#CDB48A",
            "grain": "#F1E2C0",
            "items": ("tofu", "beet", "cucumber", "radish", "leaf"),
            "seed": 5,
            "body": "#BFD9F0",
        },
    ),
    "greek-salad": Drawing(
        "Greek salad",
        "sky",
        "bowl",
        {"base": "#8CBF6A", "items": ("cucumber", "tomato", "feta", "olive", "leaf"), "seed": 21},
    ),
    "pea-soup": Drawing(
        "Pea and mint soup",
        "blush",
        "soup",
        {"liquid": "#7FAE45", "swirl": "#E9F3D2", "croutons": 0, "body": "#FFF6E6", "rim": "#2F6B45"},
    ),
    "chili-bowl": Drawing(
        "Three-bean chili",
        "mint",
        "bowl",
        {"base": "#A9402A", "items": ("bean", "chickpea", "avocado", "tomato"), "seed": 17, "body": "#F4C24B"},
    ),
    "lentil-soup": Drawing(
        "Lentil and coconut soup",
        "sage",
        "soup",
        {"liquid": "#E39A3C", "swirl": "#FFFDF4", "croutons": 0, "body": "#D9573A", "rim": "#FFF6E6"},
    ),
    "soup-of-the-day": Drawing(
        "Soup of the day", "apricot", "soup", {"liquid": "#8E2A52", "swirl": "#FBEFF3", "croutons": 3}
    ),
    "poke-bowl": Drawing(
        "Poke your way",
        "apricot",
        "bowl",
        {
            "base": "#F4EBDA",
            "grain": "#FFFDF6",
            "items": ("mango", "cucumber", "salmon", "avocado", "radish"),
            "seed": 23,
            "body": "#1B3F94",
            "rim": "#FFFFFF",
        },
    ),
    "granola-bowl": Drawing(
        "Yoghurt, granola, berries",
        "apricot",
        "bowl",
        {
            "base": "#FFF8EA",
            "grain": "#D29A55",
            "items": ("berry", "blueberry", "banana"),
            "seed": 5,
            "body": "#1B3F94",
            "rim": "#FFFFFF",
        },
    ),
    "egg-bun": Drawing("Breakfast bun", "sky", "stack", {"bread": "bun", "layers": ("bacon", "egg", "cheddar")}),
    "avocado-toast": Drawing("Avocado toast", "blush", "toast", {}),
    "pancakes": Drawing("Pancakes, berries and maple", "mint", "pancakes", {}),
    "porridge": Drawing(
        "Porridge with apple and cinnamon",
        "sky",
        "bowl",
        {
            "base": "#EBD9B4",
            "grain": "#F8EED6",
            "items": ("apple", "seed", "banana"),
            "seed": 14,
            "body": "#D9573A",
            "rim": "#FFF6E6",
        },
    ),
    "eggs-benedict": Drawing("Eggs Benedict", "sage", "benedict", {}),
    "full-breakfast": Drawing("House breakfast", "butter", "breakfast", {}),
    "mushroom-toast": Drawing(
        "Mushrooms on toast",
        "sky",
        "toast",
        {"spread": "#F4E6CC", "items": ("mushroom", "mushroom", "mushroom"), "seed": 6, "crust": "#A9642A"},
    ),
    "bircher": Drawing(
        "Apple Bircher muesli",
        "apricot",
        "bowl",
        {
            "base": "#F3E7CE",
            "grain": "#E0C48E",
            "items": ("apple", "blueberry"),
            "seed": 9,
            "body": "#2F6B45",
            "rim": "#FFF6E6",
        },
    ),
    "ricotta-toast": Drawing(
        "Ricotta, honey and fig toast",
        "mint",
        "toast",
        {"spread": "#FFFAF0", "items": ("fig", "nut", "fig"), "seed": 4, "crust": "#C98A3E", "herb": False},
    ),
    "omelette": Drawing("Omelette", "blush", "omelette", {}),
    "waffle": Drawing("Waffle of the day", "mint", "pancakes", {"batter": "#C98838", "syrup": "#A3213F", "count": 2}),
}
