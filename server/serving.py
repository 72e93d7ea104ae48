"""Serving: one process with web and worker, or WORKERS web processes on one port and a worker beside them."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
import time
from pathlib import Path
from subprocess import Popen

import structlog
import uvloop
from aiohttp import web

from server.app import create_app, create_worker_app, say_restarting
from server.embedded.processes import spawn
from server.settings import Settings
from server.web.connections import ShopRunner

log = structlog.get_logger()

_KEEP_ALIVE_SECONDS = 75.0
_SHUTDOWN_SECONDS = 30.0
_RESTART_AFTER_SECONDS = 1.0
_CHILD = "ORDERBOARD_CHILD"


async def serve(settings: Settings, *, with_worker: bool = True, app: web.Application | None = None) -> int:
    """Serve until SIGTERM or SIGINT: sockets are told to come back (1012), requests in flight end first.

    `app` is an application made before, by whoever wants to add to it.
    """
    app = app or create_app(settings, with_worker=with_worker)
    runner = ShopRunner(
        app,
        access_log=None,
        keepalive_timeout=_KEEP_ALIVE_SECONDS,
        shutdown_timeout=_SHUTDOWN_SECONDS,
        handler_cancellation=False,
    )
    await runner.setup()
    # templates, drawings and routes live as long as the process: the collector need not walk them with every visitor
    gc.collect()
    gc.freeze()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        shared = settings.workers > 1
        await web.TCPSite(runner, settings.host, settings.port, backlog=1024, reuse_port=shared or None).start()
    except OSError as error:
        await runner.cleanup()
        log.critical("cannot listen", host=settings.host, port=settings.port, reason=error.strerror)
        return 1
    log.info("serving", url=settings.public_url, workers=settings.workers, pid=os.getpid())
    await stop.wait()
    log.info("stopping", pid=os.getpid())
    # before aiohttp's own shutdown, which hears nothing from then on: whoever answers the goodbye is not waited for
    await say_restarting(app)
    await runner.cleanup()
    return 0


async def work(settings: Settings) -> int:
    """The worker alone, until SIGTERM or SIGINT."""
    runner = web.AppRunner(create_worker_app(settings), access_log=None)
    await runner.setup()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await runner.cleanup()
    return 0


def run_processes(settings: Settings) -> int:
    """WORKERS web processes on one port (the kernel shares connections) and a worker; what dies is started again."""
    role = os.environ.get(_CHILD)
    if role == "web":
        return uvloop.run(serve(settings, with_worker=False))
    stopping = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if not _port_is_free(settings):
        log.error("cannot listen", host=settings.host, port=settings.port, reason="the port is in use")
        return 1
    roles = ["web"] * settings.workers + ["worker"]
    children = [_start(role) for role in roles]
    while not stopping:
        for place, child in enumerate(children):
            if child.poll() is not None and not stopping:
                log.error("process died", role=roles[place], pid=child.pid, code=child.returncode)
                time.sleep(_RESTART_AFTER_SECONDS)
                children[place] = _start(roles[place])
        time.sleep(0.2)
    for child in children:
        child.terminate()
    for child in children:
        child.wait()
    return 0


def _start(role: str) -> Popen[bytes]:
    command = "serve" if role == "web" else "worker"
    # a web process must not outlive the one that would restart it: two on one port would share it silently
    return spawn(
        [sys.executable, "-m", "server", command],
        cwd=Path.cwd(),
        signal_when_orphaned=signal.SIGTERM,
        environment={**os.environ, _CHILD: role},
    )


def _port_is_free(settings: Settings) -> bool:
    """With SO_REUSEPORT a second shop on the same port would share it silently; ask without it first."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            return False
    return True
