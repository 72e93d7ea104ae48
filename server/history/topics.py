"""Topics and their gap-free versions (architecture: «Topics and versions»)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from server.database import Connection, queries

KITCHEN, BOARD, ADMIN, MENU = "kitchen", "board", "admin", "menu"
_MOST_MISSED = 500
"""More missed events than this are answered with a snapshot: cheaper to send and to apply."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something to be told on a topic: `data` is the JSON text of the event's data, already in the audience's shape."""

    topic: str
    event: str
    data: str


@dataclass(frozen=True, slots=True)
class Event:
    """A written fact: version `version` of `topic` in `epoch`."""

    topic: str
    epoch: str
    version: int
    event: str
    data: str


@dataclass(frozen=True, slots=True)
class LockedTopics:
    """Topics whose row locks the current transaction holds, with the versions they have now."""

    epoch: str
    versions: dict[str, int]


def order_topic(public_id: str) -> str:
    return f"order:{public_id}"


def cart_topic(person_id: int) -> str:
    return f"cart:{person_id}"


def guest_cart_topic(session_key: str) -> str:
    return f"cart:guest:{session_key}"


def wire_name(topic: str) -> str:
    """The topic's name on the wire: one's own cart is just `cart`."""
    return "cart" if topic.startswith("cart:") else topic


async def get_epoch(connection: Connection) -> str:
    epoch: str = await queries().history.get_epoch(connection)
    return epoch


async def find_versions(connection: Connection, topics: Sequence[str]) -> dict[str, int]:
    """Current versions; topics that do not exist are left out."""
    rows = await queries().history.find_versions(connection, names=list(topics))
    return {row["name"]: row["version"] for row in rows}


async def lock_topics(connection: Connection, topics: Iterable[str]) -> LockedTopics:
    """Lock topics in name order for the rest of the transaction, making those that are missing.

    Call as late as possible: every other writer of these topics waits until this transaction ends.
    """
    names = sorted(set(topics))
    rows = await queries().history.lock_topics(connection, names=names)
    if len(rows) < len(names):
        await queries().history.create_topics(connection, names=names)
        rows = await queries().history.lock_topics(connection, names=names)
    return LockedTopics(await get_epoch(connection), {row["name"]: row["version"] for row in rows})


async def write_events(connection: Connection, locked: LockedTopics, events: Sequence[NewEvent]) -> list[Event]:
    """Give the events the next versions of their locked topics and insert them, in the order given."""
    versions = dict(locked.versions)
    written = []
    for new in events:
        versions[new.topic] += 1
        written.append(Event(new.topic, locked.epoch, versions[new.topic], new.event, new.data))
    if written:
        moved = sorted({event.topic for event in written})
        await queries().history.append_events(
            connection,
            names=moved,
            versions=[versions[name] for name in moved],
            event_topics=[event.topic for event in written],
            event_versions=[event.version for event in written],
            events=[event.event for event in written],
            bodies=[event.data for event in written],
        )
    return written


async def append(connection: Connection, events: Sequence[NewEvent]) -> list[Event]:
    """Lock, bump, insert: inside the caller's transaction, as its last act."""
    locked = await lock_topics(connection, [event.topic for event in events])
    return await write_events(connection, locked, events)


async def read_since(connection: Connection, topic: str, version: int) -> list[Event] | None:
    """What was missed after `version`, in order; None when it is too much, pruned, or `version` is from the future."""
    now = (await find_versions(connection, [topic])).get(topic)
    if now is None or version > now or now - version > _MOST_MISSED:
        return None
    rows = await queries().history.read_since(connection, topic=topic, version=version, most=_MOST_MISSED + 1)
    events_at = [row["version"] for row in rows]
    # pruned at the front, or a transaction committed between the two reads: then simply up to what was read
    if events_at[: now - version] != list(range(version + 1, now + 1)):
        return None
    epoch = await get_epoch(connection)
    return [Event(topic, epoch, row["version"], row["event"], row["data"]) for row in rows]


async def prune_events(connection: Connection, before: datetime) -> None:
    """Forget bodies older than the resume window."""
    await queries().history.prune_events(connection, before=before)
