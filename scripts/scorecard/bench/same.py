"""Holds the marts of two built files against each other."""

# ruff: noqa: S608 - only the project's own names of tables and columns become SQL

from __future__ import annotations

from pathlib import Path

import duckdb

TOLERANCE = 1e-9


def differences(one: Path, other: Path) -> int:
    """Count the rows of schema marts that are not the same in both files.

    Labels, counts and times must be equal, doubles to 1e-9, relative above 1. Rows are
    put in an order of their own first.
    """
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        for name, path in (("one", one), ("other", other)):
            literal = "'" + str(path).replace("'", "''") + "'"
            connection.execute(f"attach {literal} as {name} (read_only)")
        tables = connection.execute(
            "select distinct table_name from duckdb_tables()"
            " where schema_name = 'marts'"
        ).fetchall()
        return sum(_differing(connection, table) for (table,) in tables)


def _differing(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    columns = connection.execute(
        "select column_name, bool_or(data_type = 'DOUBLE') from duckdb_columns()"
        " where schema_name = 'marts' and table_name = ? group by all order by 1",
        [table],
    ).fetchall()
    doubles = [f'"{name}"' for name, is_double in columns if is_double]
    labels = [f'"{name}"' for name, is_double in columns if not is_double]
    # doubles last: where all else is equal, they alone tell rows apart
    order = ", ".join([*labels, *doubles])
    differs = [f"a.{name} is distinct from b.{name}" for name in labels]
    differs += [
        f"(a.{name} is null) <> (b.{name} is null) or abs(a.{name} - b.{name})"
        f" > {TOLERANCE} * greatest(1, abs(a.{name}))"
        for name in doubles
    ]
    numbered = f"select *, row_number() over (order by {order}) as _place"
    found = connection.execute(
        f"select count(*) from ({numbered} from one.marts.{table}) as a"
        f" full outer join ({numbered} from other.marts.{table}) as b using (_place)"
        f" where a._place is null or b._place is null or {' or '.join(differs)}"
    ).fetchone()
    return int(found[0]) if found else 0
