"""Takes the newest day out of a generated export, and makes corrections to the rest.

What is left is what was there yesterday; what is taken out and the corrections are
what the next export brings.
"""

# ruff: noqa: S608 - only the project's own names of tables and columns become SQL

from __future__ import annotations

from pathlib import Path

import duckdb

NEW = 0.003
"""Share of the incidents that are new: a day of an export of about a year."""

CORRECTED = 0.01
"""Incidents that are corrected, as a share of all."""

MEAN_AGE_DAYS = 30
"""Corrections get rarer with the age of an incident: exponentially, with this mean."""

_PARENTS = {
    "context_fields": ("context_packets", "packet_id"),
    "claims": ("context_packets", "packet_id"),
    "verification_checks": ("actions", "action_id"),
}

_CORRECTED_AT = "timestamptz '2026-07-02 06:00:00+00'"

_EDITS = {
    # of a hundred corrected incidents two are deleted, five reopened, the others late
    "incidents": """
        status: case when place % 100 < 7 then 'open' else status end,
        resolved_at: case
            when place % 100 < 7 then null else resolved_at + interval 10 minute
        end,
        is_deleted: place % 100 < 2
    """,
}
_EDITED = ("status", "resolved_at", "is_deleted")


def set_apart(exports: Path, later: Path, *, mean_age_days: float | None) -> int:
    """Move the newest incidents with their rows from `exports` to `later`.

    `later` also gets corrections: the incidents of the older ones that are corrected,
    with all their rows, restated as a tool does that exports whatever has changed. Of
    the incidents two in a hundred are deleted, five reopened and the others resolved
    ten minutes later; of their other rows one in twenty is deleted.

    Args:
        exports: folder with `standard/` in Parquet, which is rewritten.
        later: folder that receives a `standard/` of its own.
        mean_age_days: of the corrected incidents; None draws them from all alike.

    Returns:
        The rows that `later` holds.
    """
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute("set TimeZone = 'UTC'; set preserve_insertion_order = true")
        _choose(connection, exports, mean_age_days)
        tables = sorted({_table(path) for path in (exports / "standard").iterdir()})
        for table in tables:
            _belongs(connection, exports, table)
        return sum(_split(connection, exports, later, table) for table in tables)


def _table(path: Path) -> str:
    return path.name.removesuffix(".parquet")


def _files(exports: Path, table: str) -> list[Path]:
    folder = exports / "standard" / table
    if folder.is_dir():
        return sorted(folder.glob("*.parquet"))
    return [folder.with_name(f"{table}.parquet")]


def _read(paths: list[Path]) -> str:
    names = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{names}], union_by_name = true, filename = true)"


def _choose(
    connection: duckdb.DuckDBPyConnection, exports: Path, mean_age_days: float | None
) -> None:
    """Fill the tables `fresh` and `corrected` with incidents."""
    relation = _read(_files(exports, "incidents"))
    connection.execute(
        "create table incidents as select trim(incident_id) as incident_id,"
        f" max(started_at) as started_at from {relation}"
        " where incident_id is not null and started_at is not null group by 1"
    )
    connection.execute(
        "create table fresh as select incident_id, started_at from incidents"
        " order by started_at desc, incident_id"
        f" limit cast(ceil({NEW} * (select count(*) from incidents)) as bigint)"
    )
    # draws without replacement: the smallest of exponential times over weight
    age = "date_diff('second', started_at, (select min(started_at) from fresh)) / 86400"
    weight = f"exp(-({age}) / {mean_age_days})" if mean_age_days else "1"
    waits = "-ln((hash(incident_id) % 1000003 + 1) / 1000004)"
    connection.execute(
        "create table corrected as"
        " select incident_id, row_number() over (order by incident_id) as place from ("
        "select incident_id from incidents anti join fresh using (incident_id)"
        f" order by {waits} / greatest({weight}, 1e-300), incident_id"
        f" limit cast({CORRECTED} * (select count(*) from incidents) as bigint))"
    )


def _belongs(connection: duckdb.DuckDBPyConnection, exports: Path, table: str) -> None:
    """Make a view of the table with the incident that each row belongs to."""
    relation = _read(_files(exports, table))
    columns = [
        name
        for (name, *_) in connection.execute(
            f"describe select * from {relation}"
        ).fetchall()
    ]
    if table in _PARENTS:
        parent, key = _PARENTS[table]
        parents = _read(_files(exports, parent))
        of = (
            f"(select trim({key}) as parent_key, any_value(trim(incident_id))"
            f" as owner from {parents} group by 1)"
        )
        joined = f"left join {of} as parents on trim(rows.{key}) = parents.parent_key"
        owner = "parents.owner"
    else:
        joined, owner = "", "trim(rows.incident_id)"
        if "incident_id" not in columns:
            owner = "null"
    fresh = "fresh.incident_id is not null"
    if table == "changes":
        fresh = "rows.changed_at >= (select min(started_at) from fresh)"
    connection.execute(
        f"create table rows_of_{table} as"
        f" select rows.*, {fresh} as _is_fresh, corrected.place as place"
        f" from {relation} as rows {joined}"
        f" left join fresh on {owner} = fresh.incident_id"
        f" left join corrected on {owner} = corrected.incident_id"
    )


def _split(
    connection: duckdb.DuckDBPyConnection, exports: Path, later: Path, table: str
) -> int:
    target = later / "standard" / f"{table}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    own = "* exclude (_is_fresh, place, filename)"
    restated = _restated(connection, table)
    name = f"rows_of_{table}"
    connection.execute(
        f"create table later_{table} as select {own} from {name} where _is_fresh"
        f" union all by name select {restated} from {name}"
        " where not coalesce(_is_fresh, false) and place is not null"
    )
    (rows,) = connection.execute(f"select count(*) from later_{table}").fetchone() or (
        0,
    )
    if rows:
        connection.execute(f"copy later_{table} to {_literal(target)} (format parquet)")
    if not connection.execute(
        f"select 1 from {name} where _is_fresh limit 1"
    ).fetchone():
        return int(rows)
    for path in _files(exports, table):
        kept = path.with_suffix(".kept")
        connection.execute(
            f"copy (select {own} from {name} where filename = {_literal(path)}"
            f" and not coalesce(_is_fresh, false)) to {_literal(kept)} (format parquet)"
        )
        kept.replace(path)
    return int(rows)


def _restated(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """Return the select list of a corrected row."""
    columns = {
        name
        for (name, *_) in connection.execute(f"describe rows_of_{table}").fetchall()
    }
    edits = (
        _EDITS["incidents"]
        if table == "incidents"
        else "is_deleted: hash(rowid) % 20 = 0"
    )
    edited = _EDITED if table == "incidents" else ("is_deleted",)
    dropped = {*edited, "updated_at", "_is_fresh", "place", "filename"} & columns
    kept = f"* exclude ({', '.join(sorted(dropped))})"
    return f"{kept}, updated_at: {_CORRECTED_AT}, {edits}"


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
