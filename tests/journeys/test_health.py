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


@pytest.mark.requirement("OPS-4")
async def test_prometheus_reads_what_the_process_has_done(client: Person) -> None:
    await client.get("/menu/what-nobody-sells")
    await client.get("/somebody@shop.test")
    socket = await client.ws_connect("/live", headers={"Origin": str(client.make_url("/")).rstrip("/")})
    answer = await client.get("/metrics")
    text = await answer.text()
    assert (answer.status, answer.content_type) == (200, "text/plain")
    assert 'orderboard_requests_total{address="/menu/{type_slug}",method="GET",status="404"} 1.0' in text
    assert "orderboard_sockets 1.0" in text
    assert 'orderboard_database_connections{state="open"}' in text
    assert "somebody" not in text
    assert "what-nobody-sells" not in text
    await socket.close()
