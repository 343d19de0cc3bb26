"""Runs the project's compiled SQL again for another configuration.

A build takes most of a minute, a hundred designs would take hours. Only the models that
follow from the four changed seeds and lead to metric_comparisons are made anew, in the
private file of one build and with the statements that dbt compiled for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from scorecard.bench.straight import Statement, statements
from scorecard.placebo.designs import COLUMNS, Design

TARGET = "metric_comparisons"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of metric_comparisons in segment `all`."""

    comparison: str
    metric_id: str
    n: tuple[int | None, ...]
    change: float | None
    p_value: float | None
    verdict: str
    design_effect: float
    smallest_detectable_change: float | None


@dataclass(frozen=True)
class Rerun:
    """A build's private file, open for changes."""

    connection: duckdb.DuckDBPyConnection
    todo: tuple[Statement, ...]

    def labels(self) -> tuple[list[str], list[str]]:
        """Return the labels that can be mapped to classes and to tiers, sorted."""
        found = []
        for column, table in (
            ("incident_class", "core.incidents_united"),
            ("service_tier", "staging.stg_servicenow__services"),
        ):
            rows = self.connection.execute(
                f"select distinct {column} from {table}"  # noqa: S608 - own names
                f" where {column} is not null order by 1"
            )
            found.append([str(label) for (label,) in rows.fetchall()])
        return found[0], found[1]

    def run(self, design: Design) -> list[Row]:
        """Compare as if the design were the configuration."""
        for name, rows in design.tables.items():
            self.connection.execute(f"delete from config.{name}")  # noqa: S608
            marks = ", ".join("?" for _ in COLUMNS[name])
            self.connection.executemany(
                f"insert into config.{name} ({', '.join(COLUMNS[name])})"  # noqa: S608
                f" values ({marks})",
                [list(row) for row in rows],
            )
        for statement in self.todo:
            self.connection.execute(statement.sql)
        found = self.connection.execute("""
            select comparison, metric_id, n_baseline, n_current, n_control_baseline,
                n_control_current, change, p_value, verdict, design_effect,
                smallest_detectable_change
            from marts.metric_comparisons
            where segment = 'all'
                and comparison in ('standardised', 'treated_vs_control')
            order by comparison, metric_id
        """).fetchall()
        return [
            Row(
                comparison=row[0],
                metric_id=row[1],
                n=row[2:6],
                change=row[6],
                p_value=row[7],
                verdict=row[8],
                design_effect=row[9],
                smallest_detectable_change=row[10],
            )
            for row in found
        ]

    @contextmanager
    def shuffled(self, seed: str) -> Iterator[None]:
        """Hand the incidents' labels round among them, for as long as it lasts.

        Then an arm is a lot drawn for every incident by itself: what happened to one
        arm happened to the other.
        """
        self.connection.execute(
            "create or replace table core.incidents_as_they_were as"
            " from core.incidents_united"
        )
        self.connection.execute(
            """
            create or replace table core.incidents_united as
            select
                incidents.* replace (
                    others.incident_class as incident_class,
                    others.service_id as service_id
                )
            from (
                select *, row_number() over (order by incident_id) as place
                from core.incidents_as_they_were
            ) as incidents
            inner join (
                select
                    incident_class,
                    service_id,
                    row_number() over (order by md5(incident_id || ?), incident_id)
                        as place
                from core.incidents_as_they_were
            ) as others using (place)
            """,
            [seed],
        )
        self.connection.execute("alter table core.incidents_united drop column place")
        try:
            yield
        finally:
            self.connection.execute(
                "create or replace table core.incidents_united as"
                " from core.incidents_as_they_were"
            )
            self.connection.execute("drop table core.incidents_as_they_were")


def affected(manifest: Mapping[str, Any], seeds: Iterable[str]) -> set[str]:
    """Return the models that follow from one of the seeds and lead to the target."""
    parents = {
        unique_id: node["depends_on"].get("nodes", [])
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed")
    }
    names = {unique_id: unique_id.rsplit(".", 1)[-1] for unique_id in parents}
    leading: set[str] = set()
    waiting = [one for one, name in names.items() if name == TARGET]
    while waiting:
        one = waiting.pop()
        if one not in leading:
            leading.add(one)
            waiting += [parent for parent in parents[one] if parent in parents]
    following = {
        one for one, name in names.items() if one.startswith("seed.") and name in seeds
    }
    grown = True
    while grown:
        more = {one for one in parents if following & set(parents[one])} - following
        following |= more
        grown = bool(more)
    return {names[one] for one in leading & following if one.startswith("model.")}


@contextmanager
def reopened(build_file: Path, manifest: Mapping[str, Any]) -> Iterator[Rerun]:
    """Open a build's private file; it is no longer of use for anything else."""
    chosen = affected(manifest, COLUMNS)
    todo = tuple(one for one in statements(manifest) if one.model in chosen)
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("set timezone = 'UTC'")
        yield Rerun(connection, todo)
