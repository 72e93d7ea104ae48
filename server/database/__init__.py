"""Postgres: the pool, the named statements of sql/queries, and the migrations."""

from server.database.pool import DATABASE, Connection, open_pool
from server.database.statements import queries

__all__ = ["DATABASE", "Connection", "open_pool", "queries"]
