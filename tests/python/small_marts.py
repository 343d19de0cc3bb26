"""A tiny build file with a schema marts: enough to publish, in no time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from scorecard.publish import PublishedRun, publish
from scorecard.warehouse import Warehouse


def make_build(house: Warehouse, rows: int) -> None:
    """Fill the build file with marts that have so many rows each."""
    house.build_file.unlink(missing_ok=True)
    with duckdb.connect(str(house.build_file)) as connection:
        connection.execute("create schema marts; create schema core")
        connection.execute("create table core.hidden as select 1 as i")
        for table in ("first", "second"):
            connection.execute(
                f"create table marts.{table} as"
                f" select range as i, 'text' as words from range({rows})"
            )
            connection.execute(f"comment on table marts.{table} is 'It''s {table}'")
            connection.execute(f"comment on column marts.{table}.i is 'A number'")


def publish_as(house: Warehouse, run_id: str) -> Path:
    """Publish what is built in the name of a run."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return publish(house, PublishedRun(run_id=run_id, started_at=now))
