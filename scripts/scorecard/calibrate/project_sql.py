"""The project's own SQL, as dbt compiles it, run on tables that stand in for models.

Nothing here knows a formula. Whatever a stand-in feeds is built by the compiled text
of the models, in order of dependency.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from scorecard.bench.model import BenchError
from scorecard.bench.straight import Statement, statements
from scorecard.dbt import invoke
from scorecard.warehouse import PROJECT, Warehouse

SEEDS_AS_THEY_ARE = ("metric_definitions", "headline_metrics")
"""Seeds that are read from the project; all others are simulated or empty."""

ONLY_FOR_INCREMENTS = ("touched_incidents", "measured_incidents", "touched_periods")
"""Models that others name, and read only when they are added to."""

Manifest = Mapping[str, Any]


class CalibrateError(Exception):
    """The project's SQL could not be compiled or run."""


def compile_project(folder: Path, wanted: Iterable[str]) -> Path:
    """Run `dbt compile` and return where its manifest is.

    Args:
        folder: receives dbt's artifacts and a database that stays empty.
        wanted: models that are compiled, with all that they read.

    Raises:
        CalibrateError: dbt failed; says what dbt said.
    """
    report = invoke(
        ["compile", "--no-introspect", "--select", *(f"+{one}" for one in wanted)],
        Warehouse.at(folder / "warehouse"),
        target=folder / "target",
    )
    if not report.ok:
        raise CalibrateError("dbt compile failed: " + "; ".join(report.errors))
    return folder / "target" / "manifest.json"


def read_manifest(path: Path) -> Manifest:
    """Read the manifest of a compiled project."""
    manifest: Manifest = json.loads(path.read_text(encoding="utf-8"))
    return manifest


class ProjectSql:
    """Part of the project in a DuckDB in memory.

    Args:
        manifest: of the compiled project.
        wanted: models whose rows will be read.
        stand_ins: models and seeds that are given as tables instead of being built.

    Raises:
        CalibrateError: a wanted model needs a source, so a stand-in is missing, or it
            is not compiled.
    """

    def __init__(
        self, manifest: Manifest, wanted: Iterable[str], stand_ins: Iterable[str]
    ) -> None:
        """Find the models in between and load the seeds that stay as they are."""
        self._nodes = {
            node["name"]: node
            for node in manifest["nodes"].values()
            if node["resource_type"] in ("model", "seed")
        }
        self._todo = self._between(manifest, set(wanted), set(stand_ins))
        self.connection = duckdb.connect()
        # compiled SQL names the database
        database = self._nodes["metric_definitions"]["database"]
        for statement in (
            f"attach ':memory:' as \"{database}\"",
            "set threads = 1",
            "set timezone = 'UTC'",
            "set preserve_insertion_order = false",
            # a slow machine is not worth a bar per statement
            "set enable_progress_bar = false",
        ):
            self.connection.execute(statement)
        for node in self._nodes.values():
            self.connection.execute(
                f'create schema if not exists "{database}"."{node["schema"]}"'
            )
        for name in SEEDS_AS_THEY_ARE:
            self.connection.execute(
                f"create table {self.relation(name)} as"
                " from read_csv(?, header = true, all_varchar = false)",
                [str(PROJECT / "seeds" / f"{name}.csv")],
            )

    def relation(self, name: str) -> str:
        """Return the quoted name of a model's or seed's table."""
        return str(self._nodes[name]["relation_name"])

    def run(self, tables: Mapping[str, pa.Table]) -> None:
        """Put tables in place of models and build every model between.

        Args:
            tables: by model or seed; columns as that one has them.

        Raises:
            CalibrateError: a statement failed; names its model.
        """
        for name, table in tables.items():
            self.connection.register("given", table)
            self.connection.execute(
                f"create or replace table {self.relation(name)} as from given"
            )
        for statement in self._todo:
            try:
                self.connection.execute(statement.sql)
            except duckdb.Error as problem:
                raise CalibrateError(f"{statement.model}: {problem}") from None

    def rows(self, query: str) -> dict[str, Any]:
        """Return the columns of a query as NumPy arrays, by name.

        Args:
            query: models and seeds in braces, as in "from {metric_values}".
        """
        names = {name: node["relation_name"] for name, node in self._nodes.items()}
        found: dict[str, Any] = self.connection.execute(
            query.format_map(names)
        ).fetchnumpy()
        return found

    def _between(
        self, manifest: Manifest, wanted: set[str], given: set[str]
    ) -> list[Statement]:
        given = given | set(SEEDS_AS_THEY_ARE)
        names = {
            unique_id: node["name"] for unique_id, node in manifest["nodes"].items()
        }
        needed: set[str] = set()
        todo = list(wanted)
        while todo:
            name = todo.pop()
            if name in given or name in needed:
                continue
            if name not in self._nodes or self._nodes[name]["resource_type"] == "seed":
                raise CalibrateError(f"{name} is no model and has no stand-in")
            needed.add(name)
            for upstream in self._nodes[name]["depends_on"]["nodes"]:
                if upstream not in names:
                    raise CalibrateError(f"{name} reads {upstream}: no stand-in for it")
                if names[upstream] not in ONLY_FOR_INCREMENTS:
                    todo.append(names[upstream])
        nodes = {
            unique_id: node
            for unique_id, node in manifest["nodes"].items()
            if node["resource_type"] == "model" and node["name"] in needed
        }
        try:
            return statements({"nodes": nodes})
        except BenchError as problem:
            raise CalibrateError(str(problem)) from None
