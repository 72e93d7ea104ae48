"""Uploaded photos: what is taken comes out upright, plain and in the pages' widths; everything else is refused."""

import io
import time

import pytest
from PIL import Image

from shop.back_office.photos import PHOTO_WIDTHS, PhotoFlaw, PhotoRefused, draw_photo
from tests.support.pictures import encoded, moving_picture, picture, png_claiming, png_with_text_bomb, turned_picture


def drawn(body: bytes, width: int = 848) -> Image.Image:
    image = Image.open(io.BytesIO(draw_photo(body)[width]))
    image.load()
    return image


def colour_at(image: Image.Image, x: float, y: float) -> str:
    pixel = image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(pixel, tuple)
    red, green, blue = pixel
    if max(red, green, blue) - min(red, green, blue) < 40:
        return "light" if red > 128 else "dark"
    return "red" if red > blue else "blue"


@pytest.mark.requirement("CAT-7")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_drawn_in_the_widths_the_pages_use(kind: str) -> None:
    for width in PHOTO_WIDTHS:
        image = drawn(picture(kind), width)
        assert (image.format, image.size) == ("WEBP", (width, width * 3 // 4))
        assert (colour_at(image, 0.2, 0.5), colour_at(image, 0.8, 0.5)) == ("red", "blue")


@pytest.mark.requirement("CAT-7")
@pytest.mark.parametrize(
    ("kind", "mode", "left", "right"),
    [
        ("JPEG", "CMYK", "red", "blue"),
        ("JPEG", "L", "dark", "dark"),
        ("PNG", "P", "red", "blue"),
        ("PNG", "RGBA", "red", "blue"),
        ("PNG", "LA", "dark", "dark"),
        ("PNG", "1", "dark", "dark"),
        ("PNG", "I;16", "light", "dark"),
        ("WEBP", "RGBA", "red", "blue"),
    ],
)
def test_every_kind_of_pixel_becomes_plain_colour(kind: str, mode: str, left: str, right: str) -> None:
    image = drawn(picture(kind, mode=mode))
    assert image.mode == "RGB"
    assert colour_at(image, 0.8, 0.5) == right
    if mode != "1":  # dithered
        assert colour_at(image, 0.2, 0.5) == left


@pytest.mark.requirement("CAT-7")
def test_what_was_transparent_is_white() -> None:
    image = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    assert colour_at(drawn(encoded(image, "PNG")), 0.5, 0.5) == "light"


@pytest.mark.requirement("CAT-7")
@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (848, 424), (0.2, 0.5)),
        (3, (848, 424), (0.8, 0.5)),
        (6, (848, 1696), (0.5, 0.2)),
        (8, (848, 1696), (0.5, 0.8)),
    ],
)
def test_a_photo_held_sideways_stands_upright(
    orientation: int, size: tuple[int, int], red_at: tuple[float, float]
) -> None:
    image = drawn(turned_picture(orientation))
    assert image.width / image.height == pytest.approx(size[0] / size[1], abs=0.01)
    assert colour_at(image, *red_at) == "red"


@pytest.mark.requirement("CAT-7")
def test_nothing_of_the_file_survives_but_its_pixels() -> None:
    body = turned_picture(6) + b"<script>alert(1)</script>PK\x03\x04"
    for out in draw_photo(body).values():
        image = Image.open(io.BytesIO(out))
        assert not image.getexif()
        assert not {"exif", "icc_profile", "xmp"} & set(image.info)
        assert b"Secret" not in out
        assert b"<script>" not in out


@pytest.mark.requirement("CAT-7")
@pytest.mark.parametrize(
    ("body", "flaw"),
    [
        (b"", PhotoFlaw.NOT_A_PHOTO),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PhotoFlaw.NOT_A_PHOTO),
        (b"<!doctype html><script>1</script>", PhotoFlaw.NOT_A_PHOTO),
        (b"%PDF-1.7", PhotoFlaw.NOT_A_PHOTO),
        (picture("GIF", mode="P"), PhotoFlaw.NOT_A_PHOTO),
        (picture("BMP"), PhotoFlaw.NOT_A_PHOTO),
        (picture("TIFF"), PhotoFlaw.NOT_A_PHOTO),
        (b"\xff\xd8\xff" + b"\0" * 100, PhotoFlaw.BROKEN),
        (b"\x89PNG\r\n\x1a\n" + b"junk" * 50, PhotoFlaw.BROKEN),
        (b"RIFF\x10\0\0\0WEBPVP8 " + b"junk" * 50, PhotoFlaw.BROKEN),
        (picture("JPEG")[:-3000], PhotoFlaw.BROKEN),
        (picture("PNG")[:-400], PhotoFlaw.BROKEN),
        (picture("WEBP")[:-200], PhotoFlaw.BROKEN),
        (picture("PNG", (400, 8)), PhotoFlaw.TOO_SMALL),
        (picture("PNG", (17_000, 20)), PhotoFlaw.TOO_MANY_PIXELS),
        (moving_picture(), PhotoFlaw.MOVES),
        (b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024), PhotoFlaw.TOO_LARGE),
    ],
    ids=[
        "nothing",
        "svg",
        "html",
        "pdf",
        "gif",
        "bmp",
        "tiff",
        "junk jpeg",
        "junk png",
        "junk webp",
        "cut jpeg",
        "cut png",
        "cut webp",
        "a line",
        "a ribbon",
        "moving",
        "eleven megabytes",
    ],
)
def test_anything_else_is_refused(body: bytes, flaw: PhotoFlaw) -> None:
    with pytest.raises(PhotoRefused) as refused:
        draw_photo(body)
    assert refused.value.flaw is flaw


@pytest.mark.requirement("CAT-7")
@pytest.mark.parametrize(("width", "height"), [(8000, 8000), (31_623, 31_623), (100_000, 100_000), (2**31 - 1, 2)])
def test_pixel_bombs_are_refused_by_their_header(width: int, height: int) -> None:
    began = time.perf_counter()
    with pytest.raises(PhotoRefused) as refused:
        draw_photo(png_claiming(width, height))
    assert refused.value.flaw in (PhotoFlaw.TOO_MANY_PIXELS, PhotoFlaw.BROKEN)
    assert time.perf_counter() - began < 1


@pytest.mark.requirement("CAT-7")
def test_a_comment_that_unpacks_to_hundreds_of_megabytes_is_refused() -> None:
    with pytest.raises(PhotoRefused):
        draw_photo(png_with_text_bomb())
