"""The floor of a page: aiohttp answering with a few words of plain text, and nothing else.

`python -m server.bench.plain PORT`; ends with its stdin.
"""

from __future__ import annotations

import asyncio
import sys

import uvloop
from aiohttp import web


async def answer(_request: web.Request) -> web.Response:
    return web.Response(text="Flat white")


async def serve(port: int) -> None:
    """Until stdin ends."""
    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin, lambda: None if sys.stdin.readline() else ended.set())
    await ended.wait()
    await runner.cleanup()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
