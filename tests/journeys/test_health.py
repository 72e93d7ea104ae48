"""Alive and ready, for load balancers and people."""

import pytest

from tests.conftest import Person


@pytest.mark.requirement("OPS-4")
async def test_the_process_says_that_it_is_alive(client: Person) -> None:
    answer = await client.get("/healthz")
    assert answer.status == 200


@pytest.mark.requirement("OPS-4")
async def test_the_shop_is_ready_when_its_database_answers(client: Person) -> None:
    answer = await client.get("/readyz")
    assert answer.status == 200
    assert (await answer.json()) == {"status": "ready", "degraded": []}
