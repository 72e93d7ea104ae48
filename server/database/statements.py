"""Named statements: sql/queries/<room>/*.sql, loaded once. `queries().shop.find_product(connection, product_id=1)`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import aiosql

SQL_FOLDER = Path(__file__).resolve().parents[2] / "sql"


@cache
def queries() -> Any:  # noqa: ANN401 - aiosql makes its attributes at run time; queries.py of each room gives types
    """All statements, one namespace a room (aiosql's dialect)."""
    return aiosql.from_path(SQL_FOLDER / "queries", "asyncpg")
