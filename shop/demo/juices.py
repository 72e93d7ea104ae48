"""Juices and smoothies of the demo menu."""

from __future__ import annotations

from typing import Final

from shop.demo.product import DemoProduct

TYPE: Final = "juices-and-smoothies"

JUICES: Final = (
    DemoProduct(
        slug="orange-juice",
        title="Orange juice",
        description="Five oranges, pressed when you order. Nothing added, nothing taken out.",
        price_minor=460,
        type_slug=TYPE,
        prep_minutes=3,
        station="bar",
        tags=("vegan", "gluten free"),
    ),
    DemoProduct(
        slug="green-juice",
        title="Apple, kale and ginger",
        kitchen_title="Green juice",
        description="Sharp green apple with kale, celery and enough ginger to notice.",
        price_minor=490,
        type_slug=TYPE,
        station="bar",
        tags=("vegan", "gluten free"),
    ),
    DemoProduct(
        slug="berry-smoothie",
        title="Berry smoothie",
        description="Raspberries, blueberries and banana blended with yoghurt.",
        price_minor=520,
        type_slug=TYPE,
        station="bar",
        tags=("vegetarian", "gluten free"),
    ),
    DemoProduct(
        slug="carrot-juice",
        title="Carrot, apple and turmeric",
        kitchen_title="Carrot juice",
        description="Sweet carrots and apple with fresh turmeric root. It stains, it is worth it.",
        price_minor=480,
        type_slug=TYPE,
        station="bar",
        tags=("vegan", "gluten free"),
    ),
    DemoProduct(
        slug="beetroot-juice",
        title="Beetroot, pear and lemon",
        kitchen_title="Beet juice",
        description="Earthy beetroot made gentle with pear and a whole lemon.",
        price_minor=490,
        type_slug=TYPE,
        station="bar",
        tags=("vegan", "gluten free"),
    ),
    DemoProduct(
        slug="mango-smoothie",
        title="Mango and passion fruit smoothie",
        kitchen_title="Mango smoothie",
        description="Ripe mango, passion fruit and coconut yoghurt. Thick, golden and vegan.",
        price_minor=540,
        type_slug=TYPE,
        station="bar",
        tags=("vegan", "gluten free"),
    ),
    DemoProduct(
        slug="green-smoothie",
        title="Spinach and banana smoothie",
        kitchen_title="Green smoothie",
        description="Spinach, banana, avocado and oat milk. Tastes of banana, looks like a meadow.",
        price_minor=530,
        type_slug=TYPE,
        station="bar",
        tags=("vegan",),
    ),
    DemoProduct(
        slug="grapefruit-juice",
        title="Pink grapefruit juice",
        kitchen_title="Grapefruit",
        description="Pressed pink grapefruit, bitter-sweet and awake.",
        price_minor=470,
        type_slug=TYPE,
        prep_minutes=3,
        station="bar",
        tags=("vegan", "gluten free"),
    ),
    DemoProduct(
        slug="strawberry-shake",
        title="Strawberry and oat shake",
        kitchen_title="Strawberry oat",
        description="Strawberries, oat milk and dates, blended cold. Sweet without any sugar in it.",
        price_minor=520,
        type_slug=TYPE,
        station="bar",
        tags=("vegan",),
    ),
    DemoProduct(
        slug="ginger-shot",
        title="Ginger and turmeric shot",
        kitchen_title="Ginger shot",
        description="Fifty millilitres of ginger, turmeric and orange. Over before you can object.",
        price_minor=290,
        type_slug=TYPE,
        prep_minutes=2,
        station="bar",
        tags=("vegan", "gluten free"),
        stock=24,
    ),
)
