"""Pictures for uploads, drawn when asked for: whole, rotated, huge, moving, broken."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image


def picture(kind: str = "JPEG", size: tuple[int, int] = (1200, 900), mode: str = "RGB", **saving: object) -> bytes:
    """A picture whose left half is red and right half blue (in greys: black and white)."""
    image = Image.new("RGB", size, (0, 0, 255))
    image.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
    if mode == "I;16":
        image = image.convert("L").point(lambda value: 60_000 if value > 50 else 0, "I").convert("I;16")
    elif mode != "RGB":
        image = image.convert(mode)
    return encoded(image, kind, **saving)


def encoded(image: Image.Image, kind: str, **saving: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **saving)
    return out.getvalue()


def turned_picture(orientation: int) -> bytes:
    """A JPEG that says in its EXIF how it was held, and where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Secret Camera"
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0)}
    return picture(size=(1200, 600), exif=exif.tobytes())


def moving_picture() -> bytes:
    frames = [Image.new("RGB", (500, 500), colour) for colour in ("red", "green", "blue")]
    return encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=100)


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises `width` × `height` pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def png_with_text_bomb() -> bytes:
    """A small PNG with a compressed comment that unpacks to 200 MB."""
    whole = picture("PNG", (64, 64))
    body = b"Comment\0\0" + zlib.compress(b"\0" * 200_000_000, 9)
    text = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    return whole[:33] + text + whole[33:]
