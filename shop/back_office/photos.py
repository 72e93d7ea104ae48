"""Uploaded photos: bytes in, WebP in the pages' widths out. Runs in a thread; trusts nothing about the bytes.

The kind is read from the bytes themselves, the dimensions from the header, before anything is decoded. What comes out
is drawn anew from the pixels: no metadata, no colour profile, nothing of the file that came in.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from enum import Enum
from typing import Final

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 16_000
SHORTEST_SIDE: Final = 16
PHOTO_WIDTHS: Final = (424, 848)
_KINDS: Final = ("JPEG", "PNG", "WEBP")
_QUALITY: Final = 82
# a photo is at most twice as high as wide on a page; the rest is cropped there anyway
_TALLEST: Final = 2


class PhotoFlaw(Enum):
    """What keeps bytes from being a photo of ours."""

    TOO_LARGE = "too large"
    NOT_A_PHOTO = "not a photo"
    TOO_MANY_PIXELS = "too many pixels"
    TOO_SMALL = "too small"
    MOVES = "moves"
    BROKEN = "broken"


class PhotoRefused(Exception):
    """The upload is no photo we take."""

    def __init__(self, flaw: PhotoFlaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


def find_kind(body: bytes) -> str | None:
    """JPEG, PNG or WEBP by the first bytes, whatever the name or the declared type say."""
    if body.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "WEBP"
    return None


def draw_photo(body: bytes) -> Mapping[int, bytes]:
    """Width → WebP, upright, on white where it was transparent. Raises PhotoRefused.

    An animated picture is refused: its first frame is seldom what was meant.
    """
    if len(body) > MOST_BYTES:
        raise PhotoRefused(PhotoFlaw.TOO_LARGE)
    kind = find_kind(body)
    if kind is None:
        raise PhotoRefused(PhotoFlaw.NOT_A_PHOTO)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            # one format only: no other decoder of the library ever sees the bytes
            with Image.open(io.BytesIO(body), formats=(kind,)) as image:
                _check_header(image)
                return _draw(image, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoRefused(PhotoFlaw.TOO_MANY_PIXELS) from error
    except UnidentifiedImageError as error:
        raise PhotoRefused(PhotoFlaw.BROKEN) from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError) as error:
        # what the library's decoders raise for truncated and corrupt files
        raise PhotoRefused(PhotoFlaw.BROKEN) from error


def _check_header(image: Image.Image) -> None:
    """Only the header has been read here; decoding comes after."""
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise PhotoRefused(PhotoFlaw.TOO_MANY_PIXELS)
    if min(width, height) < SHORTEST_SIDE:
        raise PhotoRefused(PhotoFlaw.TOO_SMALL)
    if getattr(image, "n_frames", 1) > 1:
        raise PhotoRefused(PhotoFlaw.MOVES)


def _draw(image: Image.Image, kind: str) -> Mapping[int, bytes]:
    widest = max(PHOTO_WIDTHS)
    if kind == "JPEG" and image.mode in ("L", "RGB"):
        # decodes at the nearest eighth: a tenth of the time and memory for a camera's photo
        image.draft(image.mode, (widest * 2, widest * 2))
    profile = image.info.get("icc_profile")
    if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        # small first: what follows makes copies
        image.thumbnail((widest * _TALLEST, widest * _TALLEST), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(image)
    colours = _to_rgb(upright, profile)
    photos = {}
    for width in sorted(PHOTO_WIDTHS, reverse=True):
        colours.thumbnail((width, width * _TALLEST), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        plain = Image.new("RGB", colours.size)
        plain.paste(colours)
        plain.save(out, "WEBP", quality=_QUALITY, method=4)
        photos[width] = out.getvalue()
    return photos


def _to_rgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Any mode as RGB: palettes, greys of 16 bits, CMYK by its profile where it has a usable one."""
    if image.mode.startswith("I") or image.mode == "F":
        # 16 bits of grey: the upper eight
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("P", "PA", "LA", "RGBA", "La", "RGBa") or "transparency" in image.info:
        seen = image.convert("RGBA")
        white = Image.new("RGBA", seen.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, seen).convert("RGB")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        converted = _by_profile(image, profile)
        if converted is not None:
            return converted
    return image.convert("RGB")


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image | None:
    """The picture in sRGB; None for a profile that cannot be used."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
