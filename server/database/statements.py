"""Named statements: sql/queries/<room>/*.sql, loaded once. `queries().shop.find_product(connection, product_id=1)`.

The dialect is aiosql's; docs/decisions/0002 says why the loader is not. After `-- name: find_product(product_id)` comes
a mark that says what a call answers: `^` one row or None, `$` the first value, `!` nothing, no mark a list of rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from server.database.pool import Connection

SQL_FOLDER = Path(__file__).resolve().parents[2] / "sql"

_NAME = re.compile(r"^-- name: (\w+)\(([^)]*)\)([\^$!]?)[ \t]*$", re.MULTILINE)
_PARAMETER = re.compile(r"'(?:[^']|'')*'|--[^\n]*|::|(?<![:\w]):([a-z_][a-z0-9_]*)")

Statement = Callable[..., Coroutine[Any, Any, Any]]


class StatementIsWrong(Exception):
    """A statement's text cannot be used: found at start, with file and name."""


@dataclass(frozen=True, slots=True)
class Text:
    """One statement: `sql` with $1, $2 … for `parameters`, `mark` as above."""

    room: str
    name: str
    mark: str
    parameters: tuple[str, ...]
    sql: str


class Room:
    """The statements of one room, as attributes."""

    def __init__(self, texts: list[Text]) -> None:
        self.texts = {text.name: text for text in texts}
        for text in texts:
            setattr(self, text.name, _callable(text))


class Queries:
    """All statements, one attribute a room."""

    def __init__(self, texts: list[Text]) -> None:
        self.texts = texts
        for room in sorted({text.room for text in texts}):
            setattr(self, room, Room([text for text in texts if text.room == room]))


@cache
def queries() -> Any:  # noqa: ANN401 - the attributes come from files; each room's queries give them types
    """All statements of sql/queries. Raises StatementIsWrong."""
    return Queries(list(read_statements(SQL_FOLDER / "queries")))


def read_statements(folder: Path) -> Iterator[Text]:
    """Every statement below `folder`, whose subfolders are the rooms."""
    seen: set[tuple[str, str]] = set()
    for path in sorted(folder.glob("*/*.sql")):
        room, body = path.parent.name, path.read_text(encoding="utf-8")
        heads = list(_NAME.finditer(body))
        if not heads or len(heads) != body.count("-- name:"):
            raise StatementIsWrong(f"{path.name}: a line «-- name: statement(parameters)» is missing or misspelt")
        for place, head in enumerate(heads):
            name, wanted, mark = head.groups()
            end = heads[place + 1].start() if place + 1 < len(heads) else len(body)
            parameters = tuple(word.strip() for word in wanted.split(",") if word.strip())
            if (room, name) in seen:
                raise StatementIsWrong(f"{path.name}: {room} has two statements called {name}")
            seen.add((room, name))
            yield Text(room, name, mark, parameters, _numbered(body[head.end() : end].strip(), parameters, name))


def _numbered(sql: str, parameters: tuple[str, ...], name: str) -> str:
    """`:name` becomes $n, in the order of the heading; quotes, comments and casts are left alone."""
    used: set[str] = set()

    def number(found: re.Match[str]) -> str:
        parameter = found.group(1)
        if parameter is None:
            return found.group(0)
        if parameter not in parameters:
            raise StatementIsWrong(f"{name}: :{parameter} is not in its heading")
        used.add(parameter)
        return f"${parameters.index(parameter) + 1}"

    text = _PARAMETER.sub(number, sql)
    if used != set(parameters):
        raise StatementIsWrong(f"{name}: {sorted(set(parameters) - used)} in the heading are not used")
    return text


def _callable(text: Text) -> Statement:
    sql, names, mark = text.sql, text.parameters, text.mark

    async def run(connection: Connection, **given: object) -> Any:  # noqa: ANN401 - rows, a row or a value
        if len(given) != len(names):
            raise TypeError(f"{text.name} takes {names}, not {tuple(given)}")
        values = [given[name] for name in names]
        if mark == "^":
            return await connection.fetchrow(sql, *values)
        if mark == "$":
            return await connection.fetchval(sql, *values)
        if mark == "!":
            await connection.execute(sql, *values)
            return None
        return await connection.fetch(sql, *values)

    run.__name__ = text.name
    return run
