"""A person's browser as far as the shop can tell: pages, JSON and forms over HTTP, each timed and counted."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import aiohttp

from server.simulate.tally import Tally
from server.soak.asking import NoAnswer

_PATIENCE = aiohttp.ClientTimeout(total=20)
_TRIES = 3
_JSON, _PAGE = "application/json", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and what came with it; `shape` is empty for a page."""

    status: int
    shape: dict[str, Any]

    @property
    def is_fine(self) -> bool:
        return self.status < 400

    @property
    def refusal(self) -> str:
        """The word of a problem, or the status where there is none."""
        return str(self.shape.get("type", self.status))


class Browser:
    """One person's cookies and the token of their session. `url` is the shop's, without a slash at its end."""

    def __init__(self, url: str, connector: aiohttp.BaseConnector, tally: Tally) -> None:
        self._url = url
        self._tally = tally
        self._token = ""
        self._http = aiohttp.ClientSession(
            connector=connector,
            connector_owner=False,
            cookie_jar=aiohttp.CookieJar(unsafe=True),  # cookies of an IP address count
            timeout=_PATIENCE,
        )

    @property
    def cookie(self) -> str:
        """The session's, "" before the first answer."""
        return next((cookie.value for cookie in self._http.cookie_jar if cookie.key == "session"), "")

    async def page(self, what: str, path: str) -> int:
        """Load a page as a person sees it; its status. `what` is the kind it is counted as. Raises NoAnswer."""
        return (await self._ask(f"{what} (page)", "GET", path, _PAGE)).status

    async def get(self, what: str, path: str) -> Answer:
        """JSON; keeps the token to post with. Raises NoAnswer."""
        return await self._ask(what, "GET", path, _JSON)

    async def post(self, what: str, path: str, fields: Iterable[tuple[str, object]] = (), *, tries: int = 1) -> Answer:
        """A form; more than one try only where sending it twice is sending it once. Raises NoAnswer."""
        form = [*((name, str(value)) for name, value in fields), ("csrf_token", self._token)]
        return await self._ask(what, "POST", path, _JSON, form=form, tries=tries)

    async def enter(self, path: str, fields: Iterable[tuple[str, object]]) -> Answer:
        """Log in or register: `path` is /login or /register."""
        if not self._token:
            await self.get("log in", "/login")
        return await self.post("log in" if path == "/login" else "register", path, fields)

    async def close(self) -> None:
        await self._http.close()

    async def _ask(
        self,
        what: str,
        method: str,
        path: str,
        accept: str,
        *,
        form: list[tuple[str, str]] | None = None,
        tries: int = _TRIES,
    ) -> Answer:
        for attempt in range(tries):
            try:
                return await self._ask_once(what, method, path, accept, form)
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                self._tally.silences += 1
                if attempt + 1 == tries:
                    raise NoAnswer from error
                await asyncio.sleep(0.2 * (attempt + 1))
        raise NoAnswer

    async def _ask_once(
        self, what: str, method: str, path: str, accept: str, form: list[tuple[str, str]] | None
    ) -> Answer:
        began = time.monotonic()
        async with self._http.request(
            method, self._url + path, data=form, headers={"Accept": accept}, allow_redirects=method == "GET"
        ) as answer:
            body = await answer.read()
        self._tally.seconds[what].append(time.monotonic() - began)
        if answer.status >= 500:
            self._tally.errors += 1
            self._tally.fault(f"{method} {path} was answered with {answer.status}")
        self._token = answer.headers.get("X-CSRF-Token", self._token)
        return Answer(answer.status, _read(body) if accept is _JSON else {})


def _read(body: bytes) -> dict[str, Any]:
    try:
        shape = json.loads(body)
    except ValueError:
        return {}
    return shape if isinstance(shape, dict) else {}
