"""Versions of a topic have no holes, and commit order is version order (architecture: topics and versions)."""

import asyncio
import random

import pytest

from server.database.pool import Pool
from server.history import KITCHEN, NewEvent, append, find_versions, read_since


@pytest.mark.requirement("LIVE-9")
async def test_two_hundred_concurrent_transactions_with_rollbacks_leave_no_hole(pool: Pool) -> None:
    chance = random.Random(7)
    committed: list[int] = []

    class GivenUp(Exception):
        pass

    async def one(number: int, *, gives_up: bool) -> None:
        try:
            async with pool.acquire() as connection, connection.transaction():
                (event,) = await append(connection, [NewEvent(KITCHEN, "order.changed", f'{{"n":{number}}}')])
                if gives_up:
                    raise GivenUp  # noqa: TRY301 - the rollback is what this is about
            committed.append(event.version)
        except GivenUp:
            pass

    await asyncio.gather(*(one(n, gives_up=chance.random() < 0.15) for n in range(200)))
    async with pool.acquire() as connection:
        version = (await find_versions(connection, [KITCHEN]))[KITCHEN]
        events = await read_since(connection, KITCHEN, 0)
    assert 0 < len(committed) < 200
    assert version == len(committed)
    assert events is not None
    assert [event.version for event in events] == list(range(1, version + 1))
    assert sorted(committed) == list(range(1, version + 1))


async def test_events_of_one_transaction_follow_each_other_on_each_topic(pool: Pool) -> None:
    async with pool.acquire() as connection:
        async with connection.transaction():
            events = await append(
                connection, [NewEvent("b", "x", "1"), NewEvent("a", "x", "2"), NewEvent("b", "x", "3")]
            )
        assert [(e.topic, e.version) for e in events] == [("b", 1), ("a", 1), ("b", 2)]
        missed = await read_since(connection, "b", 1)
        assert missed is not None
        assert [(e.version, e.data) for e in missed] == [(2, "3")]


async def test_what_is_out_of_the_window_or_from_the_future_is_not_to_be_had(pool: Pool) -> None:
    async with pool.acquire() as connection:
        async with connection.transaction():
            await append(connection, [NewEvent(KITCHEN, "x", "{}"), NewEvent(KITCHEN, "x", "{}")])
        assert await read_since(connection, KITCHEN, 2) == []
        assert await read_since(connection, KITCHEN, 3) is None
        assert await read_since(connection, "order:nobody", 0) is None
        await connection.execute("delete from topic_events where topic = 'kitchen' and version = 1")
        assert await read_since(connection, KITCHEN, 0) is None
        assert await read_since(connection, KITCHEN, 1) is not None
