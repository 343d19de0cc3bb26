"""The project's own SQL, as dbt compiled it, run in this process.

A build by dbt costs twenty seconds, most of them not SQL. What has to hold for hundreds
of exports takes the compiled models of a run that dbt has made and runs them in its
order on an empty database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from scorecard.landing import Source, table_schema


@dataclass(frozen=True)
class Node:
    """A model or a data test; `parents` are models and tests, seeds left out."""

    unique_id: str
    schema: str
    name: str
    kind: str
    sql: str
    parents: frozenset[str]


class CompiledProject:
    """What dbt made of the project in one run."""

    def __init__(self, warehouse: Path) -> None:
        """Read the artifacts of the newest build in a warehouse."""
        manifest = json.loads(
            max(warehouse.glob("runs/*/dbt/manifest.json")).read_text(encoding="utf-8")
        )
        self._seeds = warehouse / "build.duckdb"
        self._nodes: dict[str, Node] = {}
        for unique_id, node in manifest["nodes"].items():
            kind = node["resource_type"]
            if kind in ("model", "test") and node.get("compiled_code"):
                self._nodes[unique_id] = Node(
                    unique_id=unique_id,
                    schema=node["schema"],
                    name=node["alias"],
                    kind="test" if kind == "test" else node["config"]["materialized"],
                    sql=node["compiled_code"],
                    parents=frozenset(
                        parent
                        for parent in node["depends_on"]["nodes"]
                        if parent.startswith("model.")
                    ),
                )

    def models(self, *wanted: str) -> list[Node]:
        """Return the named models and all they need, in an order that can be built."""
        found: dict[str, Node] = {}
        open_ids = [i for i, n in self._nodes.items() if n.name in wanted or not wanted]
        while open_ids:
            node = self._nodes[open_ids.pop()]
            if node.kind != "test" and node.unique_id not in found:
                found[node.unique_id] = node
                open_ids += node.parents
        order = TopologicalSorter({i: n.parents for i, n in found.items()})
        return [found[i] for i in order.static_order()]

    def tests(self, *wanted: str) -> list[Node]:
        """Return the named data tests, or all of them."""
        return [
            node
            for node in self._nodes.values()
            if node.kind == "test" and (node.name in wanted or not wanted)
        ]

    @contextmanager
    def database(self, file: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open an empty database that has the seeds and a schema for every model."""
        where = "':memory:'" if file is None else "'" + str(file) + "'"
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'; set threads = 1")
            connection.execute(f"attach {where} as build")
            connection.execute(f"attach '{self._seeds}' as seeded (read_only)")
            connection.execute("use build; create schema config")
            for (name,) in connection.execute(
                "select table_name from duckdb_tables()"
                " where database_name = 'seeded' and schema_name = 'config'"
            ).fetchall():
                connection.execute(
                    f'create table config."{name}" as from seeded.config."{name}"'
                )
            connection.execute("detach seeded")
            for schema in sorted({n.schema for n in self._nodes.values()}):
                connection.execute(f'create schema if not exists "{schema}"')
            yield connection


def register(
    connection: duckdb.DuckDBPyConnection, sources: Iterable[Source], store: Path
) -> list[tuple[str, str]]:
    """Show the raw store as the sources; return the tables that have files."""
    filled = []
    for source in sources:
        connection.execute(f"create schema if not exists raw_{source.name}")
        for table in source.tables:
            folder = store / source.name / table.name
            name = f'raw_{source.name}."{table.name}"'
            if any(folder.glob("*.parquet")):
                filled.append((source.name, table.name))
                pattern = str(folder).replace("'", "''") + "/*.parquet"
                body = f"from read_parquet('{pattern}', union_by_name = true)"
            else:
                types = {"string": "varchar", "int64": "bigint"}
                columns = ", ".join(
                    f'null::{types.get(str(field.type), "timestamp")} as "{field.name}"'
                    for field in table_schema(table)
                )
                body = f"select {columns} where false"
            connection.execute(f"create or replace view {name} as {body}")
    return filled


def build(connection: duckdb.DuckDBPyConnection, models: Iterable[Node]) -> None:
    """Build models as dbt would."""
    for node in models:
        kind = "view" if node.kind == "view" else "table"
        connection.execute(
            f'create or replace {kind} "{node.schema}"."{node.name}" as ({node.sql}\n)'
        )


def failing(
    connection: duckdb.DuckDBPyConnection, tests: Iterable[Node]
) -> dict[str, list[tuple[object, ...]]]:
    """Return the first rows of every data test that fails."""
    found = {}
    for node in tests:
        rows = connection.execute(f"select * from ({node.sql}\n) limit 3").fetchall()
        if rows:
            found[node.name] = rows
    return found
