"""Exports that something has spoilt: a clear error, or every row is accounted for.

Each seed is one export. It is landed by the command, and what landed goes through the
project's own staging and quality models; of some, through every model and every test.
`make test-nightly` takes ten thousand.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from compiled import CompiledProject, Node, build, failing, register
from conftest import Finished
from mutations import mutated
from scorecard.cli import main
from scorecard.landing import load_sources

SOURCES = load_sources()
ACCOUNTING = ("row_accounting", "quarantine", "unparseable_values")
CHUNK = 50


@dataclass(frozen=True)
class Landed:
    """How a landing ended."""

    code: int
    stderr: str
    summary: dict[str, Any]


@pytest.fixture(scope="module")
def project(hand_checked_run: Finished) -> CompiledProject:
    return CompiledProject(hand_checked_run.folder)


class Staging:
    """The staging and quality models; only what a case has touched is built again."""

    def __init__(
        self, project: CompiledProject, connection: duckdb.DuckDBPyConnection
    ) -> None:
        self._connection = connection
        self._models = project.models(*ACCOUNTING)
        self._tests = project.tests("every_raw_row_has_a_fate")
        # tiny tables: planning them well costs more than running them badly
        connection.execute("pragma disable_optimizer")
        self._filled: set[str] = set()
        self._is_new = True

    def account(self, store: Path) -> dict[tuple[str, str], dict[str, int]]:
        """Build from a raw store and return the fates by table."""
        tables = register(self._connection, SOURCES, store)
        filled = {f"stg_{source}__{table}" for source, table in tables}
        build(
            self._connection,
            [
                node
                for node in self._models
                # without a raw row there is no staged one, whatever became of others
                if self._is_new
                or not node.name.startswith("stg_")
                or self._is_of(node, filled | self._filled)
            ],
        )
        self._filled, self._is_new = filled, False
        assert failing(self._connection, self._tests) == {}
        answer = self._connection.execute(
            "select accounting.*, count(quarantine.source) as listed"
            " from marts.row_accounting as accounting left join marts.quarantine"
            " on accounting.source = quarantine.source"
            " and accounting.table_name = quarantine.table_name group by all"
        )
        names = [column[0] for column in answer.description or []]
        return {
            (row[0], row[1]): dict(zip(names[2:], row[2:], strict=True))
            for row in answer.fetchall()
        }

    @staticmethod
    def _is_of(node: Node, staged: set[str]) -> bool:
        # ServiceNow's teams, services and so on come from its one raw table
        return node.name in staged or any(
            name.startswith(("stg_servicenow", "stg_statuspage"))
            and node.name.startswith(name.rsplit("__", 1)[0])
            for name in staged
        )


def land(exports: Path, warehouse: Path, *options: str) -> Landed:
    """Land in this process, as the command does."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(
            [
                *("land", "--exports", str(exports)),
                *("--warehouse", str(warehouse), *options),
            ]
        )
    # names of runs in one second sort as text, ten before two
    newest = max(
        (warehouse / "runs").glob("*/summary.json"), key=lambda p: p.stat().st_mtime_ns
    )
    return Landed(code, err.getvalue(), json.loads(newest.read_text("utf-8")))


def landed_rows(warehouse: Path) -> dict[tuple[str, str], int]:
    rows: dict[tuple[str, str], int] = {}
    for file in (warehouse / "raw").glob("*/*/*.parquet"):
        key = (file.parent.parent.name, file.parent.name)
        rows[key] = rows.get(key, 0) + pq.read_metadata(file).num_rows
    return {key: n for key, n in rows.items() if n}


def tree(folder: Path) -> dict[Path, bytes | Path]:
    """Return everything below a folder: content of files, targets of links."""
    # rglob would follow no link either, but stops at what it cannot list
    return {
        path: path.readlink() if path.is_symlink() else path.read_bytes()
        for parent, folders, names in os.walk(folder)
        for path in (Path(parent, name) for name in (*folders, *names))
        if path.is_symlink() or not path.is_dir()
    }


