"""What the demo menu's drawings, and the choice of a stand-in, must hold."""

import gzip
from itertools import groupby
from xml.etree import ElementTree as ET

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpClient

from shop.demo.menu import MENU, TYPES, WITHOUT_OPTIONS
from shop.menu.drawings import DRAWINGS, KINDS, add_drawings, art, choose_drawing, draw, tint_of
from shop.menu.drawings.serving import FOR_EVER, picture_of


@pytest.mark.parametrize("slug", DRAWINGS)
def test_every_drawing_is_a_well_formed_picture_without_script_or_style(slug: str) -> None:
    text = picture_of(slug).body.decode()
    root = ET.fromstring(text)  # noqa: S314 - our own text
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "style=" not in text
    assert "<script" not in text
    assert "nan" not in text.lower().replace("banana", "")
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_every_kind_draws_with_its_own_defaults() -> None:
    needs_more = {"pair": {"left": "", "right": ""}}
    for kind in KINDS:
        assert draw(kind, **needs_more.get(kind, {})).startswith("<svg ")


def test_the_same_parameters_give_the_same_bytes() -> None:
    drawing = DRAWINGS["garden-bowl"]
    once = draw(drawing.kind, drawing.title, **drawing.parameters)
    assert once == draw(drawing.kind, drawing.title, **drawing.parameters)


def test_a_title_cannot_break_out_of_the_picture() -> None:
    assert "<b>" not in draw("cup", "</title><b>")


def test_no_two_products_look_alike() -> None:
    bodies = [picture_of(product.drawing).body for product in MENU]
    assert len(set(bodies)) == len(MENU)


@pytest.mark.parametrize("apart", [1, 2, 4], ids=["beside", "below on a phone", "below on a desktop"])
def test_neighbours_on_the_menu_differ_in_tint(apart: int) -> None:
    for _, group in groupby(WITHOUT_OPTIONS, key=lambda product: product.type_slug):
        row = [product for product in group if product.is_plain]
        for left, right in zip(row, row[apart:], strict=False):
            assert left.tint != right.tint, (left.slug, right.slug)


@pytest.mark.requirement("OPS-3")
def test_the_demo_menu_is_a_believable_cafe() -> None:
    assert len(TYPES) == 8
    assert {product.type_slug for product in MENU} == {shown.slug for shown in TYPES}
    assert sum(product.is_plain for product in MENU) >= 60
    for part in ("slug", "title", "description"):
        values = [getattr(product, part) for product in MENU]
        assert len(set(values)) == len(values), part
    for product in MENU:
        assert product.drawing in DRAWINGS
        assert 2 <= product.prep_minutes <= 10
        assert 200 <= product.price_minor <= 2000
        assert len(product.kitchen_title) <= 20, "a ticket's line holds twenty letters"
        assert "!" not in product.description
        assert product.station in {"bar", "bakery", "kitchen"}


def test_a_product_with_options_costs_what_its_cheapest_option_costs() -> None:
    for product in MENU:
        if product.options:
            assert product.price_minor == min(option.price_minor for option in product.options), product.slug


@pytest.mark.requirement("CAT-1")
@pytest.mark.parametrize(
    ("title", "type_slug", "kind"),
    [
        ("Banana muffin", "bakery", "muffin"),
        ("Oat flat white", "hot-drinks", "mug"),
        ("Carrot soup", "bowls-and-soups", "soup"),
        ("Carrot juice", "juices-and-smoothies", "bottle"),
        ("Lemon tart", "cakes-and-sweets", "tart"),
        ("Egg and cress", "sandwiches", "stack"),
        ("Salmon bagels", "sandwiches", "stack"),
        ("Pot of oolong tea", "hot-drinks", "pot"),
        ("Xyzzy", "bakery", "croissant"),
        ("Gift card", "other", "cup"),
        ("", "other", "cup"),
        ("日本茶", "hot-drinks", "mug"),
    ],
)
def test_a_new_product_gets_the_likest_drawing(title: str, type_slug: str, kind: str) -> None:
    assert DRAWINGS[choose_drawing(title, type_slug)].kind == kind


def test_an_unknown_slug_still_has_an_address_and_a_tint() -> None:
    assert art("no-such-drawing") == art("latte-to-go")
    assert tint_of("no-such-drawing") == "oat"


async def test_a_drawing_is_kept_for_ever_under_its_digest(aiohttp_client: AiohttpClient) -> None:
    app = web.Application()
    add_drawings(app)
    client = await aiohttp_client(app)
    answer = await client.get(art("croissant"))
    assert answer.status == 200
    assert answer.content_type == "image/svg+xml"
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert await answer.read() == picture_of("croissant").body
    assert gzip.decompress(picture_of("croissant").packed) == picture_of("croissant").body
    again = await client.get(art("croissant"), headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304
    undated = await client.get("/art/croissant.svg?v=000000000000")
    assert "immutable" not in undated.headers["Cache-Control"]


@pytest.mark.parametrize("slug", ["nothing", "..%2fcroissant", "croissant.svg", "%00"])
async def test_what_nobody_drew_is_not_found(aiohttp_client: AiohttpClient, slug: str) -> None:
    app = web.Application()
    add_drawings(app)
    client = await aiohttp_client(app)
    assert (await client.get(f"/art/{slug}.svg")).status == 404
