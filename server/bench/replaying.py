"""The floor of ordering: recorded statements in a bare asyncpg loop.

`python -m server.bench.replaying PORT URL FILE AT_ONCE`; whoever connects and says `from to` has these scripts
repeated, AT_ONCE at a time, and is answered with the seconds it took.
"""

from __future__ import annotations

import asyncio
import pickle
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import uvloop

if TYPE_CHECKING:
    from server.bench.recording import Script


async def serve(port: int, url: str, scripts: list[Script], at_once: int) -> None:
    """Until the process is ended."""
    connections = [
        await asyncpg.connect(url, server_settings={"application_name": "bench", "timezone": "UTC"})
        for _ in range(at_once)
    ]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        words = (await reader.readline()).split()
        if words:
            waiting = iter(scripts[int(words[0]) : int(words[1])])
            began = time.monotonic()
            await asyncio.gather(*(_repeat(connection, waiting) for connection in connections))
            writer.write(f"{time.monotonic() - began}\n".encode())
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port)
    await server.serve_forever()


async def _repeat(connection: asyncpg.Connection[asyncpg.Record], waiting: Iterator[Script]) -> None:
    for script in waiting:
        for sql, arguments in script:
            if arguments:
                await connection.fetch(sql, *arguments)
            else:
                await connection.execute(sql)


if __name__ == "__main__":
    given = pickle.loads(Path(sys.argv[3]).read_bytes())  # noqa: S301 - written by the bench a moment ago
    uvloop.run(serve(int(sys.argv[1]), sys.argv[2], given, int(sys.argv[4])))
