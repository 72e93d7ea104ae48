"""Reading once for many: who may share a read, and who may not."""

import asyncio

import pytest

from shop.menu.sharing import SharedReads

pytestmark = pytest.mark.requirement("CAT-1")


class Shelf:
    """Something read slowly: each read takes the value it finds when it begins, and waits to be let go."""

    def __init__(self) -> None:
        self.value = 0
        self.reads = 0
        self.gates: list[asyncio.Event] = []

    async def read(self) -> int:
        self.reads += 1
        gate = asyncio.Event()
        self.gates.append(gate)
        found = self.value
        await gate.wait()
        return found


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_those_who_ask_at_once_share_one_read() -> None:
    shelf, reads = Shelf(), SharedReads[int]()
    asking = [asyncio.create_task(reads.get("menu", shelf.read)) for _ in range(10)]
    await settle()
    shelf.gates[0].set()
    assert await asyncio.gather(*asking) == [0] * 10
    assert shelf.reads == 1


async def test_whoever_asks_after_a_change_sees_it_though_an_older_read_still_runs() -> None:
    shelf, reads = Shelf(), SharedReads[int]()
    first = asyncio.create_task(reads.get("menu", shelf.read))
    await settle()
    shelf.value = 1
    later = [asyncio.create_task(reads.get("menu", shelf.read)) for _ in range(3)]
    await settle()
    assert shelf.reads == 1
    shelf.gates[0].set()
    await settle()
    shelf.gates[1].set()
    assert await first == 0
    assert await asyncio.gather(*later) == [1, 1, 1]
    assert shelf.reads == 2


async def test_a_read_that_fails_fails_for_those_who_shared_it_and_for_nobody_else() -> None:
    reads = SharedReads[int]()

    async def fail() -> int:
        raise LookupError

    answers = await asyncio.gather(*(reads.get("menu", fail) for _ in range(2)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [LookupError, LookupError]

    async def work() -> int:
        return 5

    assert await reads.get("menu", work) == 5


async def test_one_who_goes_away_does_not_take_the_read_from_the_others() -> None:
    shelf, reads = Shelf(), SharedReads[int]()
    going, staying = (asyncio.create_task(reads.get("menu", shelf.read)) for _ in range(2))
    await settle()
    going.cancel()
    await settle()
    shelf.gates[0].set()
    assert await staying == 0


async def test_other_pages_are_read_side_by_side() -> None:
    shelf, reads = Shelf(), SharedReads[int]()
    asking = [asyncio.create_task(reads.get(key, shelf.read)) for key in ("one", "two")]
    await settle()
    assert shelf.reads == 2
    for gate in shelf.gates:
        gate.set()
    assert await asyncio.gather(*asking) == [0, 0]
