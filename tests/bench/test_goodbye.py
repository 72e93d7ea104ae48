"""Stopping: screens that answer the server's goodbye are not waited for."""

import os
import signal

from server.bench.audience import Audience
from server.bench.fan_out import guests
from server.bench.site import Site
from server.bench.wire import subscribe
from server.embedded.processes import is_running, wait_for
from server.history import BOARD

_LESS_THAN_THE_PATIENCE_WITH_SILENT_SCREENS = 3.0


async def test_a_server_that_stops_hears_the_answers_to_its_goodbye(site: Site) -> None:
    async with site.shop() as shop:
        screens = Audience(shop.port)
        await screens.open(guests(20, subscribe(BOARD)))
        os.kill(shop.pid, signal.SIGTERM)
        assert await wait_for(lambda: not is_running(shop.pid), _LESS_THAN_THE_PATIENCE_WITH_SILENT_SCREENS)
        assert screens.kinds["close"] == 20
        await screens.wait(lambda: screens.closed == 20)
