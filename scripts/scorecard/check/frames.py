"""Checks as questions to the warehouse, and the small frames that answer them.

The work on millions of rows stays in DuckDB. What leaves it is either the rows that
break a rule, or one number with the row that explains it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from scorecard.check.result import Severity, Suite

MAX_FRAME_ROWS = 1000
"""Offending rows of one check that are fetched; all are counted."""

MAX_CELL = 200
"""Characters of a cell that are kept."""

MAX_SHOWN_ROWS = 20
"""Offending rows that an outcome carries."""

_NAME = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True, kw_only=True)
class Check:
    """An expectation about one table.

    Attributes:
        name: short and readable; unique within a table together with severity.
        description: the sentence that must hold.
        advice: the way out when it does not hold.
        sql: selects at least `columns`. Without `measure`: the offending rows.
            With it: one row, in which `measure` is a number or null.
        columns: columns that name a row and say what is wrong with it.
        parameters: named parameters of `sql`.
        minimum: lower limit of the measure, none without.
        maximum: upper limit of the measure, none without.
    """

    suite: Suite
    table: str
    name: str
    description: str
    column: str
    sql: str
    columns: tuple[str, ...]
    severity: Severity = "error"
    advice: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    measure: str | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Finding:
    """The answer to a check.

    Attributes:
        rows: of a measure its one row, else at most MAX_FRAME_ROWS offending rows;
            printable text, cut to MAX_CELL characters.
        total: all offending rows; of a measure 0, since the judge decides.
        value: the measure; None where there is nothing to measure.
        problem: why the question could not be asked.
    """

    check: Check
    rows: tuple[Mapping[str, str], ...]
    total: int
    value: float | None = None
    problem: str | None = None


class Warehouse:
    """Read access to a built warehouse."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Read the names of all tables, views and their columns."""
        self._connection = connection
        self._columns: dict[tuple[str, str], tuple[str, ...]] = {}
        rows = connection.execute(
            "select table_schema, table_name, list(column_name order by "
            "ordinal_position) from information_schema.columns group by all"
        ).fetchall()
        for schema, table, columns in rows:
            # Names become SQL, so nothing but plain ones is ever looked at.
            if _NAME.fullmatch(schema) and _NAME.fullmatch(table):
                self._columns[schema, table] = tuple(columns)

    def columns(self, schema: str, table: str) -> tuple[str, ...]:
        """Return the columns of a table or view, none when it is not there."""
        return self._columns.get((schema, table), ())

    def tables(self, schema_prefix: str) -> list[tuple[str, str]]:
        """Return (schema, table) of every schema with the prefix, sorted."""
        return sorted(k for k in self._columns if k[0].startswith(schema_prefix))

    def count(self, schema: str, table: str) -> int:
        """Return the number of rows of a table or view."""
        return int(self.rows(f'select count(*) from {schema}."{table}"')[0][0])  # noqa: S608

    def rows(
        self, sql: str, parameters: Mapping[str, Any] | None = None
    ) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        return self._connection.execute(sql, parameters or None).fetchall()

    def find(self, check: Check) -> Finding:
        """Answer a check.

        A query that cannot run, because a column is missing or a file of the raw
        store is gone, is a finding and not an exception.
        """
        try:
            return self._find(check)
        except duckdb.Error as error:
            problem = str(error).splitlines()[0][:MAX_CELL]
            return Finding(check, ({"problem": problem},), 1, problem=problem)

    def _find(self, check: Check) -> Finding:
        cells = [f'left(cast("{c}" as varchar), {MAX_CELL + 1})' for c in check.columns]
        number = f'cast("{check.measure}" as double)' if check.measure else "null"
        # Only the project's own names and queries become SQL, never a value.
        found = self.rows(
            f"select count(*) over (), {number}, {', '.join(cells)} "  # noqa: S608
            f"from ({check.sql}) order by all limit {MAX_FRAME_ROWS}",
            check.parameters,
        )
        rows = tuple(_texts(check.columns, row[2:]) for row in found)
        if check.measure:
            return Finding(check, rows, 0, value=found[0][1] if found else None)
        return Finding(check, rows, found[0][0] if found else 0)


def as_line(row: Mapping[str, str]) -> str:
    """Return an offending row as one line of text."""
    return ", ".join(f"{name}={text}" for name, text in row.items())


def offending_rows(database: Path, sql: str, count: int = 3) -> list[str]:
    """Return the first rows of a failed test of dbt, each as a line; none on trouble.

    Args:
        database: the private file, which dbt has let go of.
        sql: the compiled SQL of the test.
    """
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            answer = connection.execute(
                f"select columns(*)::varchar from ({sql}\n) limit {count}"  # noqa: S608
            )
            names = [column[0] for column in answer.description or []]
            return [as_line(_texts(names, row)) for row in answer.fetchall()]
    except duckdb.Error:
        return []


def _texts(names: Sequence[str], cells: Sequence[str | None]) -> dict[str, str]:
    return dict(zip(names, map(_text, cells), strict=True))


def _text(cell: str | None) -> str:
    if cell is None:
        return "null"
    # A terminal must not obey what an export contains.
    safe = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in cell)
    return safe if len(safe) <= MAX_CELL else safe[: MAX_CELL - 1] + "…"
