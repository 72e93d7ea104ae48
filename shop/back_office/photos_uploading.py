"""The photo in a form: taken, refused in words, and served again."""

from __future__ import annotations

from typing import Final

from aiohttp import web
from aiohttp.web_request import FileField

from server.orders.refusals import WrongFields
from server.web.words import _
from shop.back_office.photos import MOST_BYTES, PhotoFlaw, PhotoRefused
from shop.back_office.photos_storing import PHOTOS, PhotosCannotBeKept

MOST_FORM_BYTES: Final = MOST_BYTES + 2 * 1024 * 1024
"""The whole form: a photo of the largest size still gets an answer beside its field."""
_FOR_EVER: Final = "public, max-age=31536000, immutable"

_WORDS: Final = {
    PhotoFlaw.TOO_LARGE: _("This file is larger than 10 MB. Please save it smaller, 2000 pixels wide is plenty."),
    PhotoFlaw.NOT_A_PHOTO: _(
        "This is no JPEG, PNG or WebP. Please save the photo as one of these and choose it again."
    ),
    PhotoFlaw.TOO_MANY_PIXELS: _("This photo has too many pixels. Please save it smaller, 2000 pixels wide is plenty."),
    PhotoFlaw.TOO_SMALL: _("This photo is too small. Please choose one at least 424 pixels wide."),
    PhotoFlaw.MOVES: _("This picture moves. Please choose a still photo."),
    PhotoFlaw.BROKEN: _(
        "This file is damaged and cannot be read. Please save the photo again and choose it once more."
    ),
}


async def keep_photo(request: web.Request) -> str | None:
    """The name of the photo sent as `photo`, already on the disk; None where none was chosen. Raises WrongFields."""
    sent = (await request.post()).get("photo")
    if sent is None or (isinstance(sent, str | bytes | bytearray) and not sent.strip()):
        return None
    if not isinstance(sent, FileField):
        raise WrongFields({"photo": [_WORDS[PhotoFlaw.NOT_A_PHOTO]]})
    body = sent.file.read(MOST_BYTES + 1)
    try:
        return await request.app[PHOTOS].keep(body)
    except PhotoRefused as refused:
        raise WrongFields({"photo": [_WORDS[refused.flaw]]}) from refused
    except PhotosCannotBeKept as error:
        sentence = _("The photo could not be kept just now. Nothing was saved: please try again, or without the photo.")
        raise WrongFields({"photo": [sentence]}) from error


async def was_photo_sent(request: web.Request) -> bool:
    """Whether a file was chosen: browsers do not choose it again in a form that comes back."""
    return isinstance((await request.post()).get("photo"), FileField)


async def serve_photo(request: web.Request) -> web.StreamResponse:
    """`/photos/<name>-<width>.webp`: a name never means another picture, so it is kept for ever."""
    path = request.app[PHOTOS].find(request.match_info["file_name"])
    if path is None or not path.is_file():
        raise web.HTTPNotFound
    headers = {"Cache-Control": _FOR_EVER, "Content-Type": "image/webp", "X-Content-Type-Options": "nosniff"}
    return web.FileResponse(path, headers=headers)
