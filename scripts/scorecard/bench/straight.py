"""Runs the models' compiled SQL in one DuckDB connection, without dbt.

What dbt adds to the engine's own work is the difference to this: temporary names and
renames, contracts, comments, transactions, one model's wait for a thread.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb
import yaml

from scorecard.bench.model import BenchError
from scorecard.warehouse import PROJECT


@dataclass(frozen=True)
class StraightRun:
    """How long the statements took, one after the other.

    Attributes:
        by_model: wall clock seconds of every model, by name.
        cpu_seconds: processor time of all of them.
    """

    by_model: dict[str, float]
    cpu_seconds: float


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What makes one model; `sql` creates its table or view."""

    model: str
    schema: str
    sql: str


def statements(manifest: Mapping[str, Any]) -> list[Statement]:
    """Return one statement per model of a compiled manifest, dependencies first.

    Raises:
        BenchError: a model is neither table nor view, or has not been compiled.
    """
    models = {
        unique_id: node
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
    }
    graph = {
        unique_id: [up for up in node["depends_on"]["nodes"] if up in models]
        for unique_id, node in models.items()
    }
    return [_statement(models[one]) for one in TopologicalSorter(graph).static_order()]


def run_straight(
    manifest: Mapping[str, Any], built: Path, database: Path
) -> StraightRun:
    """Build every model anew in `database`.

    Args:
        manifest: dbt's manifest after a build.
        built: the file that dbt built; its seeds and its views of the raw store are
            copied, outside of the time that is told. Left as it is.
        database: the new file; its name must be that of `built`, since compiled SQL
            names the database.
    """
    seconds = {}
    todo = statements(manifest)
    with _connection(manifest, built, database) as connection:
        for statement in todo:
            connection.execute(f'create schema if not exists "{statement.schema}"')
        processor = time.process_time()
        for statement in todo:
            started = time.perf_counter()
            connection.execute(statement.sql)
            seconds[statement.model] = time.perf_counter() - started
        processor = time.process_time() - processor
    return StraightRun(seconds, processor)


@contextmanager
def _connection(
    manifest: Mapping[str, Any], built: Path, database: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    database.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(database) as connection:
        for name, value in _profile_settings().items():
            connection.execute(f"set {name} = '{value}'")
        path = str(built).replace("'", "''")
        connection.execute(f"attach '{path}' as built (read_only)")
        _copy_seeds(connection, manifest)
        _copy_raw_views(connection, manifest)
        connection.execute("detach built")
        yield connection


def _profile_settings() -> dict[str, Any]:
    """Return the DuckDB settings of the project's own profile."""
    text = (PROJECT / "profiles" / "profiles.yml").read_text(encoding="utf-8")
    outputs = yaml.safe_load(text)["ai_sre_scorecard"]["outputs"]
    settings: dict[str, Any] = outputs["duckdb"].get("settings", {})
    return settings


def _copy_seeds(
    connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]
) -> None:
    for node in manifest["nodes"].values():
        if node["resource_type"] == "seed":
            name = f'"{node["schema"]}"."{node["alias"]}"'
            connection.execute(f'create schema if not exists "{node["schema"]}"')
            connection.execute(f"create table {name} as from built.{name}")


def _copy_raw_views(
    connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]
) -> None:
    for source in manifest["sources"].values():
        found = connection.execute(
            "select sql from duckdb_views() where database_name = 'built'"
            " and schema_name = ? and view_name = ?",
            [source["schema"], source["identifier"]],
        ).fetchone()
        if found is None:
            raise BenchError(f"{source['relation_name']} is no view in dbt's file")
        connection.execute(f'create schema if not exists "{source["schema"]}"')
        connection.execute(found[0])


def _statement(node: Mapping[str, Any]) -> Statement:
    kind = node["config"]["materialized"]
    # what a full build adds to is a table like any other
    kind = "table" if kind == "incremental" else kind
    if kind not in ("table", "view"):
        raise BenchError(f"{node['name']}: cannot be built without dbt: {kind}")
    if not node.get("compiled_code"):
        raise BenchError(f"{node['name']}: not compiled")
    # the line break ends a comment on the last line of the model
    body = f"({node['compiled_code']}\n)"
    return Statement(
        model=node["name"],
        schema=node["schema"],
        sql=f"create or replace {kind} {node['relation_name']} as {body}",
    )
