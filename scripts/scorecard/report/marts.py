"""Reads the published marts, and nothing else; never writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]


class Marts:
    """A published file, open for reading.

    A table that the file does not have is an empty one: a warehouse that an older
    version published has fewer tables, and what is not there is not measured.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Take a read-only connection; `open_marts` makes one."""
        self._connection = connection
        self.tables = {
            name
            for (name,) in connection.execute(
                "select table_name from duckdb_tables() where schema_name = 'marts'"
            ).fetchall()
        }

    def has(self, *tables: str) -> bool:
        """Say whether the file has all these tables."""
        return self.tables.issuperset(tables)

    def rows(self, table: str, where: str = "true", order: str = "all") -> list[Row]:
        """Return rows of a mart as dictionaries; none when the mart is missing.

        `where` and `order` are SQL of this project, never text from an export.
        """
        return self.query(
            f"select * from marts.{table} where {where} order by {order}",  # noqa: S608
            needs=(table,),
        )

    def query(self, sql: str, *, needs: tuple[str, ...]) -> list[Row]:
        """Return the rows of a query; none when a mart that it needs is missing."""
        if not self.has(*needs):
            return []
        answer = self._connection.execute(sql)
        names = [column[0] for column in answer.description or []]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def execute(self, sql: str) -> duckdb.DuckDBPyConnection:
        """Run a query whose rows are too many for a list of dictionaries."""
        return self._connection.execute(sql)


@contextmanager
def open_marts(published: Path) -> Iterator[Marts]:
    """Open a published file for reading.

    Raises:
        duckdb.Error: it is no DuckDB file, or of a version that cannot be read.
    """
    with duckdb.connect(str(published), read_only=True) as connection:
        yield Marts(connection)
