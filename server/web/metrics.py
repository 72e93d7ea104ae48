"""GET /metrics: this process's figures for Prometheus (OPS-4). Counts and times only, nothing of anybody's."""

from __future__ import annotations

import time

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from server.database import DATABASE
from server.realtime.live import LIVE

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Figures:
    """What one process has done since it started. A registry of its own: several applications may share a process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        names = ("method", "address", "status")
        self.requests = Counter("orderboard_requests", "Requests answered.", names, registry=self.registry)
        self.seconds = Histogram(
            "orderboard_request_seconds",
            "How long answers took.",
            ("address",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.sockets = Gauge("orderboard_sockets", "Open sockets of /live.", registry=self.registry)
        self.connections = Gauge(
            "orderboard_database_connections", "Connections to the database.", ("state",), registry=self.registry
        )
        ProcessCollector(registry=self.registry)

    def count(self, request: web.Request, status: int, seconds: float) -> None:
        """Addresses as the router knows them: what visitors type never becomes a name."""
        resource = request.match_info.route.resource
        address = "none" if resource is None else resource.canonical
        method = request.method if request.method in ("GET", "HEAD", "POST") else "other"
        self.requests.labels(method, address, str(status)).inc()
        self.seconds.labels(address).observe(seconds)


FIGURES: web.AppKey[Figures] = web.AppKey("figures", Figures)


@web.middleware
async def metrics_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Outermost but for the log. A socket is no answer: it is counted while it is open."""
    began = time.monotonic()
    response = await handler(request)
    if not isinstance(response, web.WebSocketResponse):
        request.app[FIGURES].count(request, response.status, time.monotonic() - began)
    return response


async def show_metrics(request: web.Request) -> web.Response:
    """Prometheus' text. Each process answers for itself."""
    figures, pool = request.app[FIGURES], request.app[DATABASE]
    figures.sockets.set(len(request.app[LIVE].socket.open))
    figures.connections.labels("open").set(pool.get_size())
    figures.connections.labels("idle").set(pool.get_idle_size())
    headers = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
    return web.Response(body=generate_latest(figures.registry), headers=headers)


ROUTES = [web.get("/metrics", show_metrics)]


def set_up(app: web.Application) -> None:
    app[FIGURES] = Figures()
