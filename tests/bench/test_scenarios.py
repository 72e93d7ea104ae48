"""Every scenario runs in its small form, and says so when it was delivered something else than it should have been."""

import asyncio
import json
from pathlib import Path

import pytest

from server.bench.audience import Audience
from server.bench.fan_out import open_stands
from server.bench.figures import CannotMeasure, Figure, WrongCount
from server.bench.people import Line, fill_baskets, make_people
from server.bench.programs import allow_open_files, running
from server.bench.running import SCENARIOS, measure
from server.bench.site import Site
from server.bench.telling import open_herald
from server.bench.wire import example_event
from server.embedded.keepsakes import find_free_port
from server.embedded.processes import wait_for
from server.realtime.frames import event_frame
from server.settings import Settings

NONE_IS_WELL = ("MB", "times")
"""Memory grown, people sent away: nothing at all is the best there is."""


@pytest.mark.parametrize("name", SCENARIOS)
async def test_a_scenario_runs(site: Site, name: str) -> None:
    figures: list[Figure] = await SCENARIOS[name](site)
    assert {figure.id for figure in figures} == {name}
    assert all(figure.value > 0 for figure in figures if figure.unit not in NONE_IS_WELL)
    json.dumps([figure.fields() for figure in figures])


async def test_a_delivery_too_many_is_no_figure(site: Site) -> None:
    frame = event_frame(example_event("e", 1)).wire
    async with site.bare(frame) as program:
        audience = Audience(program.port)
        await audience.open([("", b"")] * 3, joining=False)
        await wait_for(lambda: all(seat.is_ready for seat in audience.seats), 5)
        await audience.hear(2, lambda: program.say("2"))
        audience.check(2)
        with pytest.raises(WrongCount, match="3 sockets"):
            audience.check(1)
        audience.close()


async def test_a_delivery_that_does_not_come_is_no_figure(site: Site) -> None:
    async with site.bare(event_frame(example_event("e", 1)).wire) as program:
        audience = Audience(program.port, patience_seconds=0.2)
        await audience.open([("", b"")] * 3, joining=False)
        await wait_for(lambda: all(seat.is_ready for seat in audience.seats), 5)
        with pytest.raises(WrongCount, match="3 deliveries to 3 sockets"):
            await audience.hear(2, lambda: program.say("1"))
        audience.close()


async def test_a_stand_that_was_told_too_much_fails_at_its_end(site: Site) -> None:
    async with open_herald(site) as herald:
        stands = open_stands(site, herald, 2, peer=False)
        shop = (await stands.__aenter__())["shop"]
        await shop.round(1, 1)
        shop.said += 1
        with pytest.raises(WrongCount):
            await stands.__aexit__(None, None, None)


async def test_an_order_that_is_refused_is_no_figure(site: Site) -> None:
    people = await make_people(site, "refused", 1)
    async with site.shop() as shop:
        (basket,) = await fill_baskets(shop.port, people)
        line = Line(shop.port)
        await basket.check_out(line)
        with pytest.raises(WrongCount, match="/checkout was answered with 200 instead of 201"):
            await basket.check_out(line)
        line.close()


async def test_a_program_that_does_not_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(CannotMeasure, match=r"server\.bench\.nothing did not start: .*No module"):
        async with running(["-m", "server.bench.nothing"], tmp_path / "log", port=find_free_port()):
            pass


async def test_too_few_open_files_are_told_before_anything_is_opened() -> None:
    with pytest.raises(CannotMeasure, match="open files"):
        allow_open_files(2**40)


async def test_one_scenario_that_fails_does_not_stop_the_next(
    bench_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_site: Site) -> list[Figure]:
        raise WrongCount("one too many")

    async def succeed(_site: Site) -> list[Figure]:
        await asyncio.sleep(0)
        return [Figure(id="P0", what="nothing", value=1.0, unit="s")]

    monkeypatch.setitem(SCENARIOS, "P1", fail)
    monkeypatch.setitem(SCENARIOS, "P2", succeed)
    figures, failures = await measure(bench_settings, ["P1", "P2"], quick=True)
    assert ([figure.id for figure in figures], failures) == (["P0"], ["P1: one too many"])
