"""Every named statement prepares against the schema, and words kept in both languages are the same."""

import re
from pathlib import Path

import asyncpg
import pytest

from server.database import Connection, queries
from server.database.statements import StatementIsWrong, read_statements
from server.orders.order import Fulfilment, ItemStatus, Payment, Role, Status
from server.orders.refunds import RefundMethod


def all_statements() -> dict[str, str]:
    return {f"{text.room}.{text.name}": text.sql for text in queries().texts}


async def test_every_statement_prepares(connection: Connection) -> None:
    statements = all_statements()
    assert len(statements) > 30
    for name, sql in statements.items():
        async with connection.transaction():
            try:
                await connection.prepare(sql)
            except asyncpg.PostgresError as error:
                pytest.fail(f"{name}: {error}")


def test_no_statement_selects_everything() -> None:
    for name, sql in all_statements().items():
        assert not re.search(r"select\s+\*(?!\s+from\s+unnest)", sql, re.IGNORECASE), name


@pytest.mark.parametrize(
    ("constraint", "words"),
    [
        ("order_status_is_known", set(Status)),
        ("order_payment_is_known", set(Payment)),
        ("order_fulfilment_is_known", set(Fulfilment)),
        ("order_line_status_is_known", set(ItemStatus)),
        ("refund_method_is_known", set(RefundMethod)),
        ("people_role_is_known", set(Role) - {Role.GUEST}),
    ],
)
async def test_enumerations_are_equal_in_python_and_sql(
    connection: Connection, constraint: str, words: set[str]
) -> None:
    definition = await connection.fetchval(
        "select pg_get_constraintdef(oid) from pg_constraint where conname = $1", constraint
    )
    assert set(re.findall(r"'(\w+)'", definition)) == {str(word) for word in words}


async def test_every_status_has_its_count(connection: Connection) -> None:
    rows = await connection.fetch("select status from order_counts")
    assert {row["status"] for row in rows} == {status.value for status in Status}


def test_a_parameter_in_quotes_comments_and_casts_is_none(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    text = "-- name: find_it(b, a)^\n-- for :a person\nselect ':a', :a::text, now()::date, :b, :a\n"
    (tmp_path / "shop" / "it.sql").write_text(text)
    (statement,) = read_statements(tmp_path)
    assert statement.sql.splitlines()[-1] == "select ':a', $2::text, now()::date, $1, $2"
    assert (statement.room, statement.name, statement.mark) == ("shop", "find_it", "^")


@pytest.mark.parametrize(
    "text",
    [
        "-- name: find_it(a)\nselect 1\n",
        "-- name: find_it()\nselect :a\n",
        "-- name: find_it\nselect 1\n",
        "-- name: find_it()\nselect 1\n-- name: find_it()\nselect 2\n",
    ],
)
def test_a_statement_that_cannot_be_meant_stops_the_start(tmp_path: Path, text: str) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "it.sql").write_text(text)
    with pytest.raises(StatementIsWrong):
        list(read_statements(tmp_path))