def lands_with_a_clear_word(exports: Path, warehouse: Path) -> None:
    """Land an export; what cannot be read is named, the rest lands without it."""
    before, rows = tree(exports), sum(landed_rows(warehouse).values())
    outcome = land(exports, warehouse)
    assert "Traceback" not in outcome.stderr
    failed = outcome.summary["landing"]["failed"]
    if outcome.code:
        assert outcome.code == 1
        assert failed
        assert outcome.summary["outcome"] == "failed"
        for file in failed:
            assert file["reason"] and file["advice"], file
        errors = [li for li in outcome.stderr.splitlines() if li.startswith("error: ")]
        assert len(errors) == len(failed) + 1, outcome.stderr
        second = land(exports, warehouse, "--keep-going")
        assert second.code == 0
        assert second.summary["landing"]["files"]["landed"] == 0
    else:
        assert failed == []
        assert outcome.summary["outcome"] == "succeeded"
    # what lands is what the run says that it landed
    rows += outcome.summary["landing"]["rows"]
    assert sum(landed_rows(warehouse).values()) == rows
    assert tree(exports) == before
    assert is_printable(outcome.stderr)


def is_printable(text: str) -> bool:
    """Tell whether a terminal would show the text and obey none of it."""
    return all(character.isprintable() or character == "\n" for character in text)


def accounts_for_every_row(
    fates: dict[tuple[str, str], dict[str, int]], landed: dict[tuple[str, str], int]
) -> None:
    assert {table: row["raw"] for table, row in fates.items() if row["raw"]} == landed
    for table, row in fates.items():
        kept = row["accepted"] + row["superseded"] + row["deleted"]
        assert row["raw"] == kept + row["quarantined"], table
        assert row["listed"] == row["quarantined"], table


def check_seeds(
    project: CompiledProject, seeds: range, folder: Path, together: int = 1
) -> None:
    """Land and stage the exports of some seeds; the failing ones are in the error.

    Args:
        together: exports that land in one warehouse before it is staged.
    """
    with project.database() as connection:
        staging = Staging(project, connection)
        for start in seeds[::together]:
            batch = range(start, min(start + together, seeds.stop))
            case = folder / str(start)
            warehouse = case / "warehouse"
            try:
                for seed in batch:
                    mutated(seed).write(case / str(seed))
                    lands_with_a_clear_word(case / str(seed), warehouse)
                expected = {"warehouse", *map(str, batch)}
                assert {path.name for path in case.iterdir()} == expected
                fates = staging.account(warehouse / "raw")
                accounts_for_every_row(fates, landed_rows(warehouse))
            except Exception as problem:
                raise AssertionError(f"seeds {batch}: {problem}") from problem
            shutil.rmtree(case)


def check_whole(project: CompiledProject, seeds: range, folder: Path) -> None:
    """Take the exports of some seeds through every model and every data test."""
    for seed in seeds:
        case = folder / str(seed)
        try:
            mutated(seed).write(case / "exports")
            land(case / "exports", case / "warehouse", "--keep-going")
            with project.database() as connection:
                register(connection, SOURCES, case / "warehouse" / "raw")
                build(connection, project.models())
                assert failing(connection, project.tests()) == {}
        except Exception as problem:
            raise AssertionError(f"seed {seed}: {problem}") from problem
        shutil.rmtree(case)


@pytest.mark.parametrize("start", range(0, 200, CHUNK))
def test_spoilt_exports_land_or_say_why_and_every_row_is_accounted_for(
    project: CompiledProject, start: int, tmp_path: Path
) -> None:
    check_seeds(project, range(start, start + CHUNK), tmp_path, together=10)


def test_spoilt_exports_go_through_every_model_and_test(
    project: CompiledProject, tmp_path: Path
) -> None:
    check_whole(project, range(2), tmp_path)


@pytest.mark.nightly
@pytest.mark.parametrize("start", range(0, 10_000, CHUNK))
def test_ten_thousand_spoilt_exports(
    project: CompiledProject, start: int, tmp_path: Path
) -> None:
    check_seeds(project, range(start, start + CHUNK), tmp_path, together=10)


@pytest.mark.nightly
@pytest.mark.parametrize("start", range(0, 500, 10))
def test_five_hundred_spoilt_exports_through_every_model(
    project: CompiledProject, start: int, tmp_path: Path
) -> None:
    check_whole(project, range(start, start + 10), tmp_path)


def test_a_seed_is_the_same_export_everywhere() -> None:
    for seed in range(100):
        assert mutated(seed) == mutated(seed)
    assert len({repr(mutated(seed)) for seed in range(300)}) == 300
