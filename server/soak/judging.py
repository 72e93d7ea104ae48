"""When all is quiet: every screen must show what a page loaded now would show, and nothing promised may be missing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

from server.bench.wire import subscribe
from server.database import queries
from server.database.pool import Pool
from server.embedded.processes import wait_for
from server.soak.copies import Copy
from server.soak.orders import Books
from server.soak.record import Record
from server.soak.screens import Screen
from server.soak.wire import connect

_QUIET_SECONDS = 2.0
_PATIENCE_SECONDS = 60.0
_AT_ONCE = 40
"""Topics asked for on one socket; the most are 64."""


async def wait_until_quiet(pool: Pool) -> dict[str, int]:
    """The topics' versions, once nobody raises them any more (the worker has its say after the last change)."""
    before: dict[str, int] = {}
    while True:
        async with pool.acquire(timeout=3.0) as connection:
            now = {row["name"]: row["version"] for row in await queries().soak.read_versions(connection)}
        if now == before:
            return now
        before = now
        await asyncio.sleep(_QUIET_SECONDS)


async def judge_screens(port: int, screens: Mapping[str, Sequence[Screen]], pool: Pool, record: Record) -> None:
    """Every copy of every screen beside a fresh snapshot. `screens` by the cookie of their session."""
    versions = await wait_until_quiet(pool)
    everybody = [screen for group in screens.values() for screen in group]

    def late() -> list[Screen]:
        return [screen for screen in everybody if not _is_up_to_date(screen, versions)]

    if not await wait_for(lambda: not late(), _PATIENCE_SECONDS, 0.1):
        record.violate(f"{len(late())} screens do not show the last version in quiet, such as {late()[0].describe()}")
    for cookie, group in screens.items():
        topics = {topic for screen in group for topic in screen.copies}
        fresh = await read_fresh(port, cookie, sorted(topics), record)
        for screen in group:
            for topic, copy in screen.copies.items():
                record.counts["copies compared"] += 1
                if copy.position != fresh[topic].position or copy.shown() != fresh[topic].shown():
                    record.violate(f"{topic}: {copy.position} differs from a fresh {fresh[topic].position}")


def _is_up_to_date(screen: Screen, versions: Mapping[str, int]) -> bool:
    return all(screen.has(topic, versions.get(topic, 0)) for topic in screen.copies)


async def read_fresh(port: int, cookie: str, topics: Sequence[str], record: Record) -> dict[str, Copy]:
    """Snapshots as a page loaded now gets them."""
    copies = {topic: Copy(topic) for topic in topics}

    def hear(text: bytes) -> None:
        frame = record.read(text)
        if frame.get("topic") in copies and frame["type"] != "error":
            copies[frame["topic"]].receive(frame)

    for first in range(0, len(topics), _AT_ONCE):
        wire = await connect(port, cookie, hear)
        batch = [copies[topic] for topic in topics[first : first + _AT_ONCE]]
        for copy in batch:
            wire.say(subscribe(copy.topic))
        await wait_for(partial(_are_answered, batch), _PATIENCE_SECONDS)
        wire.close()
    return copies


def _are_answered(copies: Sequence[Copy]) -> bool:
    return not any(copy.waiting for copy in copies)


async def judge_books(pool: Pool, books: Books, record: Record) -> None:
    """No acknowledged change is missing, no token made two orders, no topic has a hole."""
    async with pool.acquire(timeout=3.0) as connection:
        rows = await queries().soak.read_positions(connection, public_ids=list(books.known))
        found = {row["public_id"]: (row["version"], row["status"]) for row in rows}
        for public_id, known in books.known.items():
            there = found.get(public_id)
            if there != (known.version, known.status.value):
                record.violate(f"order {public_id}: acknowledged {known.version} {known.status}, there is {there}")
        made = {
            row["token"]: row["orders"]
            for row in await queries().soak.count_orders_of_tokens(connection, tokens=list(books.tokens))
        }
        for token, made_order in books.tokens.items():
            if made.get(token, 0) > 1 or (made_order is not None and made.get(token) != 1):
                record.violate(f"a checkout token made {made.get(token, 0)} orders")
        for row in await queries().soak.find_holes(connection):
            record.violate(f"{row['topic']}: its versions have a hole")
