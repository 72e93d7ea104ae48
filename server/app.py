"""The one place where everything meets: settings in, application out. Readable as a table of contents."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType

from aiohttp import web

import board
import shop
from board.dashboard import routes as dashboard
from board.kitchen import routes as kitchen
from board.moving import routes as moving
from board.pickup import routes as pickup
from board.tracker import routes as tracker
from server.access import PASSWORDS, SESSIONS, Passwords, Sessions
from server.access.clock import CLOCK, Clock, utc_now
from server.database import DATABASE, open_pool
from server.orderbook import SHOP, ShopSettingsKeeper
from server.settings import SETTINGS, Settings
from server.web import health
from server.web.assets import Assets, add_assets
from server.web.csrf import csrf_middleware
from server.web.headers import add_security_headers
from server.web.idempotency import idempotency_middleware
from server.web.logs import log_middleware
from server.web.problems import problem_middleware
from server.web.sessions import session_middleware
from server.web.templating import set_up_templates
from shop.accounts import routes as accounts
from shop.cart import routes as cart
from shop.checkout import routes as checkout
from shop.menu import routes as menu
from shop.my_orders import routes as my_orders

ROOMS: tuple[ModuleType, ...] = (
    health,
    menu,
    cart,
    checkout,
    accounts,
    my_orders,
    tracker,
    moving,
    kitchen,
    pickup,
    dashboard,
)

MIDDLEWARES = (
    log_middleware,
    problem_middleware,
    session_middleware,
    csrf_middleware,
    idempotency_middleware,
    # once more inside: what idempotency keeps are answers, not exceptions
    problem_middleware,
)

_HOUSE = Path(__file__).resolve().parent
_FLOORS = tuple(Path(str(floor.__file__)).resolve().parent for floor in (shop, board))


def create_app(settings: Settings, *, clock: Clock = utc_now) -> web.Application:
    """The whole application; connects to nothing before it starts. Needs `database_url` and `redis_url`."""
    app = web.Application(middlewares=MIDDLEWARES, client_max_size=1024 * 1024)
    app[SETTINGS] = settings
    app[CLOCK] = clock
    app[PASSWORDS] = Passwords(settings.argon2_cost)
    add_assets(app, Assets({"site": _HOUSE / "static" / "site", **room_folders("static")}))
    set_up_templates(app, {"": _HOUSE / "templates", **room_folders("templates")})
    for room in ROOMS:
        app.add_routes(room.ROUTES)
        set_up = getattr(room, "set_up", None)
        if set_up is not None:
            set_up(app)
    app.on_response_prepare.append(add_security_headers)
    app.cleanup_ctx.extend([database_context])
    return app


def room_folders(name: str) -> dict[str, Path]:
    """Room name → its folder of this name (`templates`, `static`), for every room that has one."""
    return {path.parent.name: path for floor in _FLOORS for path in sorted(floor.glob(f"*/{name}")) if path.is_dir()}


async def database_context(app: web.Application) -> AsyncIterator[None]:
    """The pool, and what stands directly on it."""
    settings = app[SETTINGS]
    if settings.database_url is None:
        raise RuntimeError("DATABASE_URL is not set: start with scripts/run, or set it")
    pool = await open_pool(settings.database_url)
    app[DATABASE] = pool
    app[SHOP] = ShopSettingsKeeper(pool, settings)
    yield
    await pool.close()
