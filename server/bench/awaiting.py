"""A peer: aiohttp as most people write it, `await ws.send_str(…)` for one socket after the other.

`python -m server.bench.awaiting PORT TEXT`; each line `n` on stdin sends the text n times to everybody.
"""

from __future__ import annotations

import asyncio
import sys

import uvloop
from aiohttp import web


async def serve(port: int, text: str) -> None:
    """Until stdin ends."""
    sockets: set[web.WebSocketResponse] = set()

    async def live(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        sockets.add(socket)
        async for _message in socket:
            pass
        sockets.discard(socket)
        return socket

    app = web.Application()
    app.router.add_get("/live", live)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        for _ in range(int(line)):
            for socket in list(sockets):
                await socket.send_str(text)
    await runner.cleanup()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), sys.argv[2]))
