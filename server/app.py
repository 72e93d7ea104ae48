"""The one place where everything meets: settings in, application out. Readable as a table of contents."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType

from aiohttp import web

import board
import shop
from board.dashboard import routes as dashboard
from board.dashboard import topics as dashboard_topics
from board.kitchen import routes as kitchen
from board.kitchen import topics as kitchen_topics
from board.moving import routes as moving
from board.pickup import routes as pickup
from board.pickup import topics as pickup_topics
from board.tracker import routes as tracker
from board.tracker import topics as tracker_topics
from server.access import PASSWORDS, SESSIONS, Passwords, Sessions
from server.access.clock import CLOCK, Clock, utc_now
from server.database import DATABASE, open_pool
from server.orderbook import SHOP, ShopSettingsKeeper
from server.realtime.live import LIVE, Live, door_middleware
from server.realtime.redis import REDIS, open_listening_redis, open_redis
from server.realtime.relay import RELAY, Relay
from server.realtime.telling import TELLER, Teller
from server.realtime.watch import Watch
from server.settings import SETTINGS, Settings
from server.web import health, metrics
from server.web.assets import Assets, add_assets
from server.web.csrf import csrf_middleware
from server.web.headers import add_security_headers
from server.web.idempotency import idempotency_middleware
from server.web.logs import log_middleware
from server.web.metrics import metrics_middleware
from server.web.problems import problem_middleware
from server.web.sessions import session_middleware
from server.web.templating import set_up_templates
from server.web.uploads import upload_middleware
from server.worker import Job, Worker
from shop.accounts import routes as accounts
from shop.back_office import routes as back_office
from shop.back_office import turning as back_office_turning
from shop.cart import routes as cart
from shop.cart import topics as cart_topics
from shop.checkout import routes as checkout
from shop.menu import routes as menu
from shop.menu import topics as menu_topics
from shop.my_orders import routes as my_orders

ROOMS: tuple[ModuleType, ...] = (
    health,
    metrics,
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
    back_office,
)

OFFERS = (
    *menu_topics.OFFERS,
    *tracker_topics.OFFERS,
    *kitchen_topics.OFFERS,
    *pickup_topics.OFFERS,
    *dashboard_topics.OFFERS,
)

MIDDLEWARES = (
    log_middleware,
    metrics_middleware,
    problem_middleware,
    door_middleware,
    session_middleware,
    upload_middleware,
    csrf_middleware,
    idempotency_middleware,
    # once more inside: what idempotency keeps are answers, not exceptions
    problem_middleware,
)

_CLOSING_SECONDS = 5.0
_HOUSE = Path(__file__).resolve().parent
_FLOORS = tuple(Path(str(floor.__file__)).resolve().parent for floor in (shop, board))


def create_app(settings: Settings, *, clock: Clock = utc_now, with_worker: bool = True) -> web.Application:
    """The whole application; connects to nothing before it starts. Needs `database_url` and `redis_url`."""
    app = web.Application(middlewares=MIDDLEWARES, client_max_size=1024 * 1024)
    app[SETTINGS] = settings
    app[CLOCK] = clock
    app.cleanup_ctx.extend([database_context, relay_context, teller_context, live_context])
    if with_worker:
        app.cleanup_ctx.append(worker_context)
    app[PASSWORDS] = Passwords(settings.argon2_cost)
    add_assets(app, Assets({"site": _HOUSE / "static" / "site", **room_folders("static")}))
    set_up_templates(app, {"": _HOUSE / "templates", **room_folders("templates")})
    for room in ROOMS:
        app.add_routes(room.ROUTES)
        set_up = getattr(room, "set_up", None)
        if set_up is not None:
            set_up(app)
    app.router.add_get("/live", live, allow_head=False)
    app.on_shutdown.append(say_restarting)
    app.on_response_prepare.append(add_security_headers)
    return app


def create_worker_app(settings: Settings, *, clock: Clock = utc_now) -> web.Application:
    """The background jobs alone: no address is served."""
    app = web.Application()
    app[SETTINGS] = settings
    app[CLOCK] = clock
    app.cleanup_ctx.extend([database_context, relay_context, teller_context, publishing_context, worker_context])
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
    try:
        async with asyncio.timeout(_CLOSING_SECONDS):
            await pool.close()
    except TimeoutError:
        # a statement that hangs must not keep the process from ending
        pool.terminate()


async def relay_context(app: web.Application) -> AsyncIterator[None]:
    """Redis, and the relay between Postgres, Redis and this process's sockets."""
    settings = app[SETTINGS]
    if settings.redis_url is None:
        raise RuntimeError("REDIS_URL is not set: start with scripts/run, or set it")
    redis, listening = open_redis(settings.redis_url), open_listening_redis(settings.redis_url)
    app[REDIS] = redis
    app[RELAY] = Relay(app[DATABASE], redis, listening, settings.redis_prefix)
    yield
    await redis.aclose()
    await listening.aclose()


async def teller_context(app: web.Application) -> AsyncIterator[None]:
    """What writes and tells, and what is told when sessions end."""
    app[TELLER] = Teller(app[DATABASE], app[RELAY])
    app[SESSIONS] = Sessions(app[DATABASE], app[SETTINGS].secret_key, app[RELAY].announce_sessions_ended)
    yield


async def live_context(app: web.Application) -> AsyncIterator[None]:
    """The sockets of `/live`, on top of the relay."""
    sessions, clock = app[SESSIONS], app[CLOCK]

    async def living(keys: list[str]) -> dict[str, str]:
        return await sessions.living(keys, clock())

    app[LIVE] = Live(
        pool=app[DATABASE],
        relay=app[RELAY],
        offers=(*OFFERS, *cart_topics.offers_of(app)),
        public_origin=app[SETTINGS].origin,
        living=living,
        on_ended=lambda keys, _person_id: sessions.forget(keys),
    )
    async with app[LIVE].running(Watch()):
        yield


async def publishing_context(app: web.Application) -> AsyncIterator[None]:
    """The relay of a process without sockets: it only publishes."""
    async with app[RELAY].running(Watch(), with_seats=False):
        yield


async def live(request: web.Request) -> web.StreamResponse:
    return await request.app[LIVE].socket(request)


async def say_restarting(app: web.Application) -> None:
    """At shutdown every socket is told to come back soon (1012)."""
    await app[LIVE].say_restarting(app)


async def worker_context(app: web.Application) -> AsyncIterator[None]:
    """The background jobs; a job that dies takes the process down, which is started again."""
    watch = Watch()
    jobs = tuple(Job(*turn) for turn in back_office_turning.turns(app))
    watch.start("worker", Worker(app[DATABASE], app[TELLER], app[CLOCK], jobs).run())
    yield
    await watch.stop()
