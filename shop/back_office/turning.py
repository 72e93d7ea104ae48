"""What happens in this room when nobody asks: run by the worker, one over all processes and machines."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from aiohttp import web

from server.access.clock import CLOCK
from server.database import DATABASE
from server.realtime.telling import TELLER
from server.settings import SETTINGS
from shop.back_office.availability_changing import bring_back_what_is_due
from shop.back_office.photos_storing import Photos

_BACK_SECONDS = 0.5
_SWEEP_SECONDS = 600.0


class Turn(NamedTuple):
    """What the worker's Job is made of."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[None]]


def turns(app: web.Application) -> tuple[Turn, ...]:
    """The room's turns, on what the running application (web or worker) has opened."""
    photos = Photos(app[SETTINGS].data_dir / "photos")

    async def bring_back() -> None:
        await bring_back_what_is_due(app[TELLER], app[CLOCK]())

    async def sweep() -> None:
        await photos.sweep(app[DATABASE], app[CLOCK]())

    return (Turn("back on sale", _BACK_SECONDS, bring_back), Turn("photos", _SWEEP_SECONDS, sweep))
