"""The same rows in other files, other runs and another order give the same marts."""

import json
import math
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

import other_tools
from conftest import MakeOnce, forget_workspace
from dirty_exports import write
from reference.parsing import is_null, parse_timestamp, trim
from reference.schema import TABLES
from scorecard.build import build
from scorecard.landing import LandingReport, land
from scorecard.warehouse import Warehouse

SEED = 12
INCIDENTS = 120
PARTS = 3
TOLERANCE = 1e-9

LATE = {"escalations", "ai_usage", "services", "service_owners"}
"""Tables that come in the second run only: with the first row of them, or with who owns
a service, figures change of incidents of which no row has come."""

LAST = 0.01
"""Share of each table that comes in the last run, which leaves most incidents alone."""

WHERE_FROM = {"source_file", "source_row", "raw_row"}
"""Columns that say where a row came from: they differ, and may."""

OLDEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class RawRow:
    """A landed row: its cells as text, or the text of a line that is no object."""

    cells: dict[str, str]
    unreadable: str | None

    @property
    def line(self) -> str:
        """The row as a line of NDJSON."""
        return self.unreadable if self.unreadable is not None else self._object()

    def _object(self) -> str:
        return json.dumps(self.cells, ensure_ascii=False)

    @property
    def updated_at(self) -> datetime:
        """When the row was written, as far as that can be read."""
        text = self.cells.get("updated_at")
        if text is None or is_null("updated_at", text):
            return OLDEST
        try:
            return parse_timestamp(trim(text))
        except ValueError:
            return OLDEST


Export = dict[str, list[RawRow]]


def raw_rows(store: Path) -> Export:
    """Read what has landed, every table in the order of landing."""
    export: Export = {}
    for table in TABLES:
        export[table] = []
        for file in sorted((store / "standard" / table).glob("*.parquet")):
            for row in pq.read_table(file).to_pylist():
                cells = {
                    name: cell
                    for name, cell in row.items()
                    if not name.startswith("_") and cell is not None
                }
                export[table].append(RawRow(cells, row["_unreadable_line"]))
    return export


def in_parts(rows: list[RawRow]) -> Iterator[list[RawRow]]:
    size = math.ceil(len(rows) / PARTS) or 1
    for number in range(PARTS):
        yield rows[number * size : (number + 1) * size]


def arrivals(table: str, rows: list[RawRow]) -> list[list[RawRow]]:
    """Share the rows among the runs: fewer and fewer, and some tables late."""
    if table in LATE:
        return [[], rows, []]
    first, last = len(rows) * 2 // 3, len(rows) - math.ceil(len(rows) * LAST)
    return [rows[:first], rows[first:last], rows[last:]]


def write_part(folder: Path, table: str, name: str, rows: Iterable[RawRow]) -> None:
    path = folder / "standard" / table / f"{name}.ndjson"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{row.line}\n" for row in rows), encoding="utf-8")


def with_distinct_times(rows: list[RawRow]) -> list[RawRow]:
    """Give every row an updated_at of its own, so that the same versions win."""
    winners_last = sorted(
        range(len(rows)), key=lambda place: (rows[place].updated_at, place)
    )
    times = {
        place: datetime(2020, 1, 1) + timedelta(seconds=number)
        for number, place in enumerate(winners_last)
    }
    return [
        RawRow({**row.cells, "updated_at": times[place].isoformat()}, row.unreadable)
        for place, row in enumerate(rows)
    ]


def ties(export: Export) -> int:
    """Count the versions that only the order of landing can choose between."""
    keys: Counter[tuple[str, ...]] = Counter()
    for name, table in TABLES.items():
        for row in export[name]:
            if all(column in row.cells for column in table.key):
                key = (trim(row.cells[column]) for column in table.key)
                keys[name, *key, row.updated_at.isoformat()] += 1
    return sum(count - 1 for count in keys.values())


def statuses(report: LandingReport) -> Counter[str]:
    return Counter(file.status for file in report.files)


