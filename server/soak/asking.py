"""A person's requests over HTTP whose answer may never come: what is not answered is not known, and asked again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from server.bench.people import Line, Person

_PATIENCE_SECONDS = 15.0


class NoAnswer(Exception):
    """The connection was refused, cut or silent: what was asked for may have happened or not."""


class Caller:
    """One person's kept-alive connection; a new one after each that broke."""

    def __init__(self, port: int, person: Person) -> None:
        self.person = person
        self._line = Line(port)

    async def get(self, path: str) -> tuple[int, dict[str, Any]]:
        """Status and JSON. Raises NoAnswer."""
        return await self._ask("GET", path, "", "")

    async def post(self, path: str, fields: Mapping[str, object]) -> tuple[int, dict[str, Any]]:
        """Status and JSON. Raises NoAnswer."""
        headers = f"X-CSRF-Token: {self.person.csrf_token}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        return await self._ask("POST", path, headers, urlencode(fields))

    def close(self) -> None:
        self._line.close()

    async def _ask(self, method: str, path: str, headers: str, body: str) -> tuple[int, dict[str, Any]]:
        who = f"Cookie: session={self.person.cookie}\r\nAccept: application/json\r\n"
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                status, answer = await self._line.ask(method, path, who + headers, body)
        except (OSError, EOFError, TimeoutError) as error:
            self._line.close()
            raise NoAnswer from error
        try:
            return status, json.loads(answer)
        except ValueError:
            return status, {}
