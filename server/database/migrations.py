"""Forward-only migrations: sql/migrations/NNNN_name.sql, each in one transaction, one runner at a time."""

from __future__ import annotations

import hashlib
from pathlib import Path

import asyncpg

from server.database.statements import SQL_FOLDER

_LOCK = 7266302981  # any fixed number: the advisory lock that lets one runner migrate at a time


class MigrationChanged(Exception):
    """A migration that was applied has another text now; they are forward only."""


def migration_files() -> list[Path]:
    return sorted((SQL_FOLDER / "migrations").glob("[0-9][0-9][0-9][0-9]_*.sql"))


async def migrate(url: str) -> list[str]:
    """Apply what is missing; the names applied now. Raises MigrationChanged."""
    connection = await asyncpg.connect(url, timeout=10)
    try:
        await connection.execute("select pg_advisory_lock($1)", _LOCK)
        await connection.execute(
            "create table if not exists schema_migrations"
            " (name text primary key, digest text not null, applied_at timestamptz not null default now())"
        )
        applied = {r["name"]: r["digest"] for r in await connection.fetch("select name, digest from schema_migrations")}
        done = []
        for path in migration_files():
            text = path.read_text(encoding="utf-8")
            digest = hashlib.sha256(text.encode()).hexdigest()
            if path.stem in applied:
                if applied[path.stem] != digest:
                    raise MigrationChanged(path.stem)
                continue
            async with connection.transaction():
                await connection.execute("set local lock_timeout = '5s'")
                await connection.execute("set local statement_timeout = '10min'")
                await connection.execute(text)
                await connection.execute(
                    "insert into schema_migrations (name, digest) values ($1, $2)", path.stem, digest
                )
            done.append(path.stem)
        return done
    finally:
        await connection.close()
