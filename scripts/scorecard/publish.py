"""Publishes the marts: readers get a whole new file, or keep the one they have."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from scorecard.files import put_in_place
from scorecard.versions import (
    NEW,
    READ_ONLY,
    clear_unfinished,
    give_to_readers,
    version_path,
)
from scorecard.warehouse import PROJECT, Warehouse

STORAGE_VERSION = "v1.2.0"
"""Oldest DuckDB whose clients can open the published file."""

_COLUMNS = """
    create table published.marts.published_run (
        run_id varchar, started_at timestamp, published_at timestamp,
        git_revision varchar, newest_landing_at timestamp,
        checks_passed bigint, checks_warned bigint, checks_failed bigint)
"""

_DESCRIPTIONS = {
    "run_id": "Name of the run's folder below runs/.",
    "started_at": "When the run began (UTC).",
    "published_at": "When readers got this file (UTC).",
    "git_revision": "Revision of the project that built it; null outside of git.",
    "newest_landing_at": "When the newest raw file was landed (UTC); null when none.",
    "checks_passed": "Checks of the run that held.",
    "checks_warned": "Checks that did not hold and only warn.",
    "checks_failed": "Checks that failed: 0, or it would not have been published.",
}


@dataclass(frozen=True, kw_only=True)
class PublishedRun:
    """The run that a published file comes from; counts are of its checks."""

    run_id: str
    started_at: datetime
    checks_passed: int = 0
    checks_warned: int = 0
    checks_failed: int = 0


@dataclass(frozen=True)
class _Mart:
    name: str
    description: str | None


def publish(
    warehouse: Warehouse, run: PublishedRun, *, group: str | None = None
) -> Path:
    """Copy the marts of the private file into a version, and give that to readers.

    The version is written under another name, kept on the disk, and only then put in
    place by rename. A failure or a kill at any moment leaves readers what they had.

    Args:
        group: whose members may read the file too.

    Returns:
        The file of the new version.

    Raises:
        duckdb.Error: the private file is damaged, or the disk is full.
        OSError: the disk is full, or the folder cannot be written.
        LookupError: there is no such group.
    """
    clear_unfinished(warehouse)
    warehouse.versions.mkdir(mode=0o700, exist_ok=True)
    published_at = datetime.now(UTC).replace(tzinfo=None)
    version = version_path(warehouse, published_at, run.run_id)
    new = version.with_name(version.name + NEW)
    try:
        with marts_written(warehouse.build_file, new) as connection:
            _record(connection, warehouse, run, published_at)
        new.chmod(READ_ONLY)
        put_in_place(new, version)
    finally:
        clear_unfinished(warehouse)
    try:
        give_to_readers(warehouse, version, group=group)
    except BaseException:
        # else it would look like one that readers had
        with suppress(OSError):
            version.unlink(missing_ok=True)
        raise
    return version


@contextmanager
def marts_written(source: Path, new: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Write the marts of a build into a new file, each as a table with its comments.

    A mart that is a view in the build becomes a table here: a view would look for the
    file that it was made in.

    Args:
        source: the build file, under the name that it was built with.
        new: the file to write; it is whole when the block ends.

    Yields:
        A connection in which the new file is the database `published`.

    Raises:
        duckdb.Error: the build is damaged, or the disk is full.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "preserve_insertion_order": "false",
        # where the next run finds and clears what a killed one has spilled
        "temp_directory": f"{new}.tmp",
    }
    with duckdb.connect(config=settings) as connection:
        # views name the database that they were made in
        database = source.stem
        connection.execute(
            f"attach {_literal(source)} as {_identifier(database)} (read_only)"
        )
        connection.execute(
            f"attach {_literal(new)} as published (storage_version '{STORAGE_VERSION}')"
        )
        connection.execute("create schema published.marts")
        for mart in _marts(connection, database):
            _copy(connection, database, mart)
        yield connection
        # detaching does it too, but keeps the reason to itself when it fails
        connection.execute("checkpoint published")
        connection.execute("detach published")


def _marts(connection: duckdb.DuckDBPyConnection, database: str) -> list[_Mart]:
    """Return the marts of a build, tables and views alike."""
    return [
        _Mart(*row)
        for kind in ("table", "view")
        for row in connection.execute(
            f"select {kind}_name, comment from duckdb_{kind}s()"  # noqa: S608
            " where database_name = ? and schema_name = 'marts' order by 1",
            [database],
        ).fetchall()
    ]


def _copy(connection: duckdb.DuckDBPyConnection, database: str, mart: _Mart) -> None:
    name = f"marts.{_identifier(mart.name)}"
    connection.execute(
        f"create table published.{name} as from {_identifier(database)}.{name}"
    )
    _comment(connection, "table", f"published.{name}", mart.description)
    columns = connection.execute(
        "select column_name, comment from duckdb_columns() where database_name = ?"
        " and schema_name = 'marts' and table_name = ?",
        [database, mart.name],
    ).fetchall()
    for column, text in columns:
        _comment(connection, "column", f"published.{name}.{_identifier(column)}", text)


def _comment(
    connection: duckdb.DuckDBPyConnection, kind: str, name: str, text: str | None
) -> None:
    if text:
        connection.execute(f"comment on {kind} {name} is {_literal(text)}")


def _record(
    connection: duckdb.DuckDBPyConnection,
    warehouse: Warehouse,
    run: PublishedRun,
    published_at: datetime,
) -> None:
    connection.execute(_COLUMNS)
    connection.execute(
        "insert into published.marts.published_run values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            run.run_id,
            run.started_at,
            published_at,
            git_revision(),
            newest_landing(warehouse),
            run.checks_passed,
            run.checks_warned,
            run.checks_failed,
        ],
    )
    name = "published.marts.published_run"
    _comment(connection, "table", name, "Which run a reader sees: one row.")
    for column, text in _DESCRIPTIONS.items():
        _comment(connection, "column", f"{name}.{column}", text)


def newest_landing(warehouse: Warehouse) -> datetime | None:
    """Return when the newest file of the raw store was landed (UTC), or None."""
    if not any(warehouse.raw.glob("*/*/*.parquet")):
        return None
    with duckdb.connect() as connection:
        row = connection.execute(
            "select max(_landed_at) from read_parquet(?, union_by_name = true)",
            [str(warehouse.raw / "*" / "*" / "*.parquet")],
        ).fetchone()
    newest: datetime | None = row[0] if row else None
    return newest


def git_revision() -> str | None:
    """Return the revision of the checkout, or None outside of git."""
    try:
        answer = subprocess.run(
            ["git", "rev-parse", "HEAD"],  # noqa: S607 - whichever git the user has
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.strip()


def _literal(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
