"""A house with the real relay, hub and socket on real Postgres and Redis, and a noticeboard instead of rooms.

The noticeboard is a table of notes; each note written appends an event. Topics: `board` (anyone), `kitchen` (staff),
`menu` (anyone; its state depends on `since`), `order:<name>` (whoever has that first name), `cart` (one's own).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, TCPConnector, WSMsgType, web
from aiohttp.test_utils import TestServer
from aiohttp.typedefs import Handler

from server.access import ASKER, Asker
from server.database import Connection
from server.database.pool import Pool
from server.history import Event, NewEvent, append, cart_topic, find_versions
from server.orders.order import Role
from server.realtime.live import LIVE, Live, door_middleware
from server.realtime.redis import open_listening_redis, open_redis
from server.realtime.relay import Relay
from server.realtime.watch import Watch

SetUp = Callable[[web.Application], None]
"""Adds pages to the house."""

GUEST = Asker(session_key="guest")
KITCHEN_HAND = Asker(session_key="kit", kind="person", role=Role.KITCHEN, person_id=7, first_name="Kit")


@dataclass
class Noticeboard:
    """An offer of all topics of the house. `reading` holds up snapshots while it is cleared."""

    reads: dict[str, int] = field(default_factory=dict)
    reading: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    padding: str = ""

    def __post_init__(self) -> None:
        self.reading.set()

    def matches(self, wire_name: str) -> bool:
        return wire_name in ("board", "kitchen", "menu", "cart") or wire_name.startswith("order:")

    async def find_topic(self, connection: Connection, asker: Asker, wire_name: str) -> str | None:
        await connection.fetchval("select $1::text", wire_name)  # as a room would look it up
        if wire_name == "kitchen":
            return wire_name if asker.is_staff else None
        if wire_name == "cart":
            return None if asker.person_id is None else cart_topic(asker.person_id)
        if wire_name.startswith("order:"):
            return wire_name if wire_name == f"order:{asker.first_name}" or asker.is_admin else None
        return wire_name

    async def read_state(self, connection: Connection, topic: str, since: int | None) -> str:
        self.reads[topic] = self.reads.get(topic, 0) + 1
        version = (await find_versions(connection, [topic])).get(topic, 0)
        self.begun.set()
        await self.reading.wait()
        return json.dumps({"notes": version, "since": since, "padding": self.padding})


class House:
    """One web process: an application with `/live` and nothing else, on a port of its own."""

    def __init__(self, pool: Pool, redis_url: str, prefix: str, *, port: int = 0, set_up: SetUp | None = None) -> None:
        self.pool = pool
        self.noticeboard = Noticeboard()
        self.living = {KITCHEN_HAND.session_key: "kitchen"}
        self.seen: list[tuple[str, Mapping[str, int]]] = []
        self.deaths = 0
        self._redis = open_redis(redis_url)
        self._listening = open_listening_redis(redis_url)
        self.relay = Relay(pool, self._redis, self._listening, prefix)
        self.live = Live(
            pool=pool,
            relay=self.relay,
            offers=[self.noticeboard],
            public_origin="https://shop.test",
            living=self._ask_living,
            on_seen=self._note_seen,
        )
        self.app = web.Application(middlewares=[door_middleware, _let_in])
        self.app[LIVE] = self.live
        self.app.router.add_get("/live", self._serve)
        self.app.cleanup_ctx.append(self._run)
        self.app.on_shutdown.append(self.live.say_restarting)
        if set_up is not None:
            set_up(self.app)
        self.server = TestServer(self.app, host="127.0.0.1", port=port)
        self.askers: dict[str, Asker] = {}
        self.app[_ASKERS] = self.askers
        self.http: ClientSession

    async def write(self, topic: str, *notes: object, told: bool = True) -> list[Event]:
        """Append a note for each value in one transaction; `told=False` crashes between commit and publish."""
        async with self.pool.acquire() as connection, connection.transaction():
            events = await append(
                connection, [NewEvent(topic, "note.written", json.dumps({"note": note})) for note in notes]
            )
        if told:
            await self.relay.publish(events)
        return events

    async def connect(
        self, asker: Asker = GUEST, *, headers: Mapping[str, str] | None = None, limit: int = 4 * 1024 * 1024
    ) -> "Screen":
        """Open a socket as `asker`; the hello is read already."""
        self.askers[asker.session_key] = asker
        url = self.server.make_url("/live")
        base = {"Origin": f"http://{url.host}:{url.port}", "X-Session": asker.session_key}
        screen = Screen(await self.http.ws_connect(url, headers={**base, **(headers or {})}, max_msg_size=limit))
        screen.hello = await screen.read()
        return screen

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        return await self.live.socket(request)

    async def _ask_living(self, keys: list[str]) -> Mapping[str, str]:
        async with self.pool.acquire() as connection:
            await connection.fetchval("select 1")
        return {key: role for key, role in self.living.items() if key in keys}

    async def _note_seen(self, _asker: Asker, topic: str, orders: Mapping[str, int]) -> None:
        self.seen.append((topic, orders))

    async def _run(self, _app: web.Application) -> AsyncIterator[None]:
        async with self.live.running(Watch(self._died)):
            yield
        await self._redis.aclose()
        await self._listening.aclose()

    def _died(self) -> None:
        self.deaths += 1


_ASKERS: web.AppKey[dict[str, Asker]] = web.AppKey("askers", dict)


@web.middleware
async def _let_in(request: web.Request, handler: Handler) -> web.StreamResponse:
    session = request.headers.get("X-Session") or request.cookies.get("session", "")
    request[ASKER] = request.app[_ASKERS].get(session, GUEST)
    return await handler(request)


@asynccontextmanager
async def open_house(
    pool: Pool, redis_url: str, prefix: str, *, port: int = 0, set_up: SetUp | None = None
) -> AsyncIterator[House]:
    """A running process. Open two on the same prefix for two processes of one shop."""
    house = House(pool, redis_url, prefix, port=port, set_up=set_up)
    async with ClientSession(connector=TCPConnector(limit=0)) as house.http:
        await house.server.start_server(shutdown_timeout=1)
        try:
            yield house
        finally:
            await house.server.close()
    assert house.deaths == 0, "a background task died"


class Screen:
    """A client of `/live` that reads frames as JSON."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.hello: dict[str, Any] = {}

    async def say(self, **fields: object) -> None:
        await self.socket.send_json(fields)

    async def subscribe(self, topic: str, **position: object) -> dict[str, Any]:
        """Subscribe and answer the first frame that comes back for it."""
        await self.say(type="subscribe", topic=topic, **position)
        return await self.read()

    async def read(self, within: float = 5.0) -> dict[str, Any]:
        """The next frame that is no heartbeat."""
        while True:
            frame = await self.read_any(within)
            if frame["type"] != "heartbeat":
                return frame

    async def read_any(self, within: float = 5.0) -> dict[str, Any]:
        message = await self.socket.receive(within)
        assert message.type is WSMsgType.TEXT, f"{message.type}, closed with {self.socket.close_code}"
        frame: dict[str, Any] = json.loads(message.data)
        return frame

    async def read_versions(self, upto: int) -> list[int]:
        """The versions of the events read until version `upto`."""
        versions: list[int] = []
        while not versions or versions[-1] < upto:
            frame = await self.read()
            assert frame["type"] == "event", frame
            versions.append(frame["version"])
        return versions

    async def falls_silent(self, seconds: float) -> bool:
        """Whether, after a few frames at most, a stretch without any begins."""
        for _ in range(10):
            try:
                await self.read_any(seconds)
            except TimeoutError:
                return True
        return False

    async def read_close(self, within: float = 5.0) -> int | None:
        """Read on until the server closes; answers the close code."""
        async with asyncio.timeout(within):
            while not self.socket.closed:
                await self.socket.receive()
        return self.socket.close_code

    async def close(self) -> None:
        await self.socket.close()


async def until(condition: Callable[[], bool | Awaitable[bool]], within: float = 5.0) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(within):
        while True:
            answer = condition()
            if answer if isinstance(answer, bool) else await answer:
                return
            await asyncio.sleep(0.01)
