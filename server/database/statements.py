"""Named statements: sql/queries/<room>/*.sql, loaded once. `queries().shop.find_product(connection, product_id=1)`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import aiosql
from aiosql.adapters.asyncpg import AsyncPGAdapter

from server.database.pool import Connection

SQL_FOLDER = Path(__file__).resolve().parents[2] / "sql"


class Statements:
    """How aiosql reaches asyncpg. Two things differ from its own adapter.

    Rows come as a list (its own is an async generator that has read them all anyway), and the order of parameters
    is kept by the statement's text: kept by its name, rooms with equal names would mix theirs up.
    """

    is_aio_driver = False  # aiosql then hands on whatever a method answers: here, always a coroutine

    def __init__(self) -> None:
        self._numbering = AsyncPGAdapter()  # type: ignore[no-untyped-call] # aiosql's adapters carry no annotations
        self._orders: dict[str, list[str]] = {}

    def process_sql(self, _name: str, operation: object, sql: str) -> str:
        """`:name` becomes `$1`."""
        numbered: str = self._numbering.process_sql(sql, operation, sql)  # type: ignore[no-untyped-call] # likewise
        self._orders[numbered] = list(self._numbering.var_sorted[sql])
        return numbered

    async def select(
        self, connection: Connection, _name: str, sql: str, given: Mapping[str, object], _record_class: object = None
    ) -> list[Any]:
        return await connection.fetch(sql, *self._ordered(sql, given))

    async def select_one(
        self, connection: Connection, _name: str, sql: str, given: Mapping[str, object], _record_class: object = None
    ) -> object:
        return await connection.fetchrow(sql, *self._ordered(sql, given))

    async def select_value(self, connection: Connection, _name: str, sql: str, given: Mapping[str, object]) -> object:
        return await connection.fetchval(sql, *self._ordered(sql, given))

    async def insert_update_delete(
        self, connection: Connection, _name: str, sql: str, given: Mapping[str, object]
    ) -> str:
        return await connection.execute(sql, *self._ordered(sql, given))

    def _ordered(self, sql: str, given: Mapping[str, object]) -> list[object]:
        return [given[name] for name in self._orders[sql]]


@cache
def queries() -> Any:  # noqa: ANN401 - aiosql makes its attributes at run time; queries.py of each room gives types
    """All statements, one namespace a room (aiosql's dialect). `^` one row, `$` one value, `!` no rows, else a list."""
    return aiosql.from_path(SQL_FOLDER / "queries", Statements)  # type: ignore[arg-type] # only what our marks need