class Scenario:
    """One warehouse folder in which one order of landing after another is built."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.warehouse = Warehouse.at(folder / "warehouse")
        self.artifacts = folder / "artifacts"
        self.artifacts.mkdir()

    def build(self) -> None:
        report = build(self.warehouse, self.folder / "config", self.artifacts)
        assert report.ok, (report.errors, report.failures)

    def keep(self, name: str) -> None:
        """Put what was built into <name>.duckdb and empty the raw store."""
        self.warehouse.build_file.rename(self.folder / f"{name}.duckdb")
        shutil.rmtree(self.warehouse.raw)

    def at_once(self) -> Export:
        """Files of all formats in one run."""
        exports = self.folder / "exports"
        write(exports, self.folder / "config", SEED, INCIDENTS)
        for run in range(other_tools.RUNS):
            other_tools.write_run(exports, run)
        assert not land(exports, self.warehouse.raw).failed
        export = raw_rows(self.warehouse.raw)
        assert ties(export) > 20
        self.build()
        self.keep("at_once")
        return export

    def in_several_runs(self, export: Export) -> None:
        """Part after part in path order, each run landing the earlier ones again.

        Each run is built on top of the one before, and some tables come late.
        """
        exports = self.folder / "in_several_runs"
        parts = {table: arrivals(table, rows) for table, rows in export.items()}
        before = 0
        for number in range(PARTS):
            for table in TABLES:
                if parts[table][number]:
                    write_part(exports, table, f"part-{number}", parts[table][number])
            other_tools.write_run(exports, number, standard=False)
            found = statuses(land(exports, self.warehouse.raw))
            assert found["known"] == before
            before += found["landed"]
            self.build()
        stored = sorted(self.warehouse.raw.rglob("*.parquet"))
        again = statuses(land(exports, self.warehouse.raw))
        assert again == {"known": before}
        assert sorted(self.warehouse.raw.rglob("*.parquet")) == stored
        self.keep("in_several_runs")

    def backwards(self, export: Export) -> None:
        """The last part first and its last row first; updated_at decides."""
        exports = self.folder / "backwards"
        parts = {
            table: list(in_parts(with_distinct_times(rows)))
            for table, rows in export.items()
        }
        for number in reversed(range(PARTS)):
            for table in TABLES:
                if parts[table][number]:
                    rows = reversed(parts[table][number])
                    write_part(exports, table, f"part-{PARTS - number}", rows)
            other_tools.write_run(exports, number, standard=False)
            assert not land(exports, self.warehouse.raw).failed
            self.build()
        self.keep("backwards")


@pytest.fixture(scope="module")
def built(make_once: MakeOnce) -> Path:
    """A folder with one DuckDB file per order of landing."""

    def fill(folder: Path) -> None:
        scenario = Scenario(folder)
        try:
            export = scenario.at_once()
            scenario.in_several_runs(export)
            scenario.backwards(export)
        finally:
            forget_workspace(scenario.warehouse.folder)

    return make_once("orders", fill)


Row = tuple[Any, ...]


def marts(path: Path) -> dict[str, list[Row]]:
    """Return every table and view of the marts in an order of its own."""
    with duckdb.connect() as connection:
        # views name the database that they were made in
        connection.execute(f"attach '{path}' as build (read_only); use build")
        tables = connection.execute(
            "select table_name from information_schema.tables"
            " where table_schema = 'marts' order by 1"
        ).fetchall()
        return {
            name: sorted(_rows(connection, name), key=_labels_first)
            for (name,) in tables
        }


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[Row]:
    columns = connection.execute(
        "select column_name from duckdb_columns() where schema_name = 'marts'"
        " and table_name = ? order by column_index",
        [table],
    ).fetchall()
    kept = ", ".join(f'"{name}"' for (name,) in columns if name not in WHERE_FROM)
    return connection.execute(f'select {kept} from marts."{table}"').fetchall()


def _labels_first(row: Row) -> tuple[list[str], list[str]]:
    labels = [repr(cell) for cell in row if not isinstance(cell, float)]
    return labels, [f"{cell:.8g}" for cell in row if isinstance(cell, float)]


def same(one: Row, other: Row) -> bool:
    return all(
        math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=1e-12)
        if isinstance(a, float) and isinstance(b, float)
        else a == b
        for a, b in zip(one, other, strict=True)
    )


def differences(one: dict[str, list[Row]], other: dict[str, list[Row]]) -> list[str]:
    assert one.keys() == other.keys()
    lines = []
    for name, rows in one.items():
        if len(rows) != len(other[name]):
            lines.append(f"{name}: {len(rows)} rows and {len(other[name])}")
            continue
        lines += [
            f"{name}: {a} and {b}"
            for a, b in zip(rows, other[name], strict=True)
            if not same(a, b)
        ]
    return lines[:20]


@pytest.fixture(scope="module")
def at_once(built: Path) -> dict[str, list[Row]]:
    return marts(built / "at_once.duckdb")


def test_the_export_has_versions_and_figures(
    built: Path, at_once: dict[str, list[Row]]
) -> None:
    assert len(at_once) > 20
    assert len(at_once["metric_values"]) > 5_000
    path = built / "at_once.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        accounts = connection.execute(
            "select sum(superseded), sum(deleted), sum(quarantined)"
            " from marts.row_accounting"
        ).fetchone()
    assert accounts is not None
    assert min(accounts) > 20


def test_several_runs_and_landing_twice_change_nothing(
    built: Path, at_once: dict[str, list[Row]]
) -> None:
    assert differences(at_once, marts(built / "in_several_runs.duckdb")) == []


def test_where_updated_at_decides_the_order_of_landing_does_not(
    built: Path, at_once: dict[str, list[Row]]
) -> None:
    # every updated_at was written anew, so none is unreadable any more
    kept = [row for row in at_once["quality_issues"] if "updated_at" not in row]
    found = marts(built / "backwards.duckdb")
    assert differences({**at_once, "quality_issues": kept}, found) == []


@pytest.mark.parametrize("name", ["in_several_runs", "backwards"])
def test_every_run_but_the_first_adds_to_what_is_there(built: Path, name: str) -> None:
    assert builds(built, name, "staging.stg_standard__updates") == PARTS


def test_what_a_run_does_not_touch_is_left_alone(built: Path) -> None:
    assert builds(built, "in_several_runs", "core.touched_incidents") > 1
    assert builds(built, "in_several_runs", "metrics.touched_periods") > 1


def builds(built: Path, name: str, table: str) -> int:
    """Count the builds that rows of a table come from."""
    with duckdb.connect(str(built / f"{name}.duckdb"), read_only=True) as connection:
        found = connection.execute(f"select count(distinct build_id) from {table}")
        return int((found.fetchone() or (0,))[0])
